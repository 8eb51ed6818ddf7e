"""Words for the codes that forms offer and pages repeat: repayment forms, industries, figures, papers, consents."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yizhan.credit.products import purposes
from yizhan.web.formats import bilingual

Words = dict[str, str | Promise]

REPAYMENT_FORMS: Words = {
    "annuity": _("Equal instalments"),
    "equal_principal": _("Equal principal"),
    "interest_first": _("Interest monthly, principal at the end"),
    "bullet": _("Everything at the end"),
}
REPAYMENT_FORM_HINTS: Words = {
    "annuity": _("The same amount each month; easy to plan."),
    "equal_principal": _("The same part of the principal each month; instalments fall, interest is less in all."),
    "interest_first": _("Small payments until the last one, which returns the whole principal."),
    "bullet": _("One payment of principal and interest on the last day."),
}
# The industries of the size-class rules (policy/facts.yaml); finance is named as the knock-out rule names it.
INDUSTRIES: Words = {
    "software": _("Software and information technology services"),
    "information_transmission": _("Telecommunications and internet"),
    "industry": _("Manufacturing, mining, energy and water"),
    "construction": _("Construction"),
    "wholesale": _("Wholesale"),
    "retail": _("Retail"),
    "transport": _("Transport"),
    "storage": _("Storage"),
    "post": _("Post and courier"),
    "hotels": _("Hotels"),
    "catering": _("Catering"),
    "agriculture": _("Agriculture, forestry and fishing"),
    "real_estate": _("Real estate development"),
    "property_management": _("Property management"),
    "leasing_business": _("Leasing and business services"),
    "finance": _("Finance or lending"),
    "other": _("Research, technical services and others"),
}
TITLES: Words = {
    "tech_sme": _("Technology-based SME"),
    "high_tech": _("High-tech enterprise"),
    "innovative_sme": _("Innovative SME"),
    "srdi_sme": _("Specialised and sophisticated SME (SRDI)"),
    "little_giant": _("SRDI “little giant”"),
}
TAX_GRADES: Words = {grade: grade for grade in "ABMCD"}
FACTS: Words = {
    "staff": _("People employed"),
    "technical_staff": _("Of these in science and technology"),
    "ip_class_one": _("Class I intellectual property"),
    "ip_class_two": _("Class II intellectual property"),
    "ip_in_application": _("Rights applied for"),
    "titles": _("Titles held"),
    "tax_grade": _("Tax credit grade"),
    "on_dishonest_list": _("On a list of dishonest debtors"),
    "overdue_days": _("Days overdue"),
    "bank_debt": _("Bank debt in all"),
    "research_spend": _("Research spend"),
    "premises": _("Premises"),
}
DOCUMENTS: Words = {"invoices": _("Invoices"), "statements": _("Yearly statements")}
CONSENTS: Words = {
    "credit_report": _("Credit report"),
    "tax_and_invoice_data": _("Tax and invoice data"),
    "personal_information": _("Personal information (separate consent)"),
}
APPLICATION_FIELDS: Words = {
    "amount": _("Amount"), "term_months": _("Term"), "form": _("Form of repayment"), "purpose": _("Purpose"),
}
ROW_FIELDS: Words = {
    "enterprise": _("Enterprise"), "side": _("Sale or purchase"), "code": _("Invoice code"), "number": _("Invoice number"),
    "digital_number": _("Digital invoice number"), "issued_on": _("Date of issue"), "seller_id": _("Seller's code"),
    "seller_name": _("Seller"), "buyer_id": _("Buyer's code"), "buyer_name": _("Buyer"), "counterparty_id": _("Counterparty's code"),
    "counterparty_name": _("Counterparty"), "net": _("Net amount"), "tax": _("Tax"), "gross": _("Total with tax"),
    "void": _("Void mark"), "positive": _("Normal or return"), "file": _("The file"), "row": _("The row"),
    "figure": _("Name of the figure"), "statement": _("The statement"),
}
STATEMENT_FIGURES: Words = {
    "revenue": _("Revenue"), "cost_of_sales": _("Cost of sales"), "expenses": _("Period expenses"), "net_profit": _("Net profit"),
    "total_assets": _("Total assets"), "total_liabilities": _("Total liabilities"), "equity": _("Equity"),
    "inventory": _("Inventory"), "receivables": _("Receivables"), "payables": _("Payables"), "prepayments": _("Prepayments"),
    "advances_received": _("Advances received"), "cash": _("Cash"), "bank_loans": _("Bank loans"),
    "working_capital_loans": _("Working-capital loans"), "own_funds": _("Own funds"), "other_funding": _("Other funding"),
    "research_spend": _("Research spend"), "staff": _("Staff"), "technical_staff": _("Technical staff"),
}
LIMIT_PARTS: Words = {
    "product_cap": _("Most that the product lends"),
    "need": _("Working-capital need"),
    "repayment_capacity": _("Repayment capacity"),
    "grade_cap": _("Most for the grade"),
}
STAGES: Words = {"start_up": _("start-up"), "growth": _("growth"), "maturity": _("maturity"), "decline": _("decline")}


def word(words: Words, code: str | None) -> str:
    """The words of a code; a code without words shows itself, so that nothing is hidden."""
    return str(words.get(code or "", code or "–"))


def row_field(code: str) -> str:
    """A field of a row or a figure of a statement in words."""
    return word({**STATEMENT_FIGURES, **ROW_FIELDS}, code)


def purpose_words(code: str, on: date) -> str:
    """A purpose in words, by the list in force on a day."""
    return next((bilingual(choice.text) for choice in purposes(on) if choice.code == code), code or "–")

"""Words of the staff desk for codes that only staff meet: figures of the decision, findings, pauses, outcomes, journals."""

from django.utils.translation import gettext_lazy as _

from yizhan.web.components import Pill
from yizhan.web.vocabulary import FACTS, Words, word

FIGURES: Words = {
    "standing.uscc_valid": _("Unified social credit code passes its check"),
    "standing.age_months": _("Age in months"),
    "standing.in_park": _("In the park"),
    "standing.sector": _("Industry"),
    "standing.tax_grade": _("Tax credit grade"),
    "standing.on_dishonest_list": _("On a list of dishonest debtors"),
    "standing.overdue_days": _("Days overdue"),
    "request.purpose": _("Purpose"),
    "sales.sales_12": _("Net sales of 12 months"),
    "sales.sales_previous_12": _("Net sales of the 12 months before"),
    "sales.purchases_12": _("Net purchases of 12 months"),
    "sales.months_since_last_sale": _("Months since the last sale"),
    "sales.void_share": _("Void sales invoices"),
    "sales.return_share": _("Returns in sales"),
    "sales.gap_months": _("Months without invoices"),
    "sales.top_customer_share": _("Largest customer's share"),
    "sales.margin_proxy": _("Margin by invoices"),
    "statements": _("Yearly statements"),
    "statements.revenue": _("Revenue of the latest year"),
    "debt": _("Bank debt in all"),
}
FINDINGS: dict[str, tuple] = {
    "confirm": (_("Confirm"), "good", _("What is on file is right.")),
    "correct": (_("Correct"), "active", _("Another value was found; the old one is kept beside it.")),
    "ask_for_more": (_("Ask for more"), "waiting", _("The enterprise has to bring something before a decision.")),
    "block": (_("Block"), "bad", _("What was found stands against a loan.")),
}
PAUSE_REASONS: Words = {
    "more_documents": _("More papers are needed"),
    "clarification": _("A question to the enterprise"),
    "visit_appointment": _("Appointment for the on-site check"),
    "guarantor": _("A guarantor has to come"),
    "acceptance": _("The offer awaits acceptance"),
}
OUTCOMES: dict[str, tuple] = {
    "approve": (_("Model check: approve"), "good"),
    "refuse": (_("Model check: refuse"), "bad"),
    "manual_review": (_("Model check: a person decides"), "waiting"),
}
PROPOSALS: dict[str, tuple] = {
    "approve": (_("Proposed: approve"), "good"),
    "refuse": (_("Proposed: refuse"), "bad"),
}
VERDICTS: dict[str, tuple] = {
    "": (_("Awaits decision"), "active"),
    "confirmed": (_("Confirmed"), "good"),
    "returned": (_("Returned"), "waiting"),
}
JOURNALS: Words = {
    "loan_payout": _("Loan paid to the deposit account"),
    "payout_sent": _("Payment to outside, in transit"),
    "payout_accepted": _("Payment accepted by the core bank"),
    "payout_sent_reversal": _("Payment rejected, money back on the deposit"),
    "loan_repayment": _("Repayment booked"),
    "loan_repayment_reversal": _("Repayment taken back"),
    "loan_change": _("Change of terms"),
    "loan_restructure": _("Arrears made principal"),
    "subsidy_received": _("Interest subsidy received"),
    "claim_unused": _("Guarantor's money for a loan that had ended"),
    "loan_fee": _("Fee charged"),
    "loan_fee_waived": _("Fee taken back"),
    "loan_write_off": _("Write-off"),
    "loan_recovery": _("Recovery after write-off"),
    "interest_accrual": _("Interest accrued"),
    "penalty_accrual": _("Penalty interest accrued"),
    "memorandum_accrual": _("Interest off the balance sheet"),
    "overdue_transfer": _("Principal moved between due and overdue"),
    "non_accrual_transfer": _("Moved on or off accrual"),
}
RISK_CLASSES: Words = {
    "normal": _("Normal"),
    "special_mention": _("Special mention"),
    "substandard": _("Substandard"),
    "doubtful": _("Doubtful"),
    "loss": _("Loss"),
}
CLASS_GROUNDS: Words = {"days": _("days overdue"), "judgement": _("judgement"), "cross_rule": _("other loans of the same debtor")}
CHANGE_KINDS: Words = {
    "extension": _("Extension"),
    "renewal": _("Renewal without repayment"),
    "rate_reset": _("Rate reset to the prime rate of today"),
    "reschedule": _("Reschedule"),
    "restructure": _("Restructure"),
    "judgement": _("Class by judgement"),
    "write_off": _("Write-off"),
}
CHANGE_FINDINGS: Words = {
    "lawful_operation": _("lawful operation"),
    "stable_business": _("stable business"),
    "good_credit": _("good credit and will to repay"),
    "no_misuse": _("no misuse of the money"),
    "no_unpaid_interest": _("no unpaid interest, no evasion"),
    "meets_loan_standards": _("meets the standards for a loan"),
    "covered": _("covered by the renewal rule"),
    "not_covered": _("not covered by the renewal rule"),
    "manual": _("the rule leaves it to a person"),
}
COLLECTION_STEPS: Words = {
    "remind": _("Remind by message"),
    "call": _("Call"),
    "notice": _("Send a notice"),
    "visit": _("Visit"),
    "restructure_or_claim": _("Restructure or claim a guarantee"),
    "legal": _("Go to law"),
}
ARREARS_NOTES: Words = {"call": _("Call"), "promise": _("Promise to pay"), "notice": _("Notice sent")}
PROGRAMMES: Words = {"subsidy": _("Interest subsidy for fixed assets"), "guarantee": _("Guarantee plan for technology firms")}
CLAIM_STATES: dict[str, tuple] = {
    "filed": (_("waits for a decision"), "waiting"),
    "approved": (_("approved, not paid"), "active"),
    "refused": (_("refused"), "bad"),
    "paid": (_("paid"), "good"),
}
FEE_STATES: dict[str, tuple] = {
    "proposed": (_("waits for a decision"), "waiting"),
    "charged": (_("charged"), "good"),
    "refused": (_("refused"), "bad"),
    "waived": (_("fee taken back"), "quiet"),
}
MAIL_STATES: dict[str, tuple] = {
    "": (_("on the home page"), "neutral"),
    "waiting": (_("waits for the mail server"), "waiting"),
    "sent": (_("being sent by mail"), "active"),
    "accepted": (_("mailed"), "good"),
    "rejected": (_("not mailed"), "bad"),
}
COVERAGES: dict[str, tuple] = {
    "covered": (_("covered"), "good"),
    "not_covered": (_("not covered"), "bad"),
    "manual": (_("a person decides"), "waiting"),
}
PROMISES: dict[str, tuple] = {
    "open": (_("promise open"), "waiting"),
    "kept": (_("promise kept"), "good"),
    "broken": (_("promise broken"), "bad"),
}
WARNING_SIGNALS: Words = {
    "sales_fall": _("Sales have fallen"),
    "void_share": _("Many void invoices"),
    "gap_months": _("Months without invoices"),
    "lost_main_customer": _("The main customer buys no more"),
}
CLAIM_KINDS: Words = {"fee": _("Fee"), "penalty": _("Penalty interest"), "interest": _("Interest"), "principal": _("Principal")}
PAYMENT_METHODS: Words = {
    "entrusted": _("Entrusted payment: the bank pays the supplier"),
    "self": _("Self-payment from the deposit account"),
}
PAYMENT_GROUNDS: Words = {
    "new_relationship_ordinary_credit": _("new relationship and ordinary credit only"),
    "clear_payee_over_limit": _("a known payee and an amount over the limit for self-payment"),
    "bank_decides": _("the bank decides so"),
}
SIZE_CLASSES: Words = {"micro": _("Micro"), "small": _("Small"), "medium": _("Medium"), "large": _("Large")}
ROUTES: Words = {
    "annex_2010": _("formula of the 2010 annex, from statements"),
    "share_of_invoiced_sales": _("assumed share of invoiced sales"),
}
UPLOAD_KINDS: Words = {
    "invoices": _("Invoices"),
    "statements": _("Yearly statements"),
    "site_photo": _("Photo"),
    "population": _("Imported population"),
}
FACT_STATUS: dict[str, tuple] = {"claimed": (_("Claimed"), "neutral"), "verified": (_("Verified"), "good")}
KEEPS: Words = {"term": _("term stays"), "instalment": _("instalment stays")}
SHARES = frozenset({"sales.void_share", "sales.return_share", "sales.top_customer_share", "sales.margin_proxy"})


def figure_name(path: str) -> str:
    """The name of a figure by its path in the inputs, or of a claimed one (`claim.staff`)."""
    return word(FACTS, path.removeprefix("claim.")) if path.startswith("claim.") else word(FIGURES, path)


def worded_pill(words: dict[str, tuple], code: str) -> Pill:
    """The pill of a code; a code without words shows itself."""
    label, tone = words.get(code, (code, "neutral"))[:2]
    return Pill(str(label), tone)

"""Words that the applicant's pages need beside the vocabulary: products, terms, summaries of what was asked for."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.credit.parameters import Parameters
from yizhan.credit.products import PRODUCT_CODES, Product, product
from yizhan.kernel.money import Money
from yizhan.records.models import Application, Enterprise
from yizhan.web.components import Pill, SummaryRow
from yizhan.web.formats import bilingual, day, money, money_with_short
from yizhan.web.labels import state_pill
from yizhan.web.vocabulary import INDUSTRIES, REPAYMENT_FORMS, purpose_words, word

OWN_PILLS = {
    "complete": (gettext_lazy("Handed in, clock runs"), "active"),
    "checked": (gettext_lazy("Being put together"), "active"),
    "proposed": (gettext_lazy("Being decided"), "active"),
    "offered": (gettext_lazy("Offer ready for you"), "waiting"),
    "paused": (gettext_lazy("Waits for your answer"), "waiting"),
}


def product_name(code: str, on: date) -> str:
    """A product's name; a code that is no longer offered shows itself."""
    found = product(code, Parameters(on)) if code in PRODUCT_CODES else None
    return bilingual(found.name) if isinstance(found, Product) else code


def applicant_pill(state: str) -> Pill:
    """The state as the applicant reads it: whose turn it is, and no names of the branch's own steps."""
    if state not in OWN_PILLS:
        return state_pill("application", state)
    label, tone = OWN_PILLS[state]
    return Pill(str(label), tone)


def months(count: int) -> str:
    """A term in words."""
    return _("%(count)s months") % {"count": count}


def account_masked(number: str) -> str:
    """An account number with all but its last four digits hidden."""
    return f"•••• {number[-4:]}" if len(number) > 4 else number


def request_rows(application: Application, on: date, change_href: str = "") -> list[SummaryRow]:
    """What is asked for."""
    return [
        SummaryRow(_("Product"), product_name(application.product_code, on)),
        SummaryRow(_("Amount"), money_with_short(Money(application.amount_minor)), change_href=change_href),
        SummaryRow(_("Term"), months(application.term_months), change_href=change_href),
        SummaryRow(_("Repayment"), word(REPAYMENT_FORMS, application.repayment_form), change_href=change_href),
        SummaryRow(_("Purpose"), purpose_words(application.purpose, on), note=application.purpose_note, change_href=change_href),
    ]


def payee_rows(application: Application, change_href: str = "") -> list[SummaryRow]:
    """Who is paid."""
    if not application.payee_name:
        return [SummaryRow(_("Paid to"), _("not given yet"), change_href=change_href)]
    return [
        SummaryRow(_("Paid to"), application.payee_name, change_href=change_href),
        SummaryRow(_("Account"), account_masked(application.payee_account), note=application.payee_bank, change_href=change_href),
    ]


def identity_rows(enterprise: Enterprise) -> list[SummaryRow]:
    """Who the enterprise is."""
    in_park = {True: _("yes"), False: _("no"), None: _("not known")}[enterprise.in_park]
    capital = enterprise.registered_capital_minor
    rows = [
        (_("Unified social credit code"), enterprise.uscc or "–"),
        (_("Name"), enterprise.name),
        (_("Established"), day(enterprise.registered_on)),
        (_("Industry"), word(INDUSTRIES, enterprise.industry)),
        (_("In the park"), in_park),
        (_("Registered address"), " ".join(part for part in (enterprise.region, enterprise.address) if part) or "–"),
        (_("Registered capital"), money(Money(capital)) if capital is not None else _("not known")),
        (_("Legal representative"), enterprise.legal_representative or "–"),
        (_("Contact"), " · ".join(filter(None, (enterprise.contact_name, enterprise.contact_phone, enterprise.contact_email))) or "–"),
    ]
    return [SummaryRow(label, value) for label, value in rows]

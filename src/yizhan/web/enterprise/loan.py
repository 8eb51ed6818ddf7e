"""A loan: what is owed, the next payment, the schedule with each interest figure opened, and payments made."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.credit.fees import fee_name
from yizhan.credit.repayment import ClaimKind
from yizhan.credit.servicing import claims_of
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.ledger import book
from yizhan.records.models import Instalment, Loan, RenewalAlert, Repayment
from yizhan.web.components import Figure, SummaryRow
from yizhan.web.doors import door, run, today
from yizhan.web.enterprise.base import own_loan
from yizhan.web.formats import bilingual, day, percent
from yizhan.web.forms import KeyedForm
from yizhan.web.labels import state_pill
from yizhan.web.refusals import refusal_text
from yizhan.web.schedules import stored_lines
from yizhan.web.tables import Column, Table
from yizhan.web.vocabulary import REPAYMENT_FORMS, word
from yizhan.workflows.fees import contract_parameters
from yizhan.workflows.renewals import Outlook, outlook, wish_renewal
from yizhan.workflows.repayments import repay_instalment
from yizhan.workflows.standings import read_position, rules_of

KINDS = {"instalment": gettext_lazy("Instalment"), "early": gettext_lazy("Early repayment"),
         "collection": gettext_lazy("Collected at day end"), "payment": gettext_lazy("From another account")}
CLAIMS = {ClaimKind.FEE: gettext_lazy("Fee"), ClaimKind.PENALTY: gettext_lazy("Penalty interest"),
          ClaimKind.INTEREST: gettext_lazy("Interest"), ClaimKind.PRINCIPAL: gettext_lazy("Principal")}
REPAYMENT_COLUMNS = [
    Column("paid_on", gettext_lazy("Paid on"), "day"), Column("kind", gettext_lazy("What")),
    Column("principal", gettext_lazy("Principal"), "money"), Column("interest", gettext_lazy("Interest"), "money"),
    Column("penalty", gettext_lazy("Penalty interest"), "money"), Column("fee", gettext_lazy("Fee"), "money"),
    Column("amount", gettext_lazy("Paid"), "money"),
]
FEE_COLUMNS = [
    Column("on", gettext_lazy("On"), "day"), Column("name", gettext_lazy("Fee")), Column("words", gettext_lazy("What is it for?")),
    Column("amount", gettext_lazy("Amount"), "money"),
]
PAYOUT_COLUMNS = [
    Column("payee", gettext_lazy("Paid to")), Column("amount", gettext_lazy("Amount"), "money"),
    Column("state", gettext_lazy("State"), "pill"), Column("at", gettext_lazy("Since"), "moment"),
]


@door("loan.read")
def loan(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """One loan."""
    own = own_loan(request, loan_id)
    lines = list(own.instalments.exclude(state="replaced").order_by("schedule_version", "number"))
    due = [line for line in lines if line.state == "due"]
    owed, next_line = Money(sum(line.principal_minor - line.paid_principal_minor for line in due)), due[0] if due else None
    return render(request, "enterprise/loan.html", {
        "loan": own, "pill": state_pill("loan", own.state), "figures": _figures(own, owed, next_line), "lines": stored_lines(lines),
        "next_line": next_line, "is_payable": bool(claims := _claims(own)), "claims": claims, "form": KeyedForm(),
        "repayments": _repayments(own), "payouts": _payouts(own), "deposit": deposit_of(own),
        "form_words": word(REPAYMENT_FORMS, own.repayment_form), "renewal": _renewal(own),
        "fees": _fees(own)})


@door("loan.repay", "POST")
def pay(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Pay the instalment that is due from the deposit account."""
    own = own_loan(request, loan_id)
    paid = run(request, repay_instalment, own.id)
    if isinstance(paid, Refusal):
        messages.error(request, refusal_text(paid))
    else:
        messages.success(request, _("The instalment is paid."))
    return redirect("my_loan", own.id)


@door("renewal.wish", "POST")
def wish_to_renew(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Ask for a renewal without repayment."""
    own = own_loan(request, loan_id)
    wished = run(request, wish_renewal, own.id)
    if isinstance(wished, Refusal):
        messages.error(request, refusal_text(wished))
    else:
        messages.success(request, _("Your relationship manager has your wish and will call you."))
    return redirect("my_loan", own.id)


def _renewal(own: Loan) -> Outlook | None:
    """How a renewal stands, from the day of the alert on."""
    is_near = own.state == "active" and RenewalAlert.objects.filter(loan=own, matures_on=own.matures_on).exists()
    return outlook(own, today()) if is_near else None


def _claims(own: Loan) -> list[SummaryRow]:
    """What is due now, in the order in which a payment pays it."""
    found = claims_of(read_position(own), today(), rules_of(own, today()))
    return [SummaryRow(str(CLAIMS[claim.kind]), claim.amount, _("instalment %(number)s") % {"number": number} if number else "")
            for claim, number in found]


def deposit_of(own: Loan) -> Money:
    """What stands on the borrower's deposit account, from which repayments are taken."""
    with connection.cursor() as cursor:
        return book.balance(cursor, own.deposit_account_id)


def _figures(own: Loan, owed: Money, line: Instalment | None) -> list[Figure]:
    payment = Money(line.principal_minor + line.interest_minor - line.paid_principal_minor - line.paid_interest_minor) if line else Money(0)
    return [
        Figure(_("Still owed"), owed, _("of %(principal)s") % {"principal": f"{Money(own.principal_minor).major:,.2f}"}),
        Figure(_("Next payment"), payment if line else "–", day(line.due_on) if line else _("nothing outstanding")),
        Figure(_("Yearly rate"), percent(own.annual_rate), own.day_count),
        Figure(_("Ends on"), day(own.matures_on)),
    ]


def _repayments(own: Loan) -> Table:
    rows = [_repayment(row) for row in own.repayments.filter(is_reversed=False).order_by("-paid_on", "-id")]
    return Table(_("Payments made"), REPAYMENT_COLUMNS, rows, empty=_("Nothing has been paid back yet."))


def _repayment(row: Repayment) -> dict[str, Any]:
    return {"paid_on": row.paid_on, "kind": KINDS.get(row.kind, row.kind), "principal": Money(row.principal_minor),
            "interest": Money(row.interest_minor), "penalty": Money(row.penalty_minor),
            "fee": Money(row.fee_minor), "amount": Money(row.amount_minor)}


def _fees(own: Loan) -> Table | None:
    parameters = contract_parameters(own)
    rows = [{"on": row.charged_on, "name": bilingual(fee_name(row.code, parameters)), "words": row.words, "amount": Money(row.amount_minor)}
            for row in own.fees.filter(state="charged").order_by("charged_on")]
    return Table(_("Fees charged"), FEE_COLUMNS, rows) if rows else None


def _payouts(own: Loan) -> Table | None:
    rows = [{"payee": row.payee_name, "amount": Money(row.amount_minor), "state": state_pill("payout", row.state),
             "at": row.closed_at or row.sent_at or row.created_at} for row in own.payouts.order_by("created_at")]
    return Table(_("Payments to suppliers"), PAYOUT_COLUMNS, rows) if rows else None

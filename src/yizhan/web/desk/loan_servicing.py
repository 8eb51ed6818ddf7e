"""A loan's servicing on the desk: its standing, payments from outside, and repayments taken back."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.credit.classification import RiskClass
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Loan, Repayment
from yizhan.web.components import Crumb, Pill, SummaryRow
from yizhan.web.desk.words import CLAIM_KINDS, CLASS_GROUNDS, RISK_CLASSES
from yizhan.web.doors import door, run
from yizhan.web.formats import day, money
from yizhan.web.forms import KeyedForm, MoneyField, add_refusal
from yizhan.web.tables import Column, Table
from yizhan.web.vocabulary import word
from yizhan.workflows import access
from yizhan.workflows.corrections import reverse_repayment
from yizhan.workflows.receipts import receive_payment

TONES = {1: "good", 2: "waiting", 3: "bad", 4: "bad", 5: "bad"}


class ReceiveForm(KeyedForm):
    """A payment that came in from another account."""

    amount = MoneyField(label=gettext_lazy("Amount"))
    reference = forms.CharField(label=gettext_lazy("Reference of the core bank"), max_length=60)
    value_date = forms.DateField(label=gettext_lazy("Value date"), required=False, help_text=gettext_lazy(
        "Leave empty for today. A day in the past recalculates penalty and interest as if the payment had been known then."),
        widget=forms.DateInput(attrs={"type": "date"}))


class ReverseForm(KeyedForm):
    """Why a repayment is taken back."""

    words = forms.CharField(label=gettext_lazy("Why is it taken back?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


@door("loan.receive", "GET", "POST")
def receive(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Book a payment from outside."""
    found = access.loans(request.user).get(pk=loan_id)
    form = ReceiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        result = run(request, receive_payment, found.pk, form.values["amount"], form.values["reference"], form.values["value_date"])
        if not isinstance(result, Refusal):
            messages.success(request, _("Booked: %(amount)s.") % {"amount": money(Money(result.amount_minor))})
            return redirect("loan", found.pk)
        add_refusal(form, result)
    return _form_page(request, found, form, _("Payment from another account"), _("Book the payment"))


@door("loan.reverse", "GET", "POST")
def reverse_one(request: HttpRequest, repayment_id: UUID) -> HttpResponse:
    """Take a repayment back, after one more look at it."""
    row = Repayment.objects.select_related("loan").get(pk=repayment_id)
    found = access.loans(request.user).get(pk=row.loan_id)
    form = ReverseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        result = run(request, reverse_repayment, row.pk, form.values["words"])
        if not isinstance(result, Refusal):
            messages.success(request, _("The repayment is taken back; the loan stands as if it had never been paid."))
            return redirect("loan", found.pk)
        add_refusal(form, result)
    told = _("Take back %(amount)s of %(day)s") % {"amount": money(Money(row.amount_minor)), "day": day(row.paid_on)}
    return _form_page(request, found, form, told, _("Take it back"))


def _form_page(request: HttpRequest, found: Loan, form: forms.Form, title: str, button: str) -> HttpResponse:
    crumbs = [Crumb(_("Loans"), reverse("loans")), Crumb(found.number, reverse("loan", args=[found.pk])), Crumb(title)]
    status = 422 if form.is_bound else 200
    return render(request, "desk/loan_form.html", {"loan": found, "form": form, "title": title, "button": button, "crumbs": crumbs},
                  status=status)


def class_pill(risk_class: int) -> Pill:
    """A risk class in words, with its tone."""
    return Pill(str(RISK_CLASSES[RiskClass(risk_class).name.lower()]), TONES[risk_class])


def standing_rows(found: Loan) -> list[SummaryRow]:
    """Where a loan stands after its last day end."""
    standing = found.standing
    rows = [SummaryRow(_("Risk class"), class_pill(standing.risk_class).label, _class_note(found)),
            SummaryRow(_("Accrued through"), standing.accrued_through)]
    if standing.overdue_since:
        rows.append(SummaryRow(_("Overdue since"), standing.overdue_since, _("%(days)s days") % {"days": standing.overdue_days}))
        rows.append(SummaryRow(_("Penalty interest owed"), Money(standing.penalty_charged_minor - standing.penalty_paid_minor)))
    if standing.is_non_accrual:
        rows.append(SummaryRow(_("Interest off the balance sheet"), Money(standing.memorandum_minor), _("off accrual")))
    if standing.written_off_minor:
        rows.append(SummaryRow(_("Written off"), Money(standing.written_off_minor)))
    return rows


def repayment_table(found: Loan, may_reverse: bool) -> Table | None:
    """All repayments with what each paid; those that stand can be taken back by whoever may."""
    columns = [Column("on", _("Value date"), "day"), Column("kind", _("Kind")), Column("amount", _("Amount"), "money"),
               *(Column(kind, str(label), "money") for kind, label in CLAIM_KINDS.items()), Column("excess", _("To the deposit"), "money"),
               Column("who", _("By")), Column("state", _("State"), "pill")]
    rows = [_repayment_row(row) for row in found.repayments.select_related("paid_by").order_by("paid_on", "id")]
    if may_reverse and rows:
        columns.append(Column("action", _("Take back"), href_key="href"))
    return Table(_("Repayments"), columns, rows) if rows else None


def _repayment_row(row: Repayment) -> dict[str, Any]:
    stands = not row.is_reversed
    can_go = stands and row.kind in ("instalment", "collection", "payment")
    return {
        "on": row.paid_on, "kind": word(REPAYMENT_KINDS, row.kind), "amount": Money(row.amount_minor),
        **{kind: Money(getattr(row, f"{kind}_minor")) for kind in CLAIM_KINDS}, "excess": Money(row.excess_minor),
        "who": str(row.paid_by or _("System")), "state": Pill(_("booked"), "good") if stands else Pill(_("taken back"), "quiet"),
        "action": _("Take back") if can_go else "", "href": reverse("repayment_reverse", args=[row.pk]) if can_go else ""}


def _class_note(found: Loan) -> str:
    last = found.class_changes.order_by("-on", "-id").first()
    return _("since %(day)s, by %(ground)s") % {"day": day(last.on), "ground": word(CLASS_GROUNDS, last.ground)} if last else ""


REPAYMENT_KINDS = {
    "instalment": gettext_lazy("Instalment"), "early": gettext_lazy("Early repayment"), "collection": gettext_lazy("Collected at day end"),
    "payment": gettext_lazy("From another account"), "recovery": gettext_lazy("Recovery after write-off")}

"""Fees under a loan contract: propose one of those that the contract allows, another person charges it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.credit.fees import fee_catalogue, fee_name
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Loan, LoanFee
from yizhan.web.components import Crumb, Pill, SummaryRow
from yizhan.web.desk.words import FEE_STATES, worded_pill
from yizhan.web.doors import door, run
from yizhan.web.formats import bilingual, day, money
from yizhan.web.forms import KeyedForm, MoneyField, add_refusal
from yizhan.web.tables import Column, Table
from yizhan.workflows import access
from yizhan.workflows.fees import contract_parameters, propose_fee, take_fee, waive_fee
from yizhan.workflows.permissions import may


class FeeForm(KeyedForm):
    """Which fee, how much, and what it is for."""

    code = forms.ChoiceField(label=gettext_lazy("Fee"), widget=forms.RadioSelect)
    amount = MoneyField(label=gettext_lazy("Amount"))
    words = forms.CharField(label=gettext_lazy("What is it for?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
                            help_text=gettext_lazy("Name the receipt: the borrower may ask for it."))

    def __init__(self, loan: Loan, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        parameters = contract_parameters(loan)
        self.fields["code"].choices = [
            (code, _("%(name)s, at most %(most)s") % {"name": bilingual(fee_name(code, parameters)), "most": money(most)})
            for code, most in fee_catalogue(loan.standing.product_code, parameters).items()]


class WaiveForm(KeyedForm):
    """Why a charged fee is taken back."""

    words = forms.CharField(label=gettext_lazy("Why is the fee taken back?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


@door("fee.propose", "GET", "POST")
def propose(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Propose a fee."""
    found = access.loans(request.user).select_related("standing").get(pk=loan_id)
    form = FeeForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        result = run(request, propose_fee, found.pk, form.values["code"], form.values["amount"], form.values["words"])
        if not isinstance(result, Refusal):
            return redirect("loan_fee", result.pk)
        add_refusal(form, result)
    crumbs = [Crumb(_("Loans"), reverse("loans")), Crumb(found.number, reverse("loan", args=[found.pk])), Crumb(_("Propose a fee"))]
    context = {"loan": found, "form": form, "title": _("Propose a fee"), "button": _("Propose"), "crumbs": crumbs}
    return render(request, "desk/loan_form.html", context, status=422 if form.is_bound else 200)


@door("desk.read")
def fee(request: HttpRequest, fee_id: UUID) -> HttpResponse:
    """One fee."""
    return _page(request, _found(request, fee_id))


@door("fee.take", "POST")
def take(request: HttpRequest, fee_id: UUID) -> HttpResponse:
    """Charge or refuse."""
    form, found = KeyedForm(request.POST), _found(request, fee_id)
    result = run(request, take_fee, found.pk, request.POST.get("verdict", ""))
    if isinstance(result, Refusal):
        add_refusal(form, result)
        return _page(request, _found(request, fee_id), form, 422)
    messages.success(request, _("The decision is booked."))
    return redirect("loan", found.loan_id)


def fee_table(found: Loan) -> Table | None:
    """The fees of a loan, newest first."""
    rows, parameters = found.fees.select_related("proposed_by", "taken_by").order_by("-created_at"), contract_parameters(found)
    columns = [Column("on", _("On"), "day"), Column("name", _("Fee"), href_key="href"), Column("amount", _("Amount"), "money"),
               Column("state", _("State"), "pill"), Column("who", _("Proposed by")), Column("taken_by", _("Decided by"))]
    told = [{"on": row.charged_on or row.created_at.date(), "name": bilingual(fee_name(row.code, parameters)),
             "amount": Money(row.amount_minor), "state": _pill(row), "who": str(row.proposed_by), "taken_by": str(row.taken_by or ""),
             "href": reverse("loan_fee", args=[row.pk])} for row in rows]
    return Table(_("Fees"), columns, told) if told else None


@door("fee.waive", "POST")
def waive(request: HttpRequest, fee_id: UUID) -> HttpResponse:
    """Take a charged fee back."""
    form, found = WaiveForm(request.POST), _found(request, fee_id)
    if form.is_valid():
        result = run(request, waive_fee, found.pk, form.values["words"])
        if not isinstance(result, Refusal):
            messages.success(request, _("The fee is taken back."))
            return redirect("loan", found.loan_id)
        add_refusal(form, result)
    return _page(request, found, form, 422)


def has_fees(found: Loan) -> bool:
    """Whether the contract allows any."""
    return bool(fee_catalogue(found.standing.product_code, contract_parameters(found)))


def _found(request: HttpRequest, fee_id: UUID) -> LoanFee:
    rows = LoanFee.objects.select_related("loan__enterprise", "loan__contract", "loan__standing", "proposed_by", "taken_by")
    return rows.get(pk=fee_id, loan__in=access.loans(request.user))


def _page(request: HttpRequest, found: LoanFee, form: forms.Form | None = None, status: int = 200) -> HttpResponse:
    title = bilingual(fee_name(found.code, contract_parameters(found.loan)))
    crumbs = [Crumb(_("Loans"), reverse("loans")), Crumb(found.loan.number, reverse("loan", args=[found.loan_id])), Crumb(title)]
    rows = [SummaryRow(_("Amount"), Money(found.amount_minor)), SummaryRow(_("What is it for?"), found.words),
            SummaryRow(_("Proposed by"), str(found.proposed_by), day(found.created_at))]
    if found.taken_by:
        rows.append(SummaryRow(_("Decided by"), str(found.taken_by), day(found.taken_at)))
    may_take = found.state == "proposed" and may(request.user.role, "fee.take") and found.proposed_by_id != request.user.pk
    may_waive = found.state == "charged" and may(request.user.role, "fee.waive")
    return render(request, "desk/loan_fee.html", {
        "fee": found, "loan": found.loan, "title": title, "crumbs": crumbs, "pill": _pill(found), "rows": rows, "may_take": may_take,
        "may_waive": may_waive, "form": form or (WaiveForm() if may_waive else KeyedForm()), "has_errors": form is not None},
        status=status)


def _pill(found: LoanFee) -> Pill:
    return worded_pill(FEE_STATES, found.state)

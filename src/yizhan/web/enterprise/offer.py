"""The offer: annualised rate, list of all costs, schedule, payment rule; printed on A4, and accepted as shown."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.credit.application import State
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Application, Contract
from yizhan.web.components import Figure, Opened, Part, SummaryRow
from yizhan.web.doors import door, run, today
from yizhan.web.enterprise.base import own_application, saved
from yizhan.web.enterprise.words import account_masked, months, product_name
from yizhan.web.formats import as_money, day, money, percent
from yizhan.web.forms import KeyedForm, add_refusal, form_of
from yizhan.web.schedules import offered_lines
from yizhan.web.vocabulary import REPAYMENT_FORMS, word
from yizhan.workflows.contracts import accept_offer

GROUNDS = {
    "new_relationship_ordinary_credit": gettext_lazy("it is your first loan here, and it is not secured"),
    "clear_payee_over_limit": gettext_lazy("the payment to one supplier is above the limit for paying it yourself"),
    "bank_decides": gettext_lazy("the branch decided so"),
}


class AcceptForm(KeyedForm):
    """The hash of the offer that was shown, and the tick."""

    text_sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    agrees = forms.BooleanField(
        label=gettext_lazy("I have read the offer and the list of all costs, and accept them for the company."),
        error_messages={"required": gettext_lazy("Tick the box if you accept; otherwise go back, nothing happens.")})


@door("application.read")
def offer(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The offer on a page."""
    application = own_application(request, application_id)
    return render(request, "enterprise/offer.html", offer_context(application))


@door("application.read")
def offer_print(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """贷款明白纸: the list of all costs on A4."""
    return render(request, "enterprise/offer_print.html", offer_context(own_application(request, application_id)))


@door("offer.accept", "GET", "POST")
def accept(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Accept exactly the offer that was shown."""
    application = own_application(request, application_id)
    contract = application.contract
    if application.state != State.OFFERED:
        return redirect("my_offer", application.id)
    form = form_of(AcceptForm, request, {"text_sha256": contract.text_sha256})
    if request.method == "POST" and form.is_valid():
        accepted = run(request, accept_offer, application.id, form.cleaned_data["text_sha256"])
        if not isinstance(accepted, Refusal):
            return saved(request, _("You have accepted the offer. The money is on its way."), "my_application", application.id)
        add_refusal(form, accepted)
    return render(request, "enterprise/accept.html", offer_context(application) | {
        "form": form, "back_href": reverse("my_offer", args=[application.id])})


def offer_context(application: Application) -> dict[str, Any]:
    """The offer's figures for page and paper."""
    contract: Contract = application.contract
    interest, total = as_money(contract.costs["interest"]), as_money(contract.costs["total"])
    return {
        "application": application, "contract": contract, "figures": _figures(contract, total), "costs": _costs(contract),
        "total_cost": total, "payable": Money(contract.amount_minor) + total, "lines": offered_lines(contract.terms),
        "annualised": _annualised(contract, interest), "terms": _terms(application, contract),
        "payment_words": payment_words(contract), "is_open": application.state == State.OFFERED,
        "is_past": application.state == State.OFFERED and contract.expires_on < today(),
    }


def payment_words(contract: Contract) -> str:
    """Who pays the supplier, and why."""
    payment = contract.terms["payment"]
    if payment["method"] != "entrusted":
        return _("The money goes to your deposit account; you pay your suppliers yourself and keep the proofs.")
    grounds = "; ".join(str(GROUNDS.get(ground, ground)) for ground in payment["grounds"])
    return _("The branch pays your supplier directly (entrusted payment), because %(grounds)s.") % {"grounds": grounds}


def _figures(contract: Contract, total_cost: Money) -> list[Figure]:
    return [
        Figure(_("You receive"), Money(contract.amount_minor), months(contract.term_months)),
        Figure(_("Yearly rate"), percent(contract.annual_rate), contract.terms["day_count"]),
        Figure(_("Annualised rate, simple"), percent(contract.annualised_simple), _("over all costs")),
        Figure(_("All costs together"), total_cost, _("interest and fees")),
    ]


def _costs(contract: Contract) -> list[dict[str, Any]]:
    """Every cost with who charges it; interest is always the first."""
    rows = [{"kind": _("Interest over the whole term"), "by": _("the bank"), "on": _("with each instalment"),
             "amount": as_money(contract.costs["interest"])}]
    rows += [{"kind": cost["kind"], "by": cost["charged_by"], "on": day(cost["charged_on"]), "amount": as_money(cost["amount"])}
             for cost in contract.costs["other_costs"]]
    return rows


def _annualised(contract: Contract, interest: Money) -> list[Opened]:
    period = contract.costs["annualised"]["period_rate"]
    a_year = contract.costs["annualised"]["periods_per_year"]
    simple, compound = percent(contract.annualised_simple, 4), percent(contract.annualised_compound, 4)
    shown = percent(period, 6)
    parts = (Part(_("You receive"), Money(contract.amount_minor)), Part(_("Interest in all"), interest), Part(_("Rate per period"), shown))
    source = _("internal rate of return of all payments; PBC announcement 2021 No. 3")
    return [Opened(_("Annualised rate, simple"), simple, parts, f"{shown} × {a_year} = {simple}", source),
            Opened(_("Annualised rate, compound"), compound, parts, f"(1 + {shown}) ^ {a_year} − 1 = {compound}", source)]


def _terms(application: Application, contract: Contract) -> list[SummaryRow]:
    share = Decimal(contract.terms["prepayment_fee"])
    fee = _("possible at any time, free")
    if share:
        fee = _("possible at any time; fee %(fee)s of what is repaid early") % {"fee": percent(share)}
    account = account_masked(application.payee_account)
    payee = " · ".join(part for part in (application.payee_name, account, application.payee_bank) if part)
    return [
        SummaryRow(_("Contract"), contract.number),
        SummaryRow(_("Borrower"), application.enterprise.name),
        SummaryRow(_("Product"), product_name(application.product_code, today())),
        SummaryRow(_("Amount"), money(Money(contract.amount_minor))),
        SummaryRow(_("Term"), months(contract.term_months)),
        SummaryRow(_("Repayment"), word(REPAYMENT_FORMS, contract.repayment_form)),
        SummaryRow(_("Early repayment"), fee),
        SummaryRow(_("How it is paid out"), payment_words(contract), payee, _payee_address(application)),
        SummaryRow(_("Offer stands until"), day(contract.expires_on),
                   assumption=_("not published") if contract.terms.get("offer_valid_days_is_assumption") else ""),
    ]


def _payee_address(application: Application) -> str:
    """Until the offer is accepted the borrower may say, or change, who is paid."""
    return reverse("my_application_payee", args=[application.id]) if application.state == State.OFFERED else ""

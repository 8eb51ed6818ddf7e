"""Taking merchants on and changing them: the proposal by one person, the review with what differs, the verdict of another."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.refusal import Refusal
from yizhan.kernel.text import mask
from yizhan.records.models import Merchant, MerchantProposal
from yizhan.web.components import Crumb, SummaryRow
from yizhan.web.doors import door, run
from yizhan.web.formats import day, percent
from yizhan.web.forms import KeyedForm, add_refusal, form_of
from yizhan.web.payments.merchant_forms import ChangeForm, MerchantForm, TakeForm
from yizhan.web.payments.merchants import RATE_PLACES
from yizhan.web.payments.words import FIELDS, IDENTIFIERS, MERCHANT_STATES, PROPOSAL_KINDS, PROPOSAL_STATES, category_name, pill
from yizhan.web.tables import Column, Table
from yizhan.web.vocabulary import word
from yizhan.workflows.merchants import propose_merchant, propose_merchant_change, take_merchant_proposal, withdraw_merchant_proposal
from yizhan.workflows.permissions import may

# JSON in the database keeps no order.
ORDER = tuple(FIELDS)


@door("merchant.propose", "GET", "POST")
def propose(request: HttpRequest) -> HttpResponse:
    """Propose to take a merchant on."""
    form = form_of(MerchantForm, request)
    if request.method == "POST" and form.is_valid():
        made = run(request, propose_merchant, form.application, form.values["words"])
        if not isinstance(made, Refusal):
            messages.success(request, _("The merchant is proposed. A second person takes it."))
            return redirect("merchant_proposal", made.pk)
        add_refusal(form, made)
    crumbs = [Crumb(_("Merchants"), reverse("merchants")), Crumb(_("Propose a merchant"))]
    return render(request, "payments/propose.html", {"form": form, "crumbs": crumbs}, status=422 if request.method == "POST" else 200)


@door("merchant.propose", "GET", "POST")
def propose_change(request: HttpRequest, merchant_id: int) -> HttpResponse:
    """Propose a change of a merchant."""
    found = Merchant.objects.get(pk=merchant_id)
    form = form_of(ChangeForm, request, state=found.state)
    if request.method == "POST" and form.is_valid():
        made = run(request, propose_merchant_change, found.pk, form.values["kind"], form.wanted, form.values["words"])
        if not isinstance(made, Refusal):
            messages.success(request, _("The change is proposed. A second person takes it."))
            return redirect("merchant_proposal", made.pk)
        add_refusal(form, made)
    page = reverse("branch_merchant", args=[found.pk])
    crumbs = [Crumb(_("Merchants"), reverse("merchants")), Crumb(found.name, page), Crumb(_("Propose a change"))]
    context = {"form": form, "merchant": found, "crumbs": crumbs}
    return render(request, "payments/propose_change.html", context, status=422 if request.method == "POST" else 200)


@door("merchant.list")
def proposal(request: HttpRequest, merchant_proposal_id: UUID) -> HttpResponse:
    """One proposal with what it would change."""
    return _page(request, _found(merchant_proposal_id))


@door("merchant.take", "POST")
def take(request: HttpRequest, merchant_proposal_id: UUID) -> HttpResponse:
    """The verdict of a second person."""
    form = form_of(TakeForm, request)
    if form.is_valid():
        taken = run(request, take_merchant_proposal, merchant_proposal_id, form.values["verdict"], form.values["words"])
        if not isinstance(taken, Refusal):
            messages.success(request, _("Approved; the switch is told now.") if taken.state == "approved" else _("Declined."))
            return redirect("branch_merchant", taken.merchant_id)
        add_refusal(form, taken)
    return _page(request, _found(merchant_proposal_id), status=422, take_form=form)


@door("merchant.propose", "POST")
def withdraw(request: HttpRequest, merchant_proposal_id: UUID) -> HttpResponse:
    """Take one's own proposal back."""
    taken = run(request, withdraw_merchant_proposal, merchant_proposal_id)
    if isinstance(taken, Refusal):
        form = KeyedForm(request.POST)
        form.is_valid()
        add_refusal(form, taken)
        return _page(request, _found(merchant_proposal_id), status=422, withdraw_form=form)
    messages.success(request, _("The proposal is withdrawn."))
    return redirect("branch_merchant", taken.merchant_id)


def _found(merchant_proposal_id: UUID) -> MerchantProposal:
    return MerchantProposal.objects.select_related("merchant", "proposed_by", "taken_by").get(pk=merchant_proposal_id)


def _page(request: HttpRequest, found: MerchantProposal, status: int = 200, **in_error: forms.Form) -> HttpResponse:
    merchant = found.merchant
    shown: dict[str, Any] = {}
    is_own, is_open = found.proposed_by_id == request.user.pk, found.state == "proposed"
    if is_open and may(request.user.role, "merchant.take") and not is_own:
        shown["take_form"] = TakeForm()
    if is_open and is_own and may(request.user.role, "merchant.propose"):
        shown["withdraw_form"] = KeyedForm()
    crumbs = [Crumb(_("Merchants"), reverse("merchants")), Crumb(merchant.name, reverse("branch_merchant", args=[merchant.pk])),
              Crumb(str(word(PROPOSAL_KINDS, found.kind)))]
    context = {
        "proposal": found,
        "merchant": merchant,
        "title": word(PROPOSAL_KINDS, found.kind),
        "state": pill(PROPOSAL_STATES, found.state),
        "facts": _facts(found),
        "differences": _differences(found),
        "waits_for_another": is_open and is_own,
        "crumbs": crumbs,
    }
    return render(request, "payments/proposal.html", context | shown | in_error, status=status)


def _facts(found: MerchantProposal) -> list[SummaryRow]:
    rows = [SummaryRow(_("Merchant"), found.merchant.name, found.merchant.name_latin),
            SummaryRow(_("Proposed by"), str(found.proposed_by), day(found.created_at)),
            SummaryRow(_("Why?"), found.words)]
    if found.taken_by:
        rows.append(SummaryRow(_("Taken by"), str(found.taken_by), f"{day(found.taken_at)} · {found.taken_words}".removesuffix(" · ")))
    return rows


def _differences(found: MerchantProposal) -> Table:
    """What stands now beside what would stand; for a new merchant there is nothing before."""
    columns = [Column("field", _("What")), Column("before", _("Before")), Column("after", _("After"))]
    is_new = found.kind == "onboarding"
    rows = [{"field": word(FIELDS, name), "before": "–" if is_new else shown_value(name, found.before.get(name)),
             "after": shown_value(name, value)} for name, value in sorted(found.wanted.items(), key=lambda item: ORDER.index(item[0]))]
    return Table(_("What differs"), columns[:1] + columns[2:] if is_new else columns, rows)


def shown_value(name: str, value: Any) -> str:
    """A value of a merchant as the review shows it: numbers of persons and accounts masked."""
    if name == "rate":
        return percent(value, RATE_PLACES)
    if name == "identifier_kind":
        return str(word(IDENTIFIERS, value))
    if name == "state":
        return pill(MERCHANT_STATES, value).label
    if name == "category_code":
        return category_name(value)
    masks = {"identifier": 6, "settlement_account": 4}
    return mask(str(value), masks[name], 4) if name in masks else str(value)

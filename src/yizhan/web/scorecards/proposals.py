"""Proposing a card with its document, and the review by a second person with everything that a decision needs on one page."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.credit.products import products
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import CardProposal, User
from yizhan.web.components import Crumb, SummaryRow
from yizhan.web.desk.files import FILE_POLICY
from yizhan.web.doors import door, run, today
from yizhan.web.formats import bilingual, day, percent
from yizhan.web.forms import KeyedForm, add_refusal, form_of
from yizhan.web.scorecards.parts import shown_card
from yizhan.web.scorecards.words import KINDS, LEVELS, STATES, check_words, pill
from yizhan.web.tables import Column, Table
from yizhan.web.vocabulary import word
from yizhan.workflows.permissions import may
from yizhan.workflows.scorecards import CARD_CHARACTERS_MAX, card_to_review, end_card, propose_card, review_card, withdraw_card
from yizhan.workflows.scorecards_checks import same_applicants
from yizhan.workflows.scoring import card_in_force, kept_artefact

DAY = forms.DateInput(attrs={"type": "date"})
WORDS = forms.Textarea(attrs={"rows": 3})


class ProposalForm(KeyedForm):
    """A card for a product with the document that describes it."""

    product = forms.ChoiceField(label=gettext_lazy("Product"))
    card = forms.FileField(label=gettext_lazy("Card"), help_text=gettext_lazy("The JSON file that `yizhan scorecard train` wrote."))
    document = forms.FileField(label=gettext_lazy("Model document"),
                               help_text=gettext_lazy("What it is for, data, figures, limits of use: the HTML of the training, or a PDF."))
    note = forms.CharField(label=gettext_lazy("Why this card"), max_length=2000, widget=WORDS)

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["product"].choices = [(product.code, bilingual(product.name)) for product in products(today())]

    def clean_card(self) -> str:
        """The file's text."""
        file = self.cleaned_data["card"]
        if file.size > 4 * CARD_CHARACTERS_MAX:
            raise forms.ValidationError(_("This file is too large for a card. Choose the JSON file of one card."))
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("This file is no UTF-8 text. Choose the JSON file of a card.")) from error


class ReviewForm(KeyedForm):
    """Approve from a day on, or send back."""

    verdict = forms.ChoiceField(label=gettext_lazy("Verdict"), widget=forms.RadioSelect,
                                choices=[("approved", gettext_lazy("Approve")), ("rejected", gettext_lazy("Send back"))])
    effective_from = forms.DateField(label=gettext_lazy("Scores from"), required=False, widget=DAY,
                                     help_text=gettext_lazy("Today or later. Decisions of the past stay as they were taken."))
    words = forms.CharField(label=gettext_lazy("What you looked at"), max_length=2000, widget=WORDS, required=False)


class EndForm(KeyedForm):
    """The first day on which the card scores no longer."""

    ended_on = forms.DateField(label=gettext_lazy("Ends on"), widget=DAY,
                               help_text=gettext_lazy("From this day the card before it scores again."))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, required=False)


@door("scorecard.propose", "GET", "POST")
def propose(request: HttpRequest) -> HttpResponse:
    """The form, and the proposal that it makes."""
    form = form_of(ProposalForm, request)
    if request.method == "POST" and form.is_valid():
        given = form.values
        made = run(request, propose_card, given["product"], given["card"], given["note"], given["document"].name, given["document"])
        if not isinstance(made, Refusal):
            messages.success(request, _("The card is proposed. A second person reviews it."))
            return redirect("card_proposal", made.pk)
        add_refusal(form, made)
    status = 422 if request.method == "POST" else 200
    crumbs = [Crumb(_("Scorecards"), reverse("scorecards")), Crumb(_("Propose a card"))]
    return render(request, "scorecards/propose.html", {"form": form, "crumbs": crumbs}, status=status)


@door("scorecard.read")
def proposal(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """A proposal with its card, checks, and the same applicants by both cards."""
    return _page(request, _found(proposal_id))


@door("scorecard.review", "POST")
def review(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Take the review."""
    found, form = _found(proposal_id), form_of(ReviewForm, request)
    if form.is_valid():
        given = form.values
        taken = run(request, review_card, found.pk, given["verdict"], given["words"], given["effective_from"])
        if not isinstance(taken, Refusal):
            messages.success(request, _("The card is approved.") if taken.state == "approved" else _("The card is sent back."))
            return redirect("card_proposal", found.pk)
        add_refusal(form, taken)
    return _page(request, found, review_form=form, status=422)


@door("scorecard.review", "POST")
def end(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """End an approved card."""
    found, form = _found(proposal_id), form_of(EndForm, request)
    if form.is_valid():
        ended = run(request, end_card, found.pk, form.values["ended_on"], form.values["reason"])
        if not isinstance(ended, Refusal):
            messages.success(request, _("The card ends on %(day)s.") % {"day": day(ended.ended_on)})
            return redirect("card_proposal", found.pk)
        add_refusal(form, ended)
    return _page(request, found, end_form=form, status=422)


@door("scorecard.propose", "POST")
def withdraw(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Take one's own proposal back."""
    found = _found(proposal_id)
    taken = run(request, withdraw_card, found.pk)
    if isinstance(taken, Refusal):
        form = KeyedForm(request.POST)
        form.is_valid()
        add_refusal(form, taken)
        return _page(request, found, withdraw_form=form, status=422)
    messages.success(request, _("The proposal is withdrawn."))
    return redirect("card_proposal", found.pk)


@door("scorecard.read")
def document(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """The model document as it arrived, as a download: nothing that somebody sent is ever shown as a page of ours."""
    found = _found(proposal_id)
    if not found.document_stored_as or not default_storage.exists(found.document_stored_as):
        raise Http404
    response = FileResponse(default_storage.open(found.document_stored_as), as_attachment=True, filename=found.document_name or "document",
                            content_type="application/octet-stream")
    response["Content-Security-Policy"] = FILE_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _found(proposal_id: UUID) -> CardProposal:
    return CardProposal.objects.select_related("artefact", "based_on", "proposed_by", "reviewed_by", "ended_by").get(pk=proposal_id)


def _page(request: HttpRequest, found: CardProposal, status: int = 200, **in_error: forms.Form) -> HttpResponse:
    card, is_open = card_to_review(found), found.state == "proposed"
    context = {
        "proposal": found,
        "state": pill(STATES, found.state),
        "facts": _facts(found),
        "checks": [{"text": check_words(check), "level": pill(LEVELS, check["level"])} for check in found.checks],
        "same": _same_table(found, card) if is_open else None,
        "shown": shown_card(card),
        "is_own": found.proposed_by_id == request.user.pk,
        "crumbs": [Crumb(_("Scorecards"), reverse("scorecards")), Crumb(str(found.artefact))],
    }
    return render(request, "scorecards/proposal.html", context | _forms(found, request.user) | in_error, status=status)


def _forms(found: CardProposal, user: User) -> dict[str, forms.Form]:
    """What this person can do with it now."""
    shown: dict[str, forms.Form] = {}
    if found.state == "proposed" and may(user.role, "scorecard.review"):
        shown["review_form"] = ReviewForm(initial={"effective_from": today()})
    if found.state == "proposed" and found.proposed_by_id == user.pk:
        shown["withdraw_form"] = KeyedForm()
    if found.state == "approved" and may(user.role, "scorecard.review"):
        shown["end_form"] = EndForm(initial={"ended_on": today()})
    return shown


def _facts(found: CardProposal) -> list[SummaryRow]:
    names = {product.code: bilingual(product.name) for product in products(today())}
    rows = [
        SummaryRow(_("Product"), names.get(found.product_code, found.product_code)),
        SummaryRow(_("Kind"), word(KINDS, found.kind)),
        SummaryRow(_("Proposed by"), str(found.proposed_by), day(found.created_at)),
        SummaryRow(_("Why"), found.note),
    ]
    if found.step:
        change = f"{percent(found.step['rate_before'])} → {percent(found.step['rate_after'])}"
        rows.append(SummaryRow(_("Mean default probability"), change, _("over %(rows)s applicants") % {"rows": found.step["rows"]}))
    if found.reviewed_by:
        rows.append(SummaryRow(_("Reviewed by"), str(found.reviewed_by), f"{day(found.reviewed_at)} · {found.review_note}"))
    if found.effective_from:
        rows.append(SummaryRow(_("In force from"), day(found.effective_from)))
    if found.ended_on:
        rows.append(SummaryRow(_("Ended on"), day(found.ended_on), f"{found.ended_by} · {found.end_reason}"))
    return rows


def _same_table(found: CardProposal, card) -> Table:
    """The last applicants of the card in force, by its grade and by the grade of the proposed one."""
    champion = kept_artefact(card_in_force(found.product_code, today()).card_id)
    rows = same_applicants(champion, card) if champion else []
    columns = [Column("champion", _("Grade by the card in force")), Column("challenger", _("Grade by this card")),
               Column("applicants", _("Applicants"), "number")]
    empty = _("The card in force has scored nobody whom this card could score.")
    return Table(_("The same applicants by both cards"), columns, rows, empty=empty)

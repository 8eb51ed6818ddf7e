"""Early repayment: choose, see what it costs and changes, then pay exactly that."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.credit.repayment import EarlyRepaymentPreview
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Loan
from yizhan.web.components import Figure, Opened, Part
from yizhan.web.doors import door, run, today
from yizhan.web.enterprise.base import own_loan, saved
from yizhan.web.enterprise.loan import deposit_of
from yizhan.web.formats import money
from yizhan.web.forms import KeyedForm, MoneyField, add_refusal
from yizhan.web.refusals import refusal_text
from yizhan.web.schedules import interest_formula, interest_rule, planned_lines
from yizhan.workflows.repayments import early_preview, repay_early


class EarlyForm(forms.Form):
    """How much, and what stays the same. It is sent by GET, because a preview changes nothing."""

    how_much = forms.ChoiceField(label=gettext_lazy("How much do you want to repay?"), widget=forms.RadioSelect, choices=[
        ("all", gettext_lazy("Everything that is still owed")), ("part", gettext_lazy("A part of it"))])
    amount = MoneyField(label=gettext_lazy("Principal to repay early"), required=False, help_text=gettext_lazy("Only for a part."))
    keep = forms.ChoiceField(
        label=gettext_lazy("After a part: what shall stay the same?"), widget=forms.RadioSelect, required=False,
        choices=[("term", gettext_lazy("The term; instalments become smaller")),
                 ("instalment", gettext_lazy("The instalment; the loan ends earlier"))])

    def clean(self) -> dict[str, Any]:
        """A part needs its amount and what stays the same."""
        values = super().clean()
        if values.get("how_much") == "part":
            if values.get("amount") is None and "amount" not in self.errors:
                self.add_error("amount", _("Enter how much principal you want to repay."))
            if not values.get("keep"):
                self.add_error("keep", _("Choose what stays the same."))
        return values

    @property
    def choice(self) -> tuple[Money | None, str]:
        """Principal (None: all of it) and what to keep."""
        is_part = self.cleaned_data["how_much"] == "part"
        return (self.cleaned_data["amount"], self.cleaned_data["keep"]) if is_part else (None, "term")


class PayForm(KeyedForm):
    """What was previewed: paying another total is refused."""

    principal_minor = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    keep = forms.CharField(widget=forms.HiddenInput, max_length=20)
    expected_total_minor = forms.IntegerField(widget=forms.HiddenInput)


@door("loan.repay")
def early(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """The choice, and once made its preview: the schedule before and after, side by side."""
    own = own_loan(request, loan_id)
    is_sent = "how_much" in request.GET or "preview" in request.GET
    form = EarlyForm(request.GET if is_sent else None, initial={"how_much": "all", "keep": "term"})
    preview = _preview(own, form) if form.is_bound and form.is_valid() else None
    return render(request, "enterprise/early.html", {
        "loan": own, "form": form, "back_href": reverse("my_loan", args=[own.id]), "deposit": deposit_of(own)}
        | (_shown(own, preview, *form.choice) if preview else {}))


@door("loan.repay", "POST")
def pay(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Pay what was previewed; an outdated preview leads back to a fresh one."""
    own = own_loan(request, loan_id)
    form = PayForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Look at the preview again before you pay."))
        return redirect("my_loan_early", own.id)
    minor = form.cleaned_data["principal_minor"]
    paid = run(request, repay_early, own.id, Money(minor) if minor else None, form.cleaned_data["keep"],
               Money(form.cleaned_data["expected_total_minor"]))
    if isinstance(paid, Refusal):
        messages.error(request, refusal_text(paid))
        return redirect("my_loan_early", own.id)
    told = _("Paid: %(amount)s. Your new schedule stands below.") % {"amount": money(Money(paid.amount_minor))}
    return saved(request, told, "my_loan", own.id)


def _preview(own: Loan, form: EarlyForm) -> EarlyRepaymentPreview | None:
    preview = early_preview(own, today(), *form.choice)
    if isinstance(preview, Refusal):
        add_refusal(form, preview)
        return None
    return preview


def _shown(own: Loan, preview: EarlyRepaymentPreview, principal: Money | None, keep: str) -> dict[str, Any]:
    explanation = preview.interest.explanation
    parts = (Part(_("Principal"), preview.principal), Part(_("Interest to today"), preview.interest.amount, interest_rule(explanation)),
             Part(_("Fee"), preview.fee))
    pay_form = PayForm(initial={"principal_minor": principal.amount_minor if principal else None, "keep": keep,
                                "expected_total_minor": preview.total.amount_minor})
    return {
        "preview": preview, "pay_form": pay_form, "before": planned_lines(preview.before), "after": planned_lines(preview.after),
        "total": Opened(_("You pay today"), preview.total, parts, interest_formula(explanation), open=True),
        "is_covered": deposit_of(own) >= preview.total,
        "figures": [Figure(_("Interest saved"), preview.interest_saved, _("before the fee")),
                    Figure(_("Instalments left"), str(len(preview.after.instalments) if preview.after else 0),
                           _("instead of %(count)s") % {"count": len(preview.before.instalments)}),
                    Figure(_("Owed afterwards"), preview.after.terms.principal if preview.after else Money(0))]}

"""The forms of the next step of a case. Each is made for one case, which gives its choices and first values."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.credit.stored_values import revive
from yizhan.kernel.clock import SHANGHAI
from yizhan.kernel.money import Money
from yizhan.records.models import User
from yizhan.web.desk.case_file import CaseFile
from yizhan.web.desk.words import PAUSE_REASONS
from yizhan.web.forms import KeyedForm, MoneyField
from yizhan.web.reasons import reason_words

# What a person may find against a loan beyond the model's own reasons; each has words without further facts.
REFUSAL_REASONS = ("dishonest_list_unmet", "purpose_unmet", "sector_unmet", "park_unmet", "debt_unknown", "statements_missing")
OFFICE_OPENS = 10


class StepForm(KeyedForm):
    """A step without questions."""

    def __init__(self, *args: Any, case: CaseFile, **options: Any) -> None:
        super().__init__(*args, **options)
        self.case = case

    # Fields that only some cases need stand behind a fold with this title.
    folded: tuple[str, ...] = ()
    folded_title = ""

    def plain_fields(self) -> list[forms.BoundField]:
        """The fields that everybody fills in."""
        return [bound for bound in self if bound.name not in self.folded]

    def folded_fields(self) -> list[forms.BoundField]:
        """The fields behind the fold."""
        return [bound for bound in self if bound.name in self.folded]

    def folded_errors(self) -> bool:
        """Whether a field behind the fold has to be mended, or holds something."""
        return any(bound.errors or (self.is_bound and bound.value()) for bound in self.folded_fields())


class WordsForm(StepForm):
    """A step with a note."""

    words = forms.CharField(label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class PlanVisitForm(StepForm):
    """When and where the on-site check takes place."""

    planned_for = forms.DateTimeField(
        label=gettext_lazy("Day and time"),
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    place = forms.CharField(label=gettext_lazy("Place"), max_length=300)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].initial = self.case.application.enterprise.address
        self.fields["planned_for"].initial = tomorrow_morning(self.case.now)


class SkipVisitForm(StepForm):
    """Why no on-site check is needed."""

    reason = forms.CharField(label=gettext_lazy("Why no on-site check is needed"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500)


class ProposeForm(StepForm):
    """Approve an amount or refuse, with words; a departure from the model needs its reason."""

    folded = ("override_reason", "extra_reasons")
    folded_title = gettext_lazy("Departing from the model, or refusing for a reason of your own")

    outcome = forms.ChoiceField(
        label=gettext_lazy("Proposal"),
        widget=forms.RadioSelect,
        choices=[("approve", gettext_lazy("Approve")), ("refuse", gettext_lazy("Refuse"))],
    )
    amount = MoneyField(label=gettext_lazy("Amount to approve"), required=False)
    words = forms.CharField(
        label=gettext_lazy("Assessment"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=gettext_lazy("What speaks for it and against it."),
    )
    override_reason = forms.CharField(
        label=gettext_lazy("Reason for departing from the model"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    extra_reasons = forms.MultipleChoiceField(
        label=gettext_lazy("Further reasons for a refusal"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        result = self.case.evaluation.result["result"] if self.case.evaluation else {}
        outcome, amount = result.get("outcome"), revive(Money | None, result.get("amount"))
        self.fields["outcome"].initial = outcome if outcome in ("approve", "refuse") else None
        self.fields["amount"].initial = amount
        self.fields["amount"].help_text = _("At most the limit and what was asked for.")
        self.fields["extra_reasons"].choices = [(code, reason_words({"code": code}).what) for code in REFUSAL_REASONS]


class DecideForm(StepForm):
    """Confirm the proposal, or return it with what is missing."""

    verdict = forms.ChoiceField(label=gettext_lazy("Decision"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("Note"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Needed when the proposal goes back."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        proposal = self.case.proposal
        confirm = _("Confirm: refuse the loan") if proposal and proposal.outcome == "refuse" else _("Confirm: approve the loan")
        self.fields["verdict"].choices = [("confirmed", confirm), ("returned", _("Return it to the officer"))]


class PauseForm(StepForm):
    """What the customer has to bring; the clock stands still meanwhile."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"))
    words = forms.CharField(
        label=gettext_lazy("What the customer has to do"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=gettext_lazy("The customer reads these words."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].choices = [(code, label) for code, label in PAUSE_REASONS.items() if code != "acceptance"]


class ResumeForm(StepForm):
    """What the customer brought."""

    answer = forms.CharField(label=gettext_lazy("What the customer brought"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class ReassignForm(StepForm):
    """Who goes on with the case."""

    holder = forms.ModelChoiceField(label=gettext_lazy("Person"), queryset=User.objects.none())

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["holder"].queryset = User.objects.filter(role=self.case.application.holder_role, is_active=True).order_by(
            "display_name"
        )


def tomorrow_morning(now: datetime) -> datetime:
    """A moment to begin with: ten o'clock of the next day."""
    return (now.astimezone(SHANGHAI) + timedelta(days=1)).replace(hour=OFFICE_OPENS, minute=0, second=0, microsecond=0)

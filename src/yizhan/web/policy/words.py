"""Words of the policy desk for codes: outcomes, size classes, sources of facts, confidence."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.policy.outcome import Outcome
from yizhan.web.components import Pill
from yizhan.web.vocabulary import Words

SIZES: Words = {
    "micro": gettext_lazy("Micro enterprise"),
    "small": gettext_lazy("Small enterprise"),
    "medium": gettext_lazy("Medium enterprise"),
    "large": gettext_lazy("Large enterprise"),
}
SOURCES: Words = {
    "verified": gettext_lazy("checked by the branch"),
    "claimed": gettext_lazy("stated by the enterprise"),
    "statement": gettext_lazy("yearly statement"),
    "invoices": gettext_lazy("invoices of 12 months"),
    "identity": gettext_lazy("business licence"),
}
CONFIDENCES: Words = {
    "A": gettext_lazy("text read"),
    "B": gettext_lazy("cited elsewhere"),
    "C": gettext_lazy("recalled"),
    "D": gettext_lazy("unproven"),
    "assumption": gettext_lazy("set by the project"),
}
TONES = {
    Outcome.MET: "good",
    Outcome.UNMET: "bad",
    Outcome.UNKNOWN: "waiting",
    Outcome.MANUAL_REVIEW: "active",
    Outcome.NOT_APPLICABLE: "quiet",
}


def outcome_pill(outcome: Outcome | str) -> Pill:
    """An outcome in words and tone."""
    outcome = Outcome(outcome)
    label = {
        Outcome.MET: _("Met"),
        Outcome.UNMET: _("Not met"),
        Outcome.UNKNOWN: _("Not known"),
        Outcome.MANUAL_REVIEW: _("For a person to judge"),
        Outcome.NOT_APPLICABLE: _("Does not apply"),
    }[outcome]
    return Pill(label, TONES[outcome])

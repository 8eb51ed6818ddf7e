"""The policy verdicts of a profile in one glance: which programmes are met, which wait for a person, which are not met."""

from django.utils.translation import gettext as _

from yizhan.enterprise.profile import Profile
from yizhan.policy.words import words_of
from yizhan.web.components import SummaryRow
from yizhan.web.formats import bilingual, fact

_SHOWN = ("met", "manual_review", "unmet")


def policy_rows(profile: Profile) -> list[SummaryRow]:
    """One row for each outcome that some programme has; what is open is counted alone."""
    titles = {
        outcome: [bilingual(words_of(name).title) for name, found in profile.policies.items() if found == outcome] for outcome in _SHOWN
    }
    labels = {"met": _("Met"), "manual_review": _("For a person to judge"), "unmet": _("Not met")}
    rows = [SummaryRow(labels[outcome], fact(names)) for outcome, names in titles.items() if names]
    unknown = sum(found == "unknown" for found in profile.policies.values())
    return [*rows, SummaryRow(_("Not known"), _("%(count)s programmes") % {"count": unknown})] if unknown else rows

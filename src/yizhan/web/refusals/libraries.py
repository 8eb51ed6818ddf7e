"""Sentences of the policy and scorecard libraries: ledgers of research, stored verdicts, overrides and recalibration."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "ledger_not_xlsx": _("The ledger is no XLSX file. Save it as XLSX and choose it again."),
    "ledger_columns_missing": _("The ledger lacks the columns %(columns)s. Use the columns of the sample."),
    "ledger_too_long": _("The ledger has more than %(rows_max)s rows. Split it by project."),
    "rule_missing": _("The rule of %(programme)s from %(rule_from)s is no longer there, so the stored verdict cannot be computed again."),
    "version_missing": _("The version of %(name)s since %(since)s is no longer there, so the stored verdict cannot be computed again."),
    "verdict_changed": _("The stored verdict was %(stored)s, computed again it is %(now)s: inputs or rules were changed."),
    "grade_unknown": _("The card has no grade %(grade)s. Choose one of its grades."),
    "grade_unchanged": _("The grade is %(grade)s already. An override must change it."),
    "other_card": _("The step was proposed for card %(proposed_for)s, not for %(card)s. Propose it for this card."),
    "rate_out_of_range": _("A default rate of %(rate)s is not possible. Give one between 0 and 1."),
    "reason_missing": _("Say why; the reason is kept with the step."),
    "rows_missing": _("There are no rows to compute the rate from. Choose a period with outcomes."),
    "same_person": _("Whoever proposed cannot approve. Ask another person."),
    "version_unchanged": _("A changed card needs a new version; %(version)s is taken."),
}

"""Words for the codes of cards: methods, kinds, parts of the data, measures, checks, outcomes of loans."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.credit.scorecard.card import Scorecard
from yizhan.web.components import Pill
from yizhan.web.formats import bilingual
from yizhan.web.vocabulary import Words, word

METHODS: Words = {
    "expert": gettext_lazy("Expert card"),
    "woe": gettext_lazy("Weight of evidence"),
    "boost": gettext_lazy("Additive boosting"),
}
KINDS: Words = {"new": gettext_lazy("New card"), "recalibration": gettext_lazy("Recalibration to a new default rate")}
PARTS: Words = {
    "training": gettext_lazy("training rows"),
    "cross_validation": gettext_lazy("cross-validation"),
    "out_of_time": gettext_lazy("later rows"),
    "hold_out": gettext_lazy("held-out rows"),
}
MEASURES: Words = {"auc": "AUC", "ks": "KS", "brier": gettext_lazy("Brier score"), "log_loss": gettext_lazy("Log-loss")}
STATES: dict[str, tuple] = {
    "proposed": (gettext_lazy("Awaits review"), "waiting"),
    "approved": (gettext_lazy("Approved"), "good"),
    "rejected": (gettext_lazy("Sent back"), "bad"),
    "withdrawn": (gettext_lazy("Withdrawn"), "quiet"),
    "ended": (gettext_lazy("Ended"), "quiet"),
}
LEVELS: dict[str, tuple] = {
    "stable": (gettext_lazy("Stable"), "good"),
    "warning": (gettext_lazy("Look"), "waiting"),
    "alarm": (gettext_lazy("Alarm"), "bad"),
    "within": (gettext_lazy("Within limits"), "good"),
    "above": (gettext_lazy("More than expected"), "bad"),
    "below": (gettext_lazy("Fewer than expected"), "waiting"),
    "ok": (gettext_lazy("In order"), "good"),
    "look": (gettext_lazy("Look"), "waiting"),
}
OUTCOMES: Words = {
    "bad": gettext_lazy("Went bad"),
    "good": gettext_lazy("Ended well"),
    "open": gettext_lazy("Not known yet"),
    "not_lent": gettext_lazy("No loan paid out"),
}
CHECKS: Words = {
    "engines_agree": gettext_lazy("All engines give the same points on %(rows)s awkward rows."),
    "columns_known": gettext_lazy("Every application can fill its %(columns)s columns."),
    "no_training_window": gettext_lazy("An expert card: nobody measured it on outcomes, and its drift cannot be watched."),
    "few_bads": gettext_lazy("Only %(bads)s bad cases in training; below %(least)s a card learns little that lasts."),
    "window_unknown": gettext_lazy("The card does not say from when its training rows are."),
    "window_old": gettext_lazy("The training rows end on %(window_to)s, more than %(months)s months ago."),
    "no_later_rows_judged": gettext_lazy("It was not judged on rows that training has not seen."),
    "no_baseline": gettext_lazy("It does not carry its training scores, so its drift cannot be watched."),
}


def pill(words: dict[str, tuple], code: str) -> Pill:
    """A code in words with its tone."""
    label, tone = words.get(code, (code, "neutral"))
    return Pill(str(label), tone)


def check_words(check: dict[str, Any]) -> str:
    """A check in a sentence."""
    return str(word(CHECKS, check["code"])) % check["facts"]


def variable_title(card: Scorecard, name: str) -> str:
    """The title of a variable, or of the score as a whole."""
    if name == "score":
        return _("Score")
    return bilingual(card.variable(name).title) if name in card.columns else name

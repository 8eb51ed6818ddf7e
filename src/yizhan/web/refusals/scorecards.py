"""Sentences about cards: reading, checking, proposing, reviewing, ending, and alarms of the watch."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "card_unreadable": _("The card cannot be read: %(why)s. Export it again as JSON and choose the new file."),
    "card_too_large": _("The card is larger than %(max_characters)s characters. Export it again, or train it with fewer bins."),
    "card_bins_too_many": _("A variable of the card has more than %(most)s bins. Train it with fewer bins."),
    "card_columns_unknown": _("The card needs columns that an application does not have: %(columns)s. It can use: %(known)s."),
    "card_columns_kind": _("These columns are numbers in the card and text in the application, or the other way round: %(columns)s."),
    "card_grades_unknown": _("The card gives grades that have no limit: %(grades)s. Grades with a limit: %(known)s."),
    "card_engines_differ": _("%(engine)s gives other points than the single row on %(rows)s trial rows. The card cannot be used."),
    "card_proposed_already": _("The card %(card)s is proposed for this product already. Review that proposal."),
    "card_in_force_already": _("The card %(card)s scores this product already."),
    "card_reviewed_already": _("The proposal is no longer open. Open the page again."),
    "card_verdict_unknown": _("Choose to approve the card or to send it back."),
    "card_review_needs_words": _("Write what you looked at; the words are kept with the card."),
    "card_day_missing": _("Choose the first day on which the card shall score."),
    "card_day_past": _("That day has passed. Choose %(today)s or a later day: decisions of the past stay as they were taken."),
    "card_not_approved": _("Only an approved card can be ended."),
    "card_of_another": _("Only the person who proposed the card can take it back."),
    "card_version_missing": _("Give the new version a name, such as 2026-12."),
    "score_differs": _("The kept card gives %(again)s points now, %(stored)s were stored. Tell those who run the system."),
    "bads_too_few": _("There are only %(bads)s bad cases; at least %(least)s are needed to learn probabilities."),
    "points_do_not_rank": _("On these %(rows)s rows more points do not mean less risk, so no probability can be learned from them."),
    "alarm_missing": _("There is nothing to raise an alarm about."),
    "alarm_closed_already": _("The alarm is answered already."),
    "alarm_needs_words": _("Write what follows from the alarm."),
}

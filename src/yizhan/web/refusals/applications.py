"""Sentences about applications, their pauses, visits, consents and photos."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "application_open_already": _(
        "Application %(number)s is still open. Finish or withdraw it before you start another one."
    ),
    "application_not_changeable": _("The application is “%(state)s” and can no longer be changed."),
    "application_ended": _("The application has ended; no further step is possible."),
    "event_not_allowed_in_state": (
        _(
            "This step is not possible while the application is “%(state)s”. Open the page again "
            "to see what is next."
        ),
        _("This step is not possible now. Open the page again to see what is next."),
    ),
    "consent_unknown": _("There is no such consent. Open the page again and tick the consents shown there."),
    "consent_text_changed": _(
        "The text of this consent has changed since you opened the page. Read the new text and tick it again."
    ),
    "pause_reason_unknown": _("Choose one of the reasons in the list."),
    "pause_needs_words": _(
        "Write what the customer has to bring, in a sentence that the customer understands."
    ),
    "already_paused": _("The clock stands still already: the branch is waiting for the customer."),
    "not_paused": _("The application is not waiting for the customer, so there is nothing to answer."),
    "not_in_your_queue": _("This case is with another role now: %(holder_role)s."),
    "taken_by_another": _("%(holder)s has taken this case."),
    "role_not_fitting": _("This case is with the role %(holder_role)s; choose a person of that role."),
    "warning_not_due": _("No warning is due for this deadline yet."),
    "calendar_missing": _(
        "The working days of %(year)s are not published or not loaded. The deadline is pending; work goes on."
    ),
    "visit_of_another": _("%(visitor)s makes this visit. Only the visitor may write it down."),
    "visit_finished": _("This visit is finished. Plan another one to add findings."),
    "visit_needs_summary": _("Write a summary of the visit before you finish it."),
    "checklist_open": _("Still open on the checklist: %(open)s. Each item needs a finding."),
    "finding_effect_unknown": _("Choose what the finding does: confirm, correct, block or ask."),
    "finding_without_note": _("Write what you saw: a finding needs a note."),
    "blocked_by_finding": (_("A finding of the on-site check blocks this step: %(field)s."),
                           _("A finding of the on-site check blocks this step.")),
    "finding_asks_for_more": (_("The on-site check asked for more: %(field)s. Get it first."),
                              _("The on-site check asked for more. Get it first.")),
    "correction_without_value": _("A correction needs the value that you found."),
    "field_unknown": _("There is no figure “%(field)s” to correct."),
    "override_same_person": _("Somebody else has to approve the override."),
    "override_changes_nothing": _("The override leaves the value as it is. Enter another value, or drop the override."),
    "skip_needs_reason": _("Write why no on-site check is needed."),
    "photos_too_many": _("A visit holds %(maximum)s photos at most. Remove one first."),
    "photo_type": _("This file is no photo that we can keep. Use one of: %(allowed)s."),
}

"""What happened to an application, in words for the applicant; steps that only the branch needs to see are left out."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.records.models import Application, ApplicationEvent, User
from yizhan.web.components import Event
from yizhan.web.labels import role_name
from yizhan.web.vocabulary import Words, word

# A colleague's proposal stays inside until the decision; warnings and hand-overs are the branch's own matter.
EVENTS: dict[str, tuple[Any, str]] = {
    "start": (gettext_lazy("You started the application"), "neutral"),
    "submit": (gettext_lazy("Handed in, everything there: the clock starts"), "active"),
    "submit_incomplete": (gettext_lazy("Handed in; some papers are still missing"), "waiting"),
    "evaluate": (gettext_lazy("Model check run"), "active"),
    "plan_visit": (gettext_lazy("Visit to your company planned"), "active"),
    "skip_visit": (gettext_lazy("No visit needed"), "neutral"),
    "finish_visit": (gettext_lazy("Visit finished"), "active"),
    "propose": (gettext_lazy("Passed on for a decision"), "active"),
    "return": (gettext_lazy("The decision needs another look at the case"), "neutral"),
    "approve": (gettext_lazy("Approved"), "good"),
    "refuse": (gettext_lazy("Refused"), "bad"),
    "offer": (gettext_lazy("Offer ready; the clock stands still until you answer"), "waiting"),
    "accept": (gettext_lazy("You accepted the offer"), "good"),
    "disburse": (gettext_lazy("Paid out"), "good"),
    "pause": (gettext_lazy("The branch asked you for something; the clock stands still"), "waiting"),
    "resume": (gettext_lazy("Answered; the clock runs on"), "active"),
    "withdraw": (gettext_lazy("You withdrew the application"), "quiet"),
    "expire": (gettext_lazy("Ended, because the time to answer ran out"), "quiet"),
    "take": (gettext_lazy("Somebody took your case"), "neutral"),
    "payout_sent": (gettext_lazy("Payment to the supplier sent"), "active"),
    "payout_accepted": (gettext_lazy("Payment to the supplier accepted by the bank"), "good"),
    "payout_rejected": (gettext_lazy("Payment to the supplier came back; the branch is mending it"), "waiting"),
    "payout_unknown": (gettext_lazy("Payment to the supplier: the branch asks for its outcome"), "waiting"),
}
PAUSES: Words = {
    "more_documents": gettext_lazy("More papers"),
    "clarification": gettext_lazy("A clarification"),
    "visit_appointment": gettext_lazy("A time for the visit"),
    "guarantor": gettext_lazy("A guarantor"),
    "acceptance": gettext_lazy("Your acceptance of the offer"),
}
NOTED = {"pause": "note", "resume": "answer", "withdraw": "reason"}


def events_of(application: Application, reader: User) -> list[Event]:
    """The timeline, the newest first; people of the branch appear by their role."""
    rows = application.events.filter(kind__in=EVENTS).select_related("actor").order_by("-at", "-id")
    return [_event(row, reader) for row in rows]


def _event(row: ApplicationEvent, reader: User) -> Event:
    what, tone = EVENTS[row.kind]
    return Event(str(what), row.at, _who(row, reader), _note(row), tone)


def _who(row: ApplicationEvent, reader: User) -> str:
    if row.actor_id == reader.id:
        return _("You")
    return role_name(row.actor.role) if row.actor else _("The branch's system")


def _note(row: ApplicationEvent) -> str:
    if row.kind == "pause":
        return f"{word(PAUSES, row.facts.get('reason'))}: {row.facts.get('note', '')}"
    return str(row.facts.get(NOTED.get(row.kind, ""), "") or "")

"""How an application stands after it was handed in: what happens now, who holds it, until when, what can be done."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.credit.application import FINAL, Event, State, allowed_events, holder_role
from yizhan.records.models import Application, Role
from yizhan.web import doors
from yizhan.web.components import Deadline, Step
from yizhan.web.desk.promise import deadline_of, status_of
from yizhan.web.doors import today
from yizhan.web.enterprise.history import PAUSES, events_of
from yizhan.web.enterprise.tasks import paper_rows
from yizhan.web.enterprise.words import applicant_pill, payee_rows, product_name, request_rows
from yizhan.web.formats import day, moment
from yizhan.web.labels import role_name
from yizhan.web.reasons import ReasonWords, all_reason_words
from yizhan.web.vocabulary import word
from yizhan.workflows.calendars import working_calendar
from yizhan.workflows.transitions import paused_from

NOW = {
    State.COMPLETE: gettext_lazy("Your papers are complete. A relationship manager takes the case and runs the model check."),
    State.EVALUATING: gettext_lazy("The model check has run. A relationship manager now arranges a visit."),
    State.ON_SITE: gettext_lazy("A relationship manager visits your company to see what the figures leave open."),
    State.CHECKED: gettext_lazy("A credit officer puts everything together and proposes a decision."),
    State.PROPOSED: gettext_lazy("Another person, who did not investigate, takes the decision."),
    State.APPROVED: gettext_lazy("The loan is approved. The offer with all its costs is being written."),
    State.OFFERED: gettext_lazy("Your offer is ready. Read it in peace: the clock stands still until you answer."),
    State.ACCEPTED: gettext_lazy("You have accepted. Operations pays the money out."),
    State.PAUSED: gettext_lazy("The branch needs something from you. The clock stands still until you answer."),
    State.PAID_OUT: gettext_lazy("The money has been paid out."),
    State.REFUSED: gettext_lazy("The branch does not grant this loan. The reasons, and what you can do about each, stand below."),
    State.WITHDRAWN: gettext_lazy("You took the application back. Nothing is owed and nothing more happens."),
    State.EXPIRED: gettext_lazy("The time to answer ran out, so the application ended by itself. Nothing is owed."),
}
TONES = {State.PAID_OUT: "good", State.OFFERED: "waiting", State.PAUSED: "waiting", State.REFUSED: "bad", State.WITHDRAWN: "quiet",
         State.EXPIRED: "quiet"}
STEPS = (
    (gettext_lazy("Handed in"), (State.COMPLETE,)),
    (gettext_lazy("Model check"), (State.EVALUATING,)),
    (gettext_lazy("Visit"), (State.ON_SITE,)),
    (gettext_lazy("Decision"), (State.CHECKED, State.PROPOSED, State.APPROVED, State.REFUSED)),
    (gettext_lazy("Offer"), (State.OFFERED, State.ACCEPTED)),
    (gettext_lazy("Paid out"), (State.PAID_OUT,)),
)


@dataclass(frozen=True, slots=True)
class Link:
    """Something the applicant can do; the first one is the main one."""

    label: str
    href: str
    is_main: bool = False


def shown_status(request: HttpRequest, application: Application) -> dict[str, Any]:
    """Everything the status page shows."""
    state, now = State(application.state), doors.CLOCK.now()
    calendar = working_calendar()
    deadline = deadline_of(application, status_of(application, now, calendar))
    pause = application.pauses.filter(ended_at=None).first()
    return {
        "application": application, "product": product_name(application.product_code, today()), "pill": applicant_pill(state),
        "tone": TONES.get(state, "active"), "now": NOW.get(state, ""), "holder": _holder(state), "deadline": deadline,
        "deadline_words": _until(application, deadline, state), "links": _links(application, state), "steps": _steps(application, state),
        "is_over": state in FINAL, "pause": pause if state is State.PAUSED else None,
        "pause_words": word(PAUSES, pause.reason) if pause else "", "visit": application.visits.filter(finished_at=None).last(),
        "reasons": _reasons(application) if state is State.REFUSED else [], "is_refused": state is State.REFUSED,
        "contract": getattr(application, "contract", None), "events": events_of(application, request.user),
        "rows": request_rows(application, today()) + payee_rows(application) + paper_rows(application),
        "just_handed_in": state is State.COMPLETE and application.holder_id is None,
    }


def _holder(state: State) -> str:
    role = holder_role(state)
    return _("You") if role == Role.APPLICANT else role_name(role) if role else ""


def _until(application: Application, deadline: Deadline, state: State) -> str:
    """The deadline in a sentence."""
    due = {"moment": moment(deadline.due_at)}
    if state is State.OFFERED:
        return _("You can accept until %(day)s.") % {"day": day(application.contract.expires_on)}
    if deadline.state == "pending_calendar":
        return _("Work goes on. The day of the deadline is set as soon as the working days of %(year)s are published.") % {
            "year": deadline.missing_year}
    if deadline.state == "paused":
        return _("The clock stands still. If you answered now, the branch would have to be done by %(moment)s.") % due
    if deadline.state == "running" and deadline.due_at:
        if deadline.left_minutes is not None and deadline.left_minutes < 0:
            return _("The branch promised an end by %(moment)s and is late. The branch manager has been told.") % due
        return _("The branch promises an end by %(moment)s.") % due
    return {"kept": _("The branch kept its promise of three working days."),
            "missed": _("The branch did not keep its promise of three working days.")}.get(deadline.state, "")


def _links(application: Application, state: State) -> list[Link]:
    """What the applicant can do now, the main thing first."""
    def to(name: str, *more: Any) -> str:
        return reverse(name, args=[application.id, *more])

    links = {
        State.PAUSED: [Link(_("Answer the branch"), to("my_application_answer"), True),
                       Link(_("Upload papers"), to("my_application_uploads"))],
        State.OFFERED: [Link(_("Read the offer"), to("my_offer"), True)],
        State.ACCEPTED: [Link(_("See the offer you accepted"), to("my_offer"))],
        State.PAID_OUT: [Link(_("See the contract"), to("my_offer"))],
    }.get(state, [])
    if state is State.PAID_OUT:
        links = [Link(_("See the loan"), reverse("my_loan", args=[application.loan.id]), True), *links]
    if state in (State.REFUSED, State.WITHDRAWN, State.EXPIRED):
        links = [Link(_("Apply again"), reverse("my_application_new", args=[application.enterprise_id])),
                 Link(_("Check if you qualify"), reverse("self_assessment"))]
    if Event.WITHDRAW in allowed_events(state, Role.APPLICANT):
        links = [*links, Link(_("Withdraw the application"), to("my_application_withdraw"))]
    return links


def _steps(application: Application, state: State) -> list[Step]:
    """Where the journey stands; an ended one shows where it stopped."""
    stopped = state in (State.REFUSED, State.WITHDRAWN, State.EXPIRED)
    place = _place(_last_state(application, state))
    here = "done" if state is State.PAID_OUT else "stopped" if stopped else "current"
    return [Step(str(label), "done" if index < place else here if index == place else "todo")
            for index, (label, _states) in enumerate(STEPS)]


def _last_state(application: Application, state: State) -> State:
    """The state that tells the place in the journey: before the pause, or before the end."""
    if state is State.PAUSED:
        return paused_from(application) or State.COMPLETE
    if state in (State.WITHDRAWN, State.EXPIRED):
        last = application.events.filter(to_state=state).order_by("at", "id").last()
        before = State(last.from_state) if last else State.COMPLETE
        return State.COMPLETE if before is State.PAUSED else before
    return state


def _place(state: State) -> int:
    return next((index for index, (_label, states) in enumerate(STEPS) if state in states), 0)


def _reasons(application: Application) -> list[ReasonWords]:
    decision = application.decisions.filter(verdict="confirmed").first()
    return all_reason_words(decision.reasons) if decision else []

"""The page of one case: everything for the next step, and the step itself as a form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from yizhan.kernel.refusal import Refusal
from yizhan.records.models import User
from yizhan.web.desk import case_parts, documents, evaluation, history
from yizhan.web.desk.case_file import CaseFile, read_case
from yizhan.web.desk.promise import deadline_of, promise_figures, status_of
from yizhan.web.desk.queue import side_queue
from yizhan.web.desk.steps import STEPS, Step, steps_for
from yizhan.web.doors import CLOCK, door
from yizhan.web.forms import add_refusal
from yizhan.workflows.calendars import working_calendar
from yizhan.workflows.permissions import may


@door("desk.read")
def case(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Everything about a case, and what the person can do with it now."""
    return _page(request, read_case(request.user, application_id, CLOCK.now()))


@dataclass(frozen=True, slots=True)
class Offered:
    """A step that the person can take, with its form and where it is sent; others are folded below the main one."""

    step: Step
    form: forms.Form
    address: str
    is_main: bool
    is_open: bool


def step_view(step: Step) -> Callable[..., HttpResponse]:
    """The view that takes one step; a refusal comes back with the form as it was filled in."""

    @door(step.permission, "POST")
    def take_step(request: HttpRequest, application_id: UUID) -> HttpResponse:
        found = read_case(request.user, application_id, CLOCK.now())
        form = _form(step, found, request)
        if form.is_valid():
            result = step.call(request, found, form.values)
            if not isinstance(result, Refusal):
                messages.success(request, str(step.done))
                return redirect("case", application_id)
            add_refusal(form, result)
        return _page(request, read_case(request.user, application_id, CLOCK.now()), {step.name: form}, 422)

    return take_step


def _form(step: Step, found: CaseFile, request: HttpRequest | None = None) -> forms.Form:
    return step.form(request.POST if request else None, case=found, auto_id=f"{step.name}_%s", label_suffix="")


def _page(request: HttpRequest, found: CaseFile, bound: Mapping[str, forms.Form] | None = None, status: int = 200) -> HttpResponse:
    application, calendar = found.application, working_calendar()
    promise = status_of(application, found.now, calendar)
    next_steps = _next_steps(found, request.user, bound or {})
    context = {
        "case": found,
        "application": application,
        "enterprise": application.enterprise,
        "deadline": deadline_of(application, promise),
        "promise": promise_figures(application, promise),
        "queue": side_queue(request.user, found.now, calendar, application.pk),
        "next_steps": next_steps,
        "failed": next((offer.form for offer in next_steps if offer.form.errors), None),
        "papers": case_parts.papers(found),
        "audit_walk": case_parts.address("audit_walk", application.pk) if may(request.user.role, "audit.read") else "",
        "profile_url": reverse("case_profile", args=[application.pk]),
        "journey": case_parts.journey(found),
        "asked": case_parts.asked(application),
        "open_pause": case_parts.open_pause(application),
        "holder": case_parts.holder_words(application),
        "visit_is_mine": found.open_visit is not None and found.open_visit.visitor_id == request.user.pk,
        "identity": case_parts.identity(application.enterprise),
        "claims": case_parts.claims(application.enterprise),
        "evaluation": evaluation.shown(found.evaluation, application.product_code) if found.evaluation else None,
        "documents": documents.of_application(application),
        "visits": case_parts.visits(found.visits),
        "decisions": case_parts.decisions(found.decisions),
        "contract": case_parts.contract(found.contract),
        "events": history.events(application),
        "queue_times": history.queue_table(application, found.now, calendar),
    }
    return render(request, "desk/case.html", context, status=status)


def _next_steps(found: CaseFile, user: User, bound: Mapping[str, forms.Form]) -> list[Offered]:
    """The steps with their forms; one that failed comes first, as it was filled in, even if it is no longer offered.

    Open are taking the case and the step that moves it; during a visit of one's own the checklist is that step.
    """
    steps = [*(step for step in STEPS if step.name in bound), *(step for step in steps_for(found, user) if step.name not in bound)]
    visiting = found.open_visit is not None and found.open_visit.visitor_id == user.pk
    moving = [step for step in steps if step.name != "take" and step.tone == "primary"]
    main = next(iter(moving), None) if bound or not visiting else None
    return [
        Offered(
            step,
            bound.get(step.name) or _form(step, found),
            reverse(f"case_{step.name}", args=[found.application.pk]),
            is_main=step is main or (main is None and step.name == "take"),
            is_open=step is main or step.name == "take",
        )
        for step in steps
    ]

"""The steps that the branch can take with a case: which state and role they belong to, their form and their workflow."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yizhan.credit.application import PAUSABLE, State, holder_role
from yizhan.kernel.refusal import refuse
from yizhan.records.models import User
from yizhan.web.desk import step_forms
from yizhan.web.desk.case_file import CaseFile
from yizhan.web.doors import run
from yizhan.workflows import applications, contracts, decisions, evaluation, loans, visits
from yizhan.workflows.permissions import may

Call = Callable[[HttpRequest, CaseFile, dict[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the tail of its address, its permission, the states it belongs to, its form, its workflow and its words."""

    name: str
    permission: str
    states: frozenset[State]
    form: type[forms.Form]
    call: Call
    title: Promise
    text: Promise
    button: Promise
    done: Promise
    tone: str = "primary"


def _take(request: HttpRequest, case: CaseFile, values: dict[str, Any]) -> Any:
    return run(request, applications.take_application, case.application.pk)


def _reassign(request: HttpRequest, case: CaseFile, values: dict[str, Any]) -> Any:
    return run(request, applications.reassign_application, case.application.pk, values["holder"])


def _evaluate(request: HttpRequest, case: CaseFile, values: dict[str, Any]) -> Any:
    return run(request, evaluation.run_evaluation, case.application.pk)


def _plan(request: HttpRequest, case: CaseFile, values: dict[str, Any]) -> Any:
    return run(request, visits.plan_visit, case.application.pk, values["planned_for"], values["place"])


def _skip(request: HttpRequest, case: CaseFile, values: dict[str, Any]) -> Any:
    return run(request, visits.skip_visit, case.application.pk, values["reason"])


def _propose(request: HttpRequest, case: CaseFile, values: dict[str, Any]) -> Any:
    approves = values["outcome"] == "approve"
    return run(
        request,
        decisions.propose_decision,
        case.application.pk,
        values["outcome"],
        values["amount"] if approves else None,
        values["words"],
        values["override_reason"],
        () if approves else tuple(values["extra_reasons"]),
    )


def _decide(request: HttpRequest, case: CaseFile, values: dict[str, Any]) -> Any:
    if not case.decisions:
        return refuse("decision_needed_first")
    # The newest proposal: one that was decided meanwhile is refused by the workflow, with words.
    return run(request, decisions.take_decision, case.decisions[0].pk, values["verdict"], values["words"])


def _offer(request: HttpRequest, case: CaseFile, values: dict[str, Any]) -> Any:
    return run(request, contracts.make_offer, case.application.pk)


def _disburse(request: HttpRequest, case: CaseFile, values: dict[str, Any]) -> Any:
    return run(request, loans.disburse, case.application.pk)


def _pause(request: HttpRequest, case: CaseFile, values: dict[str, Any]) -> Any:
    return run(request, applications.pause_application, case.application.pk, values["reason"], values["words"])


def _resume(request: HttpRequest, case: CaseFile, values: dict[str, Any]) -> Any:
    return run(request, applications.resume_application, case.application.pk, values["answer"])


CHECKING = frozenset({State.COMPLETE, State.EVALUATING, State.CHECKED})
STAFF_HELD = frozenset(state for state in State if holder_role(state) not in (None, "applicant"))
STEPS: tuple[Step, ...] = (
    Step(
        "take",
        "application.take",
        STAFF_HELD,
        step_forms.StepForm,
        _take,
        _("Take this case"),
        _("It waits for your role. Once you take it, colleagues see that you hold it."),
        _("Take the case"),
        _("You hold the case now."),
    ),
    Step(
        "evaluate",
        "evaluation.run",
        CHECKING,
        step_forms.StepForm,
        _evaluate,
        _("Run the model check"),
        _("Knock-out rules, score, need, limit and price from all that is known now, findings included."),
        _("Run the model check"),
        _("The model check is done."),
    ),
    Step(
        "plan",
        "visit.plan",
        frozenset({State.EVALUATING, State.CHECKED}),
        step_forms.PlanVisitForm,
        _plan,
        _("Plan the on-site check"),
        _("The checklist comes from what the data leave uncertain."),
        _("Plan the check"),
        _("The on-site check is planned."),
    ),
    Step(
        "skip",
        "visit.skip",
        frozenset({State.EVALUATING}),
        step_forms.SkipVisitForm,
        _skip,
        _("Do without an on-site check"),
        _("Where other checks verify the facts."),
        _("Do without"),
        _("The case goes on without an on-site check."),
    ),
    Step(
        "propose",
        "decision.propose",
        frozenset({State.CHECKED}),
        step_forms.ProposeForm,
        _propose,
        _("Propose a decision"),
        _("Another person with authority takes the decision."),
        _("Propose"),
        _("The proposal is with the approver."),
    ),
    Step(
        "decide",
        "decision.take",
        frozenset({State.PROPOSED}),
        step_forms.DecideForm,
        _decide,
        _("Take the decision"),
        _("Whoever investigated or proposed cannot decide."),
        _("Take the decision"),
        _("The decision is taken."),
    ),
    Step(
        "offer",
        "offer.make",
        frozenset({State.APPROVED}),
        step_forms.StepForm,
        _offer,
        _("Make the offer"),
        _("Contract, schedule and the list of all costs go to the applicant; the clock stands still until the answer."),
        _("Make the offer"),
        _("The offer is with the applicant."),
    ),
    Step(
        "disburse",
        "loan.disburse",
        frozenset({State.ACCEPTED}),
        step_forms.StepForm,
        _disburse,
        _("Pay out"),
        _("The loan, its schedule and its journal are written together; a second click pays nothing twice."),
        _("Pay out"),
        _("The loan is paid out."),
    ),
    Step(
        "resume",
        "application.resume",
        frozenset({State.PAUSED}),
        step_forms.ResumeForm,
        _resume,
        _("Go on with the case"),
        _("When the customer answered by telephone or on paper. The deadline moves by the working time of the pause."),
        _("Go on"),
        _("The clock runs again."),
    ),
    Step(
        "pause",
        "application.pause",
        PAUSABLE,
        step_forms.PauseForm,
        _pause,
        _("Wait for the customer"),
        _("The clock stands still until the customer answers."),
        _("Pause"),
        _("The case waits for the customer."),
        "secondary",
    ),
    Step(
        "reassign",
        "application.reassign",
        STAFF_HELD,
        step_forms.ReassignForm,
        _reassign,
        _("Give the case to a person"),
        _("A person of the role whose turn it is."),
        _("Give"),
        _("The case has a new holder."),
        "secondary",
    ),
)


def steps_for(case: CaseFile, user: User) -> list[Step]:
    """What the user can do with the case now, the most useful step first."""
    state = State(case.application.state)
    found = [step for step in STEPS if state in step.states and may(user.role, step.permission) and _fits(step, case, user)]
    return sorted(found, key=lambda step: _rank(step, case))


def _fits(step: Step, case: CaseFile, user: User) -> bool:
    if step.name == "take":
        return case.application.holder_role == user.role and case.application.holder_id is None
    return True


def _rank(step: Step, case: CaseFile) -> int:
    """An evaluation that stands already, or is not the state's own step, comes after what moves the case."""
    if step.name == "take":
        return 0
    if step.name == "evaluate":
        return 1 if case.evaluation is None or case.is_outdated else 3
    return 4 if step.tone == "secondary" else 2

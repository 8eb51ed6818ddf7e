"""Which steps the desk offers: written by hand for each state and role."""

from dataclasses import dataclass

import pytest

from yizhan.credit.application import State
from yizhan.records.models import Role
from yizhan.web.desk import step_forms, steps


@dataclass
class Someone:
    """A person of a role."""

    role: str
    pk: int = 1


@dataclass
class Standing:
    """An application in a state."""

    state: str
    holder_role: str
    holder_id: int | None = 1


@dataclass
class Case:
    """A case with an evaluation or without."""

    application: Standing
    evaluation: object | None = None
    is_outdated: bool = False


def offered(state: State, role: Role, holder_role: str, holder: int | None = 1, evaluation=None, outdated: bool = False) -> list[str]:
    case = Case(Standing(state, holder_role, holder), evaluation, outdated)
    return [step.name for step in steps.steps_for(case, Someone(role))]


@pytest.mark.parametrize(
    ("state", "role", "names"),
    [
        (State.COMPLETE, Role.RELATIONSHIP_MANAGER, ["evaluate", "pause"]),
        (State.COMPLETE, Role.APPROVER, []),
        (State.EVALUATING, Role.RELATIONSHIP_MANAGER, ["plan", "evaluate", "pause"]),
        (State.EVALUATING, Role.CREDIT_OFFICER, ["skip", "evaluate", "pause"]),
        (State.ON_SITE, Role.RELATIONSHIP_MANAGER, ["pause"]),
        (State.CHECKED, Role.CREDIT_OFFICER, ["propose", "evaluate", "pause"]),
        (State.PROPOSED, Role.APPROVER, ["decide"]),
        (State.PROPOSED, Role.BRANCH_MANAGER, ["decide", "reassign"]),
        (State.PROPOSED, Role.CREDIT_OFFICER, []),
        (State.APPROVED, Role.OPERATIONS, ["offer"]),
        (State.OFFERED, Role.OPERATIONS, []),
        (State.ACCEPTED, Role.OPERATIONS, ["disburse"]),
        (State.PAUSED, Role.CREDIT_OFFICER, ["resume"]),
        (State.PAID_OUT, Role.OPERATIONS, []),
        (State.REFUSED, Role.BRANCH_MANAGER, []),
        (State.CHECKED, Role.AUDITOR, []),
    ],
)
def test_each_role_is_offered_its_steps(state: State, role: Role, names: list[str]) -> None:
    evaluation = None if state is State.COMPLETE else object()
    assert offered(state, role, holder_role="somebody", evaluation=evaluation) == names


def test_an_outdated_evaluation_is_run_again_before_a_proposal() -> None:
    assert offered(State.CHECKED, Role.CREDIT_OFFICER, "credit_officer", evaluation=object(), outdated=True)[0] == "evaluate"


def test_taking_is_offered_first_and_only_while_nobody_of_the_role_holds_the_case() -> None:
    assert offered(State.COMPLETE, Role.RELATIONSHIP_MANAGER, "relationship_manager", holder=None)[0] == "take"
    assert "take" not in offered(State.COMPLETE, Role.RELATIONSHIP_MANAGER, "relationship_manager", holder=2)


def test_a_visit_begins_with_the_next_morning(clock) -> None:
    assert step_forms.tomorrow_morning(clock.now()).isoformat() == "2026-07-21T10:00:00+08:00"

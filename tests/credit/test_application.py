"""States of an application: the table as a decision table, and properties over every state, event and role."""

import itertools

import pytest

from tests.credit.inputs import DAY
from yizhan.credit.application import (
    FINAL,
    PAUSABLE,
    TRANSITIONS,
    Clock,
    Event,
    Missing,
    State,
    allowed_events,
    clock_of,
    holder_role,
    missing,
    next_state,
)
from yizhan.credit.products import products
from yizhan.kernel.refusal import Refusal

ROLES = ("applicant", "relationship_manager", "credit_officer", "approver", "operations", "branch_manager", "auditor",
         "system")


def test_the_way_from_draft_to_money() -> None:
    steps = [(Event.SUBMIT_INCOMPLETE, "applicant"), (Event.SUBMIT, "applicant"), (Event.EVALUATE, "system"),
             (Event.PLAN_VISIT, "relationship_manager"), (Event.FINISH_VISIT, "relationship_manager"),
             (Event.EVALUATE, "credit_officer"), (Event.PROPOSE, "credit_officer"), (Event.RETURN, "approver"),
             (Event.PROPOSE, "credit_officer"), (Event.APPROVE, "approver"), (Event.OFFER, "operations"),
             (Event.ACCEPT, "applicant"), (Event.DISBURSE, "operations")]
    state = State.DRAFT
    seen = [state]
    for event, role in steps:
        found = next_state(state, event, role)
        assert isinstance(found, State), (state, event, found)
        state = found
        seen.append(state)
    assert seen == [
        State.DRAFT, State.INCOMPLETE, State.COMPLETE, State.EVALUATING, State.ON_SITE, State.CHECKED, State.CHECKED,
        State.PROPOSED, State.CHECKED, State.PROPOSED, State.APPROVED, State.OFFERED, State.ACCEPTED, State.PAID_OUT]


@pytest.mark.parametrize(("state", "event", "role", "code"), [
    (State.PROPOSED, Event.APPROVE, "credit_officer", "role_not_allowed"),
    (State.PROPOSED, Event.APPROVE, "applicant", "role_not_allowed"),
    (State.CHECKED, Event.PROPOSE, "approver", "role_not_allowed"),
    (State.ACCEPTED, Event.DISBURSE, "approver", "role_not_allowed"),
    (State.DRAFT, Event.SUBMIT, "auditor", "role_not_allowed"),
    (State.DRAFT, Event.DISBURSE, "operations", "event_not_allowed_in_state"),
    (State.EVALUATING, Event.PROPOSE, "credit_officer", "event_not_allowed_in_state"),
    (State.ACCEPTED, Event.WITHDRAW, "applicant", "event_not_allowed_in_state"),
    (State.PAID_OUT, Event.DISBURSE, "operations", "application_ended"),
    (State.REFUSED, Event.SUBMIT, "applicant", "application_ended"),
])
def test_what_is_not_in_the_table_is_refused(state: State, event: Event, role: str, code: str) -> None:
    found = next_state(state, event, role)
    assert isinstance(found, Refusal) and found.code == code


def test_a_pause_returns_to_where_it_began() -> None:
    for state in PAUSABLE:
        assert next_state(state, Event.PAUSE, "credit_officer") is State.PAUSED
        assert next_state(State.PAUSED, Event.RESUME, "applicant", paused_from=state) is state
    for wrong in (None, State.PROPOSED):
        with pytest.raises(ValueError, match="cannot have been paused"):
            next_state(State.PAUSED, Event.RESUME, "applicant", paused_from=wrong)


def test_nobody_can_do_what_is_not_allowed_and_everybody_what_is() -> None:
    for state, event, role in itertools.product(State, Event, ROLES):
        found = next_state(state, event, role, paused_from=State.COMPLETE)
        assert isinstance(found, State) == (event in allowed_events(state, role))


def test_the_auditor_moves_nothing() -> None:
    assert all(allowed_events(state, "auditor") == () for state in State)


def test_every_state_can_be_reached_and_every_open_one_can_end() -> None:
    reached, ending = {State.DRAFT}, set(FINAL)
    for _ in State:
        reached |= {line.to for line in TRANSITIONS if line.state in reached and line.to}
        ending |= {line.state for line in TRANSITIONS if line.to in ending}
    assert reached == ending == set(State)


def test_no_state_and_event_stand_twice_in_the_table() -> None:
    pairs = [(line.state, line.event) for line in TRANSITIONS]
    assert len(pairs) == len(set(pairs))


def test_the_clock_runs_while_the_branch_works_and_stands_while_it_waits() -> None:
    running = {State.COMPLETE, State.EVALUATING, State.ON_SITE, State.CHECKED, State.PROPOSED, State.APPROVED,
               State.ACCEPTED}
    for state in State:
        expected = (Clock.RUNNING if state in running else Clock.ENDED if state in FINAL
                    else Clock.PAUSED if state in (State.PAUSED, State.OFFERED) else Clock.NOT_STARTED)
        assert clock_of(state) is expected


def test_who_holds_an_application_can_move_it() -> None:
    for state in State:
        holder = holder_role(state)
        assert (holder is None) == (state in FINAL)
        assert holder is None or allowed_events(state, holder)


def test_all_that_is_missing_is_said_at_once() -> None:
    park_e, xingke = products(DAY)
    found = missing(park_e, [], ["credit_report"], ["amount", "term_months", "form"])
    assert found == (Missing("field", "purpose"), Missing("document", "invoices"),
                     Missing("consent", "tax_and_invoice_data"), Missing("consent", "personal_information"))
    everything = (["invoices"], park_e.consents.value, ["amount", "term_months", "form", "purpose"])
    assert missing(park_e, *everything) == ()
    assert missing(xingke, *everything) == (Missing("document", "statements"),)

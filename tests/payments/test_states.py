"""The table of states: what may happen, what may not, and what a person has to look at."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.payments.states import COUNTED, FINAL, TRANSITIONS, Alarm, Event, Stage, alarm, check_refundable, next_stage, shown_state

R, A, C, L, S = Stage.RESERVED, Stage.AUTHORISED, Stage.CAPTURED, Stage.CLEARED, Stage.SETTLED


@pytest.mark.parametrize(("events", "stages"), [
    ((Event.RESERVE, Event.AUTHORISE, Event.CAPTURE, Event.CLEAR, Event.SETTLE), (R, A, C, L, S)),
    ((Event.RESERVE, Event.DECLINE), (R, Stage.DECLINED)),
    ((Event.RESERVE, Event.REVERSE), (R, Stage.REVERSED)),
    ((Event.RESERVE, Event.AUTHORISE, Event.REVERSE), (R, A, Stage.REVERSED)),
])
def test_the_ways_of_a_payment(events: tuple[Event, ...], stages: tuple[Stage, ...]) -> None:
    stage = None
    for event, expected in zip(events, stages, strict=True):
        stage = next_stage(stage, event)
        assert stage is expected


@pytest.mark.parametrize(("event", "after"), [(Event.WIN_DISPUTE, S), (Event.LOSE_DISPUTE, Stage.CHARGED_BACK)])
def test_the_ends_of_a_dispute(event: Event, after: Stage) -> None:
    assert next_stage(S, Event.DISPUTE) is Stage.DISPUTED
    assert next_stage(Stage.DISPUTED, event) is after


def test_a_late_approval_leaves_a_reversed_payment_reversed_and_raises_an_alarm() -> None:
    found = next_stage(Stage.REVERSED, Event.AUTHORISE)
    assert isinstance(found, Refusal) and found.code == "payment_event_not_allowed"
    assert alarm(Stage.REVERSED, Event.AUTHORISE) is Alarm.LATE_APPROVAL
    assert alarm(Stage.DECLINED, Event.AUTHORISE) is Alarm.APPROVAL_OF_DECLINED
    assert alarm(Stage.AUTHORISED, Event.AUTHORISE) is None  # A repeated answer is no alarm.


def test_whatever_is_not_in_the_table_is_refused() -> None:
    allowed = {(stage, event) for stage in (None, *Stage) for event in Event if isinstance(next_stage(stage, event), Stage)}
    assert allowed == set(TRANSITIONS) and len(allowed) == 11


def test_a_captured_payment_is_never_reversed() -> None:
    assert isinstance(next_stage(C, Event.REVERSE), Refusal)


def test_ended_payments_and_those_that_count() -> None:
    assert {Stage.DECLINED, Stage.REVERSED, Stage.CHARGED_BACK} == FINAL
    assert Stage.RESERVED in COUNTED and Stage.DECLINED not in COUNTED and Stage.REVERSED not in COUNTED


@pytest.mark.parametrize("stage", Stage)
def test_only_captured_money_is_refunded(stage: Stage) -> None:
    assert (check_refundable(stage) is None) is (stage in (C, L, S))


@pytest.mark.parametrize(("stage", "refunded", "shown"), [
    (C, "0.00", "captured"), (L, "40.00", "partly_refunded"), (S, "100.00", "refunded"), (Stage.DISPUTED, "40.00", "disputed"),
])
def test_people_see_one_state(stage: Stage, refunded: str, shown: str) -> None:
    assert shown_state(stage, Money.of("100.00"), Money.of(refunded)) == shown


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(Event), max_size=30))
def test_no_order_of_events_revives_an_ended_payment(events: list[Event]) -> None:
    stage: Stage | None = None
    for event in events:
        found = next_stage(stage, event)
        if isinstance(found, Stage):
            assert stage not in FINAL
            stage = found

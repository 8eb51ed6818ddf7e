"""Each case finds a firm that fits, and keeps the figures of trade as they were drawn."""

from datetime import date, timedelta

import pytest

from yizhan.demo import journeys, story, turns
from yizhan.demo.casting import cast_firms
from yizhan.demo.catalogue import CASES
from yizhan.demo.firms import QUANTILES, make_firms
from yizhan.kernel.refusal import refuse

TODAY = date(2026, 11, 23)


def test_every_case_has_a_firm_of_its_own_but_for_those_that_ask_again() -> None:
    firms, chosen = cast_firms(make_firms(80, 7, TODAY), TODAY)
    assert set(chosen) == {case.code for case in CASES}
    again = [case for case in CASES if case.after]
    assert len({firm.code for firm in chosen.values()}) == len(CASES) - len(again)
    assert all(chosen[case.code] == chosen[case.after] for case in again)
    assert [firm.code for firm in firms] == [f"P{number:03}" for number in range(1, 81)]


@pytest.mark.parametrize("later", range(0, 400, 37))
def test_casting_works_on_any_day_and_leaves_the_trade_alone(later: int) -> None:
    today = TODAY + timedelta(days=later)
    drawn = make_firms(80, 7, today)
    firms, _ = cast_firms(drawn, today)
    assert all(getattr(first, name) == getattr(second, name) for first, second in zip(drawn, firms, strict=True) for name in QUANTILES)


def test_a_park_that_is_too_small_says_so() -> None:
    with pytest.raises(LookupError, match="no firm of the park fits"):
        cast_firms(make_firms(8, 7, TODAY), TODAY)


def test_a_refused_step_ends_its_story() -> None:
    with pytest.raises(story.StepRefused, match="offer_missing"):
        story.done(refuse("offer_missing"))
    assert story.done("kept") == "kept"


def test_each_reason_to_pause_has_a_story_of_its_own() -> None:
    assert len({turns.paused(reason) for reason in turns.PAUSES}) == 4
    assert {case.tell for case in CASES} >= {journeys.draft, journeys.received, turns.returned}

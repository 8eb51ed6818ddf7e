"""Five outcomes: unknown is never no, and one met member is enough for `any`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yizhan.policy.outcome import OUTCOMES, Outcome, all_codes, any_codes, leaf_code

MET, UNMET, UNKNOWN = Outcome.MET, Outcome.UNMET, Outcome.UNKNOWN
MANUAL, NONE = Outcome.MANUAL_REVIEW, Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(("members", "all_of", "any_of"), [
    ((MET, MET), MET, MET), ((MET, UNMET), UNMET, MET), ((UNKNOWN, UNMET), UNMET, UNKNOWN),
    ((UNKNOWN, MET), UNKNOWN, MET), ((UNKNOWN, MANUAL), UNKNOWN, UNKNOWN), ((MANUAL, MET), MANUAL, MET),
    ((MANUAL, UNMET), UNMET, MANUAL), ((NONE, MET), MET, MET), ((NONE, UNMET), UNMET, UNMET), ((NONE, NONE), NONE, NONE),
    ((), NONE, NONE),
])
def test_members_combine(members, all_of, any_of) -> None:
    codes = [member.code for member in members]
    assert OUTCOMES[all_codes(codes)] is all_of
    assert OUTCOMES[any_codes(codes)] is any_of


@settings(deadline=None)
@given(st.lists(st.sampled_from(OUTCOMES)))
def test_adding_an_unknown_never_makes_all_of_met(members) -> None:
    codes = [member.code for member in members]
    assert OUTCOMES[all_codes([*codes, UNKNOWN.code])] not in (MET, NONE)


def test_a_condition_that_is_neither_true_nor_false_is_open() -> None:
    assert OUTCOMES[leaf_code(True, False, False)] is MET
    assert OUTCOMES[leaf_code(False, True, True)] is UNMET
    assert OUTCOMES[leaf_code(False, False, False)] is UNKNOWN
    assert OUTCOMES[leaf_code(False, False, True)] is MANUAL


def test_open_outcomes_are_the_two_that_can_still_change() -> None:
    assert [outcome for outcome in OUTCOMES if outcome.is_open] == [MANUAL, UNKNOWN]

"""The decision table of answers, written out by hand after facts 4.1 (E32) and, for approvals other than 00, ISO 8583:1987."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yizhan.payments.response_codes import Action, Outcome, Token, handling, handling_of_attempt, handling_of_check, known_codes

DAY = date(2026, 11, 23)
APPROVED, DECLINED, DOUBTFUL = Outcome.APPROVED, Outcome.DECLINED, Outcome.DOUBTFUL
TABLE = {
    "00": (APPROVED, Action.COMPLETE, "paid", Token.KEEP, False),
    "05": (DECLINED, Action.STOP, "bank_refused", Token.KEEP, False),
    "08": (DOUBTFUL, Action.REVERSE, "status_unclear", Token.KEEP, False),
    "10": (DOUBTFUL, Action.REVERSE, "status_unclear", Token.KEEP, False),
    "11": (APPROVED, Action.COMPLETE, "paid", Token.KEEP, False),
    "14": (DECLINED, Action.STOP, "card_number_refused", Token.BLOCK, False),
    "16": (APPROVED, Action.COMPLETE, "paid", Token.KEEP, False),
    "34": (DECLINED, Action.STOP, "blocked_for_safety", Token.KEEP, True),
    "41": (DECLINED, Action.STOP, "contact_bank", Token.DISABLE, True),
    "43": (DECLINED, Action.STOP, "contact_bank", Token.DISABLE, True),
    "51": (DECLINED, Action.STOP, "not_enough_money", Token.KEEP, False),
    "54": (DECLINED, Action.STOP, "card_expired", Token.ASK_EXPIRY, False),
    "55": (DECLINED, Action.STOP, "wrong_pin", Token.KEEP, False),
    "57": (DECLINED, Action.STOP, "use_not_allowed", Token.KEEP, False),
    "59": (DECLINED, Action.STOP, "blocked_for_safety", Token.KEEP, True),
    "61": (DECLINED, Action.STOP, "bank_amount_limit", Token.KEEP, False),
    "62": (DECLINED, Action.STOP, "use_not_allowed", Token.KEEP, False),
    "65": (DECLINED, Action.STEP_UP_ONCE, "bank_wants_check", Token.KEEP, False),
    "68": (DOUBTFUL, Action.REVERSE, "status_unclear", Token.KEEP, False),
    "85": (DOUBTFUL, Action.REVERSE, "status_unclear", Token.KEEP, False),
    "91": (DECLINED, Action.RETRY_ONCE, "bank_system_down", Token.KEEP, False),
    "96": (DOUBTFUL, Action.QUERY, "status_unclear", Token.KEEP, False),
}


@pytest.mark.parametrize(("code", "expected"), TABLE.items())
def test_what_follows_from_a_code(code: str, expected: tuple[Outcome, Action, str, Token, bool]) -> None:
    found = handling(code, DAY)
    assert (found.outcome, found.action, found.words, found.token, found.has_risk) == expected and found.is_known


def test_the_table_is_complete() -> None:
    assert set(known_codes()) == set(TABLE)


def test_another_card_is_offered_where_money_is_short() -> None:
    assert handling("51", DAY).offers == ("smaller_amount", "other_card")


def test_a_wrong_pin_belongs_to_a_terminal() -> None:
    assert (handling("55", DAY).only_at, handling("55", DAY).tries_max) == ("terminal", 3)


@pytest.mark.parametrize("code", ["7X", "", "000", "unknown", "99"])
def test_an_unknown_code_declines_in_plain_words_and_is_taken_back(code: str) -> None:
    """Worked example 32: a safe generic decline. Without the reversal it would leave held what the issuer meant for an approval."""
    found = handling(code, DAY)
    assert (found.outcome, found.action, found.words, found.is_known) == (DECLINED, Action.REVERSE, "bank_refused", False)
    assert found.offers == ("call_bank", "other_card")


@pytest.mark.parametrize(("code", "outcome"), [
    ("00", APPROVED), ("11", APPROVED), ("16", APPROVED), ("85", APPROVED), ("08", DOUBTFUL), ("10", DOUBTFUL), ("68", DOUBTFUL),
    ("05", DECLINED), ("7X", DECLINED),
])
def test_a_check_of_zero_is_approved_by_what_finds_no_reason_to_decline(code: str, outcome: Outcome) -> None:
    assert handling_of_check(code, DAY).outcome is outcome


@pytest.mark.parametrize("code", ["00", "08", "10", "11", "16"])
def test_every_approval_is_known_for_one_also_where_it_is_not_taken(code: str) -> None:
    assert handling(code, DAY).is_approval
    assert not any(handling(other, DAY).is_approval for other in {*known_codes(), "7X"} - {"00", "08", "10", "11", "16"})


@pytest.mark.parametrize(("code", "first"), [("91", Action.RETRY_ONCE), ("65", Action.STEP_UP_ONCE)])
def test_what_is_done_once_is_not_done_again(code: str, first: Action) -> None:
    assert handling_of_attempt(code, DAY, 1).action is first
    assert handling_of_attempt(code, DAY, 2).action is Action.STOP


def test_a_doubt_is_reversed_however_often_it_comes() -> None:
    assert handling_of_attempt("68", DAY, 5).action is Action.REVERSE


def test_each_action_has_its_codes() -> None:
    """Worked example 32."""
    found = {action: {code for code in known_codes() if handling(code, DAY).action is action} for action in Action}
    assert {action: codes for action, codes in found.items() if action is not Action.STOP} == {
        Action.COMPLETE: {"00", "11", "16"}, Action.QUERY: {"96"}, Action.RETRY_ONCE: {"91"}, Action.STEP_UP_ONCE: {"65"},
        Action.REVERSE: {"08", "10", "68", "85"}}


@settings(deadline=None)
@given(st.text(max_size=4))
def test_only_approvals_of_the_whole_amount_without_a_condition_approve(code: str) -> None:
    assert (handling(code, DAY).outcome is APPROVED) is (code in ("00", "11", "16"))

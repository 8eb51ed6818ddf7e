"""Answers to reversals, written out by hand: what is done, what is sent again, and what a person has to look at."""

from datetime import date

import pytest

from yizhan.payments.reversal_answers import Sending, codes_repeated, sending_after

DAY = date(2026, 11, 23)


@pytest.mark.parametrize("code", ["00", "25"])
def test_what_was_taken_back_or_never_stood_there_is_done(code: str) -> None:
    assert sending_after(code, DAY) is Sending.CLOSE


def test_a_scheme_that_is_ill_is_told_again_later() -> None:
    assert codes_repeated(DAY) == {"68", "91", "96"}
    assert all(sending_after(code, DAY) is Sending.REPEAT for code in ("68", "91", "96"))


@pytest.mark.parametrize("code", ["05", "12", "21", "94", "7X", "", "unknown"])
def test_every_other_answer_is_a_refusal_that_a_person_looks_at(code: str) -> None:
    assert sending_after(code, DAY) is Sending.ALARM


def test_before_the_rules_begin_there_are_none() -> None:
    with pytest.raises(LookupError):
        sending_after("00", date(2023, 7, 19))

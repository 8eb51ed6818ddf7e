"""Letters to borrowers: every step that goes out has its words, and the step that goes out follows the days overdue."""

from datetime import date

import pytest

from yizhan.credit.arrears import FILE, outgoing_step
from yizhan.credit.letters import letter
from yizhan.credit.parameters import Parameters

TODAY = Parameters(date(2026, 11, 20))
FACTS = {"enterprise": "晨星数据", "number": "L1", "due": "1,060.53 CNY", "days": "15", "on": "2026-04-03", "matures_on": "", "left": ""}


@pytest.mark.parametrize("code", [*TODAY.version(FILE, "outgoing").value, "renewal"])
def test_every_letter_that_can_go_out_has_its_words_in_both_languages(code: str) -> None:
    found = letter(code, FACTS, TODAY)
    for words in (found.subject, found.text):
        assert "{" not in words.zh + words.en
        assert words.zh != words.en
    assert "L1" in found.subject.zh


def test_an_unknown_letter_and_a_missing_fact_are_errors() -> None:
    with pytest.raises(LookupError):
        letter("song", FACTS, TODAY)
    with pytest.raises(KeyError):
        letter("notice", {}, TODAY)


@pytest.mark.parametrize(("days", "step"), [(0, ""), (1, "remind"), (14, "remind"), (15, "notice"), (90, "notice"), (91, "legal")])
def test_the_letter_follows_the_days_overdue(days: int, step: str) -> None:
    assert outgoing_step(days, TODAY) == step

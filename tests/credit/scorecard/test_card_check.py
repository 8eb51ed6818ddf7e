"""All problems of a card are told at once (each single one is in test_card)."""

import pytest

from tests.credit.scorecard.cards import make_card, numeric
from yizhan.credit.scorecard.bins import CardError
from yizhan.credit.scorecard.card import Scale


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(CardError, match=r"method: .*scale: "):
        make_card(numeric("x", (), (0, 0)), method="magic", scale=Scale(600, -1.0, 40))

"""Typed fields out of parsed files, with the place of each problem (the loaders' tests cover the rest)."""

import pytest

from yizhan.credit.scorecard.bins import CardError
from yizhan.credit.scorecard.reader import Reader


def test_what_nobody_took_is_refused() -> None:
    reader = Reader({"a": 1, "b": {"c": [1.5]}}, "card")
    assert reader.take("a", int) == 1
    assert reader.child("b").floats("c") == (1.5,)
    reader.finish()
    with pytest.raises(CardError, match=r"card: unknown fields \['a'\]"):
        Reader({"a": 1}, "card").finish()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, "1", None])
def test_a_number_is_finite(value) -> None:
    with pytest.raises(CardError, match=r"card\.x"):
        Reader({"x": value}, "card").number("x")


@pytest.mark.parametrize("value", [[["a"]], [["a", 1]], ["ab"]])
def test_pairs_of_text_are_pairs_of_text(value) -> None:
    with pytest.raises(CardError, match="expected pairs of text"):
        Reader({"x": value}, "card").text_pairs("x")

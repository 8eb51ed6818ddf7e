"""The engines agree on drawn rows, and a card whose engines differ is found."""

import dataclasses

import pytest
from hypothesis import given, settings

from tests.credit.scorecard.cards import cards, small_card
from yizhan.credit.scorecard import agreement
from yizhan.credit.scorecard.agreement import awkward_rows, disagreements
from yizhan.credit.scorecard.batch import apply
from yizhan.credit.scorecard.expert import park_e_card


@pytest.mark.parametrize("card", [small_card(), park_e_card()], ids=["small", "park_e"])
def test_numpy_and_duckdb_give_the_points_of_the_single_row(card) -> None:
    assert disagreements(card) == ()


@settings(max_examples=15, deadline=None)
@given(cards())
def test_any_card_agrees(card) -> None:
    assert disagreements(card, 60) == ()


def test_rows_reach_cuts_codes_unseen_and_missing() -> None:
    rows = awkward_rows(small_card(), 400)
    sales = {row["sales"] for row in rows}
    assert {None, 5.0, -1.0} <= sales
    assert {None, agreement.UNSEEN, "A"} <= {row["tax"] for row in rows}
    assert rows == awkward_rows(small_card(), 400)


def test_an_engine_that_is_a_point_off_is_told_with_its_row(monkeypatch) -> None:
    shifted = dataclasses.replace(small_card(), intercept_points=601)
    monkeypatch.setattr(agreement, "apply", lambda card, table, engine: apply(shifted, table, engine))
    found = disagreements(small_card(), 5)
    assert {one.engine for one in found} == {"numpy"} and len(found) == 5
    assert all(one.found == one.expected + 1 for one in found)

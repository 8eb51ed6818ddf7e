"""A card in words: bins as people write them, grades with both ends, tables of training rows."""

import pytest

from tests.credit.scorecard.cards import category, make_card, numeric, small_card
from tests.workflows.cards import trained_card
from yizhan.credit.scorecard.expert import park_e_card
from yizhan.web.scorecards.parts import label_of, shown_card


@pytest.fixture(autouse=True)
def english():
    from django.utils import translation

    with translation.override("en"):
        yield


def test_bins_are_written_as_people_read_them() -> None:
    bins = numeric("x", (-0.123456, 5.0, 2500000.0), (1, 2, 3, 4, 5, 6), (-1.0,)).bins
    assert [label_of(bins, index) for index in range(bins.count)] == [
        "< −0.1235", "−0.1235 … 5", "5 … 2,500,000", "≥ 2,500,000", "code -1", "not known"]
    groups = category("y", (("A", "B"),), (1, 2, 3)).bins
    assert [label_of(groups, index) for index in range(groups.count)] == ["A, B", "any other", "not known"]
    assert label_of(numeric("z", (), (1, 0)).bins, 0) == "any number"


def test_variables_stand_by_what_they_can_move_and_pairs_as_grids() -> None:
    shown = shown_card(small_card())
    assert [variable.span for variable in shown.variables] == sorted((variable.span for variable in shown.variables), reverse=True)
    assert [row["c0"] for row in shown.pairs[0].rows] == [0, 3, 0]
    assert shown.variables[0].table is None and not shown.metrics.rows


def test_grades_show_the_probabilities_at_both_ends() -> None:
    rows = shown_card(make_card(numeric("x", (0.0,), (1, 2, 0)))).grades.rows
    assert [row["points"] for row in rows] == ["≥ 620", "≥ 600", "< 600"]
    assert rows[0]["pd"].startswith("0% …") and rows[2]["pd"].endswith("… 100%")
    assert rows[0]["pd"].split(" … ")[1] == rows[1]["pd"].split(" … ")[0]


def test_a_trained_card_shows_its_rows_and_an_expert_card_its_assumptions() -> None:
    shown = shown_card(trained_card())
    assert all(sum(row["rows"] for row in variable.table.rows) == 4000 for variable in shown.variables)
    assert shown_card(park_e_card()).assumptions

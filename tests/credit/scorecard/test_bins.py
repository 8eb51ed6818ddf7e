"""Bins: edges, special codes, missing and unseen, and what is refused."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from yizhan.credit.scorecard.bins import CardError, CategoryBins, NumericBins, RowError
from yizhan.credit.scorecard.single_precision import round_to_single

TENTH = round_to_single(0.1)


@pytest.mark.parametrize(("value", "expected"), [
    (0.1, 1), (0.0999, 0), (5, 2), (Decimal("4.99"), 1), (float("inf"), 2), (float("-inf"), 0), (10**400, 2), (-(10**400), 0),
    (-1, 3), (-1.0, 3), (-1.5, 0), (None, 4), (float("nan"), 4), (Decimal("NaN"), 4),
    (np.float64(0.1), 1), (np.float32(0.1), 1), (np.int64(5), 2), (np.float64("nan"), 4), (np.float32("nan"), 4), (pd.NA, 4), (pd.NaT, 4),
])
def test_a_number_falls_into_its_bin(value, expected) -> None:
    assert NumericBins((TENTH, 5.0), (-1.0,)).index(value) == expected


@pytest.mark.parametrize("value", [True, False, "5", b"5", 1j, [1], np.bool_(True)])
def test_what_is_no_number_is_an_error(value) -> None:
    with pytest.raises(RowError, match="expected a number"):
        NumericBins((TENTH,)).index(value)


@pytest.mark.parametrize(("value", "expected"), [("A", 0), ("B", 0), ("C", 1), ("", 2), ("a", 2), (None, 3), (float("nan"), 3), (pd.NA, 3)])
def test_a_category_falls_into_its_group(value, expected) -> None:
    assert CategoryBins((("A", "B"), ("C",))).index(value) == expected


@pytest.mark.parametrize("value", [1, 1.5, True, b"A", ["A"]])
def test_what_is_no_text_is_an_error(value) -> None:
    with pytest.raises(RowError, match="expected text"):
        CategoryBins((("A",),)).index(value)


@pytest.mark.parametrize(("cuts", "codes", "problem"), [
    ((0.1,), (), "finite float32"), ((float("inf"),), (), "finite float32"), ((float("nan"),), (), "finite float32"),
    ((2.0, 1.0), (), "rise strictly"), ((1.0, 1.0), (), "rise strictly"), ((), (1.0, 1.0), "twice"), ((), (0.3,), "finite float32"),
])
def test_impossible_cuts_and_codes_are_refused(cuts, codes, problem) -> None:
    with pytest.raises(CardError, match=problem):
        NumericBins(cuts, codes)


@pytest.mark.parametrize(("groups", "problem"), [((("A",), ("A",)), "two groups"), (((),), "at least one"), (((1,),), "text")])
def test_impossible_groups_are_refused(groups, problem) -> None:
    with pytest.raises(CardError, match=problem):
        CategoryBins(groups)


def test_labels_and_kinds_name_each_bin() -> None:
    numbers = NumericBins((TENTH, 5.0), (-1.0,))
    assert [numbers.label(index) for index in range(numbers.count)] == ["[-inf, 0.1)", "[0.1, 5)", "[5, inf]", "special -1", "missing"]
    assert [numbers.kind(index) for index in range(numbers.count)] == ["interval"] * 3 + ["special", "missing"]
    groups = CategoryBins((("A", "B"), ("C",)))
    assert [groups.label(index) for index in range(groups.count)] == ["A, B", "C", "unseen", "missing"]
    assert [groups.kind(index) for index in range(groups.count)] == ["group", "group", "unseen", "missing"]


def test_a_number_without_cuts_has_one_interval_and_missing() -> None:
    bins = NumericBins(())
    assert (bins.count, bins.index(3.0), bins.index(None), bins.label(0)) == (2, 0, 1, "[-inf, inf]")

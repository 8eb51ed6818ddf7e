"""Every worked example of the super-deduction, one test each; and the runner can fail."""

import pytest

from yizhan.policy.research.casebook import load_research_cases, money, run_equipment, run_year

CASES = load_research_cases()


@pytest.mark.parametrize("example", CASES["years"], ids=lambda example: example["name"])
def test_a_year_comes_out_as_written(example) -> None:
    assert list(run_year(example)) == []


@pytest.mark.parametrize("example", CASES["equipment"], ids=lambda example: example["name"])
def test_equipment_is_deducted_as_written(example) -> None:
    assert list(run_equipment(example)) == []


def test_an_example_that_disagrees_is_told_by_its_name() -> None:
    wrong = {**CASES["years"][0], "name": "a slip", "expect": {"extra": "211万"}}
    assert list(run_year(wrong)) == ["a slip: extra is CNY 2,100,000.00, expected 211万"]
    late = {**CASES["equipment"][1], "name": "a year late", "expect": {2025: "300万"}}
    assert len(list(run_equipment(late))) == 1


def test_a_sum_without_its_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="1200万"):
        money("1200")

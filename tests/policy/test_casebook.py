"""Every worked example and every boundary of every programme, one test each."""


import pytest

from yizhan.policy.casebook import load_cases, run_boundary, run_example, run_in_force
from yizhan.policy.parameters import load_book
from yizhan.policy.programmes import size_class

PROGRAMMES = (size_class.PROGRAMME,)
CASES = [(programme, load_cases(programme.name)) for programme in PROGRAMMES]


@pytest.mark.parametrize(("programme", "example"), [pytest.param(programme, example, id=f"{programme.name}: {example['name']}")
                                                    for programme, cases in CASES for example in cases.examples])
def test_a_worked_example_comes_out_as_written(programme, example) -> None:
    assert list(run_example(programme, example, load_book())) == []


@pytest.mark.parametrize(("programme", "cases"), [pytest.param(*pair, id=pair[0].name) for pair in CASES])
def test_each_boundary_comes_out_as_written_below_at_and_above(programme, cases) -> None:
    assert [problem for row in cases.boundaries for problem in run_boundary(programme, row, load_book())] == []


@pytest.mark.parametrize(("programme", "cases"), [pytest.param(*pair, id=pair[0].name) for pair in CASES])
def test_each_rule_begins_and_ends_on_its_day(programme, cases) -> None:
    assert [problem for entry in cases.in_force for problem in run_in_force(programme, entry)] == []

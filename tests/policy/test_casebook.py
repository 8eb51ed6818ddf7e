"""Every worked example and every boundary of every programme, one test each."""

import pytest

from yizhan.policy.casebook import load_cases, run_boundary, run_example, run_in_force
from yizhan.policy.parameters import load_book
from yizhan.policy.programmes.registry import PROGRAMMES

CASES = [(programme, load_cases(programme.name)) for programme in PROGRAMMES]


EXAMPLES = [pytest.param(programme, example, id=f"{programme.name}: {example['name']}")
            for programme, cases in CASES for example in cases.examples]
FILES = [pytest.param(*pair, id=pair[0].name) for pair in CASES]


@pytest.mark.parametrize(("programme", "example"), EXAMPLES)
def test_a_worked_example_comes_out_as_written(programme, example) -> None:
    assert list(run_example(programme, example, load_book())) == []


@pytest.mark.parametrize(("programme", "cases"), FILES)
def test_each_boundary_comes_out_as_written_below_at_and_above(programme, cases) -> None:
    problems = [problem for row in cases.boundaries for problem in run_boundary(programme, row, load_book())]
    assert problems == []


@pytest.mark.parametrize(("programme", "cases"), FILES)
def test_each_rule_begins_and_ends_on_its_day(programme, cases) -> None:
    assert [problem for entry in cases.in_force for problem in run_in_force(programme, entry)] == []

"""A population gets the verdicts that its enterprises get one by one."""

from datetime import date
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.policy.sheets import sheets
from yizhan.policy.arrays import ArrayCarrier
from yizhan.policy.casebook import load_cases
from yizhan.policy.evaluate import evaluate, evaluate_all
from yizhan.policy.facts import FactError, read_sheet
from yizhan.policy.number import larger, smaller
from yizhan.policy.outcome import OUTCOMES
from yizhan.policy.population import evaluate_population, names_of, population_of, read_table
from yizhan.policy.programmes.registry import PROGRAMMES
from yizhan.policy.programmes.size_class import PROGRAMME as SIZE_CLASS
from yizhan.policy.units import Unit

ON = date(2026, 11, 23)
DAYS = (date(2019, 6, 30), date(2026, 3, 31), ON, date(2028, 1, 1))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(sheets(), min_size=1, max_size=4), st.sampled_from(DAYS))
def test_population_equals_one_by_one(rows, on) -> None:
    found = evaluate_population(PROGRAMMES, population_of(rows), on)
    for row, sheet in enumerate(rows):
        for verdict in evaluate_all(PROGRAMMES, sheet, on):
            assert OUTCOMES[found[verdict.programme][row]] is verdict.outcome, verdict.programme


def test_every_worked_example_comes_out_alike_in_a_population() -> None:
    for programme in PROGRAMMES:
        examples = load_cases(programme.name).examples
        rows = [read_sheet(example["facts"]) for example in examples]
        for on in {example["as_of"] for example in examples}:
            codes = evaluate_population([programme], population_of(rows), on)[programme.name]
            assert names_of(codes) == [evaluate(programme, sheet, on).outcome.value for sheet in rows]


def test_a_share_a_hair_below_its_threshold_is_decided_exactly() -> None:
    """49,999,999,999,999.99 of 10⁹ 万 is below 5 % by less than floats can tell once divided."""
    facts = read_sheet({"revenue": "100亿", "revenue_previous": "0元", "revenue_second_previous": "0元",
                        "rd_spend_previous": "0元", "rd_spend_second_previous": "0元"})
    rows = [facts.with_exact("rd_spend", 3 * 10**10 + shift) for shift in (-1, 0, 1)]
    high_tech = next(programme for programme in PROGRAMMES if programme.name == "high_tech_enterprise")
    population = population_of(rows)
    codes = evaluate_population([high_tech], population, ON)["high_tech_enterprise"]
    assert [OUTCOMES[code] for code in codes] == [evaluate(high_tech, row, ON).outcome for row in rows]


def test_an_arrow_table_is_read_by_the_names_of_facts() -> None:
    table = pa.table({"industry": ["software", None], "staff": pa.array([9, None], pa.int64()),
                      "revenue_minor": pa.array([900_000_000, 5], pa.int64()),
                      "registered_on": pa.array([date(2020, 1, 1), None]), "main_business_share": [0.75, None],
                      "legal_resident": [True, False]})
    population = read_table(table)
    assert population.sheet(0).values == {"industry": "software", "staff": 9, "revenue": 900_000_000,
                                          "registered_on": date(2020, 1, 1).toordinal(),
                                          "main_business_share": Fraction(3, 4), "legal_resident": True}
    assert names_of(evaluate_population([SIZE_CLASS], population, ON)["size_class"]) == ["met", "unknown"]


@pytest.mark.parametrize(("column", "values", "message"), [
    ("revenue", [1], "ends in _minor"), ("staff_minor", [1], "ends in _minor"), ("turnover", [1], "not a fact"),
    ("industry", ["bakery"], "none of"), ("main_business_share", [12.5], "outside 0 to 1"),
    ("staff", ["many"], "no count"), ("staff", [-1], "row 1"),
])
def test_a_wrong_column_is_refused_by_name(column, values, message) -> None:
    with pytest.raises(FactError, match=message):
        read_table(pa.table({column: values}))


def test_a_programme_that_is_not_in_force_applies_to_nobody() -> None:
    population = population_of([read_sheet({"staff": 3})])
    assert names_of(evaluate_population(PROGRAMMES, population, date(2000, 1, 1))["tech_sme"]) == ["not_applicable"]


def test_arrays_keep_the_wider_range_where_a_choice_is_unknown() -> None:
    carrier = ArrayCarrier({}, 2)
    low, high = carrier.constant(1, Unit.COUNT, ""), carrier.constant(5, Unit.COUNT, "")
    unknown = low >= carrier.constant(1, Unit.COUNT, "")
    unknown.yes, unknown.no = np.array([True, False]), np.array([False, False])
    chosen = unknown.choose(low, high)
    assert (chosen.low.tolist(), chosen.high.tolist()) == ([1, 1], [1, 5])
    assert (float(larger(low, high).low), float(smaller(low, high).high)) == (5, 1)

"""Files of facts: YAML and JSON give the same sheet; what is wrong is named with its fix."""

from fractions import Fraction

import pytest

from yizhan.policy.fact_file import read_fact_text
from yizhan.policy.facts import FactError


def test_yaml_and_json_hold_the_same_facts() -> None:
    as_yaml = read_fact_text("staff: 120\nrevenue: 3000万\nindustry: software\nniche_market_share: 0.12\nown_brand: no\n")
    as_json = read_fact_text('{"staff": 120, "revenue": "3000万", "industry": "software", "niche_market_share": 0.12, "own_brand": false}')
    assert as_yaml == as_json
    assert as_yaml.values["revenue"] == 3_000_000_000
    assert as_yaml.values["niche_market_share"] == Fraction(3, 25)


def test_the_facts_may_stand_under_their_own_heading() -> None:
    assert read_fact_text("facts: {staff: 3}") == read_fact_text("staff: 3")


def test_an_empty_file_knows_nothing() -> None:
    assert not read_fact_text("").values


@pytest.mark.parametrize(("text", "told"), [
    ("staff: [", "neither YAML nor JSON"), ('{"staff": 1', "neither YAML nor JSON"), ("- staff", "no table of facts"),
    ("revenue: 3000", "revenue = 3000: revenue of the last full year is money; money carries its unit: 1200万 or 12000000元"),
    ("stuff: 3", "stuff is not a fact")])
def test_a_wrong_file_is_refused_with_the_fix(text: str, told: str) -> None:
    with pytest.raises(FactError) as error:
        read_fact_text(text)
    assert told in str(error.value)

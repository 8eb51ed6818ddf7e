"""Effects of answers: they come from the knock-out rules, and a band that a threshold cuts stays unknown."""

from dataclasses import replace
from itertools import pairwise

import pytest

from tests.credit.inputs import DAY, GOOD
from yizhan.credit.assessment_effects import DONT_KNOW, effects_on
from yizhan.credit.knock_out import check_rules
from yizhan.credit.parameters import Parameters
from yizhan.credit.verdict import Verdict
from yizhan.kernel.money import Money


@pytest.mark.parametrize("product", ["park-e", "xingke"])
@pytest.mark.parametrize("months", [0, 11, 12, 20, 35, 36, 100])
def test_an_age_band_says_what_the_rule_says_of_every_age_in_it(product: str, months: int) -> None:
    band = "under_one_year" if months < 12 else "one_to_three_years" if months < 36 else "over_three_years"
    inputs = replace(GOOD, request=replace(GOOD.request, product=product),
                     standing=replace(GOOD.standing, age_months=months))
    rule = next(check for check in check_rules(inputs, Parameters(DAY)) if check.rule == "company_age")
    assert effects_on(DAY).by_choice["age"][band][product].verdict is rule.verdict


def test_a_rule_that_a_product_lacks_is_met_whatever_the_answer() -> None:
    for choice in ("inside", "outside", DONT_KNOW):
        assert effects_on(DAY).by_choice["park"][choice]["xingke"].verdict is Verdict.MET


def test_dont_know_is_unknown_for_every_rule_and_product() -> None:
    effects = effects_on(DAY)
    for code, choices in effects.by_choice.items():
        for product, effect in choices[DONT_KNOW].items():
            expected = Verdict.MET if (code, product) == ("park", "xingke") else Verdict.UNKNOWN
            assert effect.verdict is expected and not effect.excludes


def test_ranges_rise_with_the_sales_band() -> None:
    for ranges in effects_on(DAY).ranges.values():
        bands = list(ranges.values())
        assert all(band.low <= band.high for band in bands)
        assert all(lower.high <= higher.high for lower, higher in pairwise(bands))
        assert bands[0].high == Money(0)

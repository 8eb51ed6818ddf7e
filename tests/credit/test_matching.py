"""Products beside a profile: stage and verdicts decide, unknown keeps open."""

from datetime import date

import pytest

from yizhan.credit.matching import Fit, match_products
from yizhan.enterprise.lifecycle import Stage

DAY = date(2026, 11, 23)


def fits(stage: Stage, **policies: str) -> dict[str, str]:
    return {match.product.code: match.fit.value for match in match_products(stage, policies, DAY)}


@pytest.mark.parametrize(("stage", "policies", "park_e", "xingke"), [
    (Stage.START_UP, {"size_class": "met", "tech_sme": "met"}, "fits", "does_not"),  # park-e serves start-ups, xingke growth and maturity
    (Stage.GROWTH, {"size_class": "met", "tech_sme": "met"}, "does_not", "fits"),
    (Stage.GROWTH, {"size_class": "met", "tech_sme": "unknown"}, "does_not", "open"),
    (Stage.GROWTH, {"tech_sme": "unmet", "high_tech_enterprise": "manual_review"}, "does_not", "open"),
    (Stage.GROWTH, {"tech_sme": "unmet"}, "does_not", "does_not"),
    (Stage.UNKNOWN, {"size_class": "met"}, "open", "does_not"),
    (Stage.START_UP, {"size_class": "unmet"}, "does_not", "does_not"),
])
def test_stage_and_verdicts_decide_what_fits(stage: Stage, policies: dict, park_e: str, xingke: str) -> None:
    assert fits(stage, **policies) == {"park-e": park_e, "xingke": xingke}


def test_what_fits_stands_first_and_says_by_which_programme() -> None:
    first, *_ = match_products(Stage.GROWTH, {"size_class": "met", "high_tech_enterprise": "met", "tech_sme": "unknown"}, DAY)
    assert (first.product.code, first.fit, first.because) == ("xingke", Fit.FITS, ("high_tech_enterprise",))

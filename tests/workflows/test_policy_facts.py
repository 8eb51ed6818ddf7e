"""What the branch knows of an enterprise as facts of the rules: the best source first, and nothing invented."""

from datetime import date
from fractions import Fraction

from yizhan.enterprise.financials import Statement
from yizhan.enterprise.lifecycle import LifecycleInput, stage_of
from yizhan.enterprise.profile import Claimed, Finding, Identity, Profile
from yizhan.kernel.money import Money
from yizhan.workflows.policy_facts import known_facts, policies_of, sheet_of

DAY = date(2026, 11, 16)
TITLES = [
    {"kind": "tech_sme", "valid_from": "2026-01-01", "valid_to": "2026-12-31"},
    {"kind": "high_tech", "valid_from": "2020-01-01", "valid_to": "2022-12-31"},
]


def profile(figures: dict | None = None, statements: tuple = (), **identity) -> Profile:
    who = Identity("1", "驿站", **{"uscc": "91440300MA5DATRG0R", "industry": "software", "region": "深圳市南山区", **identity})
    return Profile(who, DAY, None, stage_of(LifecycleInput(None, None, None, None), DAY), None, statements, None, figures or {})


def known(found: Profile) -> dict:
    return {fact.name: (fact.value, fact.source) for fact in known_facts(found)}


def test_who_the_enterprise_is_settles_industry_city_and_residence() -> None:
    assert known(profile(registered_on=date(2020, 5, 1))) == {
        "industry": ("software", "identity"),
        "registered_on": (date(2020, 5, 1).toordinal(), "identity"),
        "city": ("shenzhen", "identity"),
        "legal_resident": (True, "identity"),
    }


def test_a_region_that_names_no_city_of_the_rules_leaves_the_city_unknown() -> None:
    assert "city" not in known(profile(region="某县"))
    assert "industry" not in known(profile(industry="something else"))


def test_a_checked_figure_stands_above_a_claim_and_a_claim_above_a_statement() -> None:
    claim = Claimed(40, "applicant")
    statements = (Statement(2025, staff=38, technical_staff=11),)
    assert known(profile({"staff": claim}, statements))["staff"] == (40, "claimed")
    checked = claim.found(36, "visit", date(2026, 10, 1))
    assert known(profile({"staff": checked}, statements))["staff"] == (36, "verified")
    assert known(profile({}, statements))["staff"] == (38, "statement")


def test_statements_fall_into_the_years_that_the_rules_mean() -> None:
    statements = (
        Statement(2024, revenue=Money.of("900"), research_spend=Money.of("90")),
        Statement(2025, revenue=Money.of("1000"), cost_of_sales=Money.of("500"), expenses=Money.of("300"), net_profit=Money.of("125")),
    )
    found = known(profile({}, statements))
    assert found["revenue"] == (100_000, "statement") and found["revenue_previous"] == (90_000, "statement")
    assert found["rd_spend_previous"] == (9_000, "statement") and "rd_spend" not in found
    assert found["costs_and_expenses"] == (80_000, "statement")
    assert found["net_profit_margin"] == (Fraction(1, 8), "statement")


def test_an_old_statement_says_nothing_of_the_last_year() -> None:
    assert "revenue" not in known(profile({}, (Statement(2021, revenue=Money.of("900")),)))


def test_titles_hold_until_they_run_out_and_a_stated_list_answers_for_what_it_leaves_out() -> None:
    found = known(profile({"titles": Claimed(TITLES, "applicant")}))
    assert found["entry_title"] == (True, "claimed") and found["high_tech_certificate"] == (False, "claimed")
    assert "entry_title" not in known(profile({}))


def test_research_by_year_is_read_from_the_claim() -> None:
    figure = Claimed({"2025": {"amount_minor": 5_000, "currency": "CNY"}}, "applicant", (Finding({"2025": Money(4_000)}, "visit", DAY),))
    assert known(profile({"research_spend": figure}))["rd_spend"] == (4_000, "verified")


def test_every_programme_has_an_outcome_and_unknown_is_never_no() -> None:
    outcomes = policies_of(profile({"staff": Claimed(40, "applicant")}))
    assert len(outcomes) == 15
    assert outcomes["tech_sme"] == "unknown"
    assert sheet_of(known_facts(profile())).values["city"] == "shenzhen"

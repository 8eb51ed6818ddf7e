"""Products as dated data whose assumed figures are labelled."""

from dataclasses import fields
from datetime import date

import pytest

from tests.credit.inputs import DAY, yuan
from yizhan.credit.consents import CONSENT_KINDS
from yizhan.credit.parameters import Parameters
from yizhan.credit.products import Figure, Product, check_request, product, products, purposes
from yizhan.credit.schedule import PeriodRule, RepaymentForm
from yizhan.kernel.interest_rate import DayCount
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal


def named(code: str) -> Product:
    found = product(code, Parameters(DAY))
    assert isinstance(found, Product)
    return found


def test_both_products_are_offered_in_both_languages_the_start_ups_first() -> None:
    assert [(item.code, item.name.zh) for item in products(DAY)] == [("park-e", "园区e贷"), ("xingke", "兴科贷")]
    assert all(item.name.en and item.summary.zh != item.summary.en for item in products(DAY))


@pytest.mark.parametrize("code", ["park-e", "xingke"])
def test_limit_rate_and_term_are_labelled_as_assumptions(code: str) -> None:
    """Facts 7.4, 7.7 and 13: no official figure exists, so none may look like one."""
    found = named(code)
    figures = [getattr(found, field.name) for field in fields(found)]
    unlabelled = [figure.source for figure in figures if isinstance(figure, Figure) and not figure.is_assumption]
    assert unlabelled == ["征信业管理条例 art. 28–29 and PIPL art. 23, 29 (recalled)"]


def test_the_park_loan_stays_within_the_inclusive_small_loan() -> None:
    assert named("park-e").limit_max.value == yuan(10_000_000)
    assert named("park-e").term_months_max.value == 12


@pytest.mark.parametrize(("form", "day_count", "rule"), [
    (RepaymentForm.ANNUITY, DayCount.ACT_360, PeriodRule.EQUAL_PERIODS),
    (RepaymentForm.EQUAL_PRINCIPAL, DayCount.ACT_360, PeriodRule.EQUAL_PERIODS),
    (RepaymentForm.INTEREST_FIRST, DayCount.ACT_360, PeriodRule.ACTUAL_DAYS),
    (RepaymentForm.BULLET, DayCount.ACT_360, PeriodRule.ACTUAL_DAYS),
])
def test_each_form_has_its_day_count(form: RepaymentForm, day_count: DayCount, rule: PeriodRule) -> None:
    terms = named("park-e").form_terms(form)
    assert not isinstance(terms, Refusal) and (terms.day_count, terms.period_rule) == (day_count, rule)


def test_the_growth_loan_is_repaid_in_instalments_only() -> None:
    refused = named("xingke").form_terms(RepaymentForm.BULLET)
    assert isinstance(refused, Refusal) and refused.code == "form_not_offered"


@pytest.mark.parametrize(("amount", "term", "form", "codes"), [
    (yuan(100_000), 3, RepaymentForm.BULLET, []),
    (yuan(10_000_000), 12, RepaymentForm.ANNUITY, []),
    (None, 12, RepaymentForm.ANNUITY, []),
    (yuan("99999.99"), 12, RepaymentForm.ANNUITY, ["amount_under_minimum"]),
    (yuan("10000000.01"), 13, RepaymentForm.ANNUITY, ["amount_over_limit", "term_out_of_range"]),
])
def test_a_request_is_checked_as_a_whole(amount: Money | None, term: int, form: RepaymentForm,
                                         codes: list[str]) -> None:
    found = check_request(named("park-e"), amount, term, form)
    assert [refusal.code for refusal in found] == codes
    assert all(refusal.facts["field"] for refusal in found)


def test_unknown_products_and_early_days_are_refused() -> None:
    for parameters, code in ((Parameters(DAY), "gold-e"), (Parameters(date(2019, 8, 19)), "park-e")):
        refused = product(code, parameters)
        assert isinstance(refused, Refusal) and refused.code == "product_not_offered"
    assert products(date(2019, 8, 19)) == ()


def test_purposes_consents_and_forms_are_names_that_exist() -> None:
    listed = {choice.code for choice in purposes(DAY)}
    for item in products(DAY):
        assert set(item.purposes.value) <= listed
        assert set(item.consents.value) <= set(CONSENT_KINDS)
    barred = Parameters(DAY).version("knock_out.yaml", "any.purpose").value["barred"]
    assert set(barred) <= listed
    assert all(set(item.purposes.value).isdisjoint(barred) for item in products(DAY))

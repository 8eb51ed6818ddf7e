"""Fees under a contract: the catalogue of the day, by product."""

from datetime import date

import pytest

from yizhan.credit.fees import check_fee, fee_catalogue, fee_name
from yizhan.credit.parameters import Parameters
from yizhan.credit.products import PRODUCT_CODES
from yizhan.kernel.money import Money

TODAY = Parameters(date(2026, 11, 20))


@pytest.mark.parametrize("product", PRODUCT_CODES)
def test_every_fee_of_a_product_has_its_name_in_both_languages(product: str) -> None:
    catalogue = fee_catalogue(product, TODAY)
    assert catalogue
    assert all(fee_name(code, TODAY).zh != fee_name(code, TODAY).en for code in catalogue)


@pytest.mark.parametrize(("product", "code", "amount", "refusal"), [
    ("park-e", "notary", "5000", ""), ("park-e", "notary", "5000.01", "fee_over_most"), ("park-e", "valuation", "1", "fee_not_in_contract"),
    ("xingke", "valuation", "20000", ""), ("xingke", "legal", "0", "amount_not_positive"),
    ("unknown", "notary", "1", "fee_not_in_contract")])
def test_a_fee_is_charged_only_as_the_catalogue_allows(product: str, code: str, amount: str, refusal: str) -> None:
    found = check_fee(product, code, Money.of(amount), TODAY)
    assert (found.code if found else "") == refusal


def test_before_the_catalogue_there_is_no_fee() -> None:
    assert fee_catalogue("park-e", Parameters(date(2019, 8, 19))) == {}

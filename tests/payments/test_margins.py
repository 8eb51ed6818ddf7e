"""What a payment earns: may be negative, and the parts sum exactly."""

from datetime import date
from decimal import Decimal

import pytest

from yizhan.kernel.money import Money
from yizhan.payments.amounts import user_fee
from yizhan.payments.figures import figures
from yizhan.payments.margins import FILE, CardCosts, Margin, card_costs, merchant_fee, wallet_contribution
from yizhan.payments.schemes import FILE as RANGES

DAY = date(2026, 11, 23)


def test_the_scheme_settles_gross_less_interchange_and_assessments() -> None:
    """309.00 × 1.6 % = 4.944, × 0.45 % = 1.3905; each half up."""
    costs = card_costs("visa", "elsewhere", Money.of("309.00"), DAY)
    assert costs == CardCosts(Money.of("4.94"), Money.of("1.39"))
    assert costs.net_of(Money.of("309.00")) == Money.of("302.67")


def test_the_user_fee_does_not_earn_the_bank_anything() -> None:
    """300.00 at 0.6 % earns 1.80, no contribution above the free amount, costs 6.33: the bank loses 4.53."""
    order, fee = Money.of("300.00"), user_fee("wechat_like", Money.of("300.00"), DAY)
    margin = Margin(merchant_fee(order, Decimal("0.0060")), wallet_contribution("wechat_like", order, fee, DAY),
                    card_costs("visa", "elsewhere", order + fee.amount, DAY))
    assert (margin.merchant_fee, margin.wallet_contribution) == (Money.of("1.80"), Money.zero())
    assert margin.amount == Money.of("-4.53")


def test_the_wallet_contributes_where_the_traveller_pays_no_fee() -> None:
    """100.00: 0.60 from the merchant and 1.50 from the wallet, less 1.10 and 0.30 for an Asian card."""
    order, fee = Money.of("100.00"), user_fee("wechat_like", Money.of("100.00"), DAY)
    contribution = wallet_contribution("wechat_like", order, fee, DAY)
    margin = Margin(merchant_fee(order, Decimal("0.0060")), contribution, card_costs("visa", "asia_pacific", order, DAY))
    assert margin.amount == Money.of("0.70")


def test_every_scheme_that_is_recognised_has_costs_and_all_are_assumptions() -> None:
    schemes = {line["scheme"] for line in figures(RANGES)["ranges"].on(DAY).value}
    assert schemes == set(figures(FILE))
    assert all(version.is_assumption for dated in figures(FILE).values() for version in dated.versions)


def test_an_unknown_region_is_a_broken_call() -> None:
    with pytest.raises(LookupError):
        card_costs("visa", "moon", Money.of("1.00"), DAY)

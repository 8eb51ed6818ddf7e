"""What a traveller is charged (收费): the user fee from dated rules, and an estimate in the traveller's own currency."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yizhan.kernel.dated import Dated
from yizhan.kernel.money import Money, Rounding
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.payments.figures import figure, figures
from yizhan.payments.rates import DayRate

FILE = "fees.yaml"


@dataclass(frozen=True, slots=True)
class UserFee:
    """The fee on an order and the rule that it follows; it is payable to the wallet programme."""

    amount: Money
    free_up_to: Money
    rate: Decimal
    rule_from: date


@dataclass(frozen=True, slots=True)
class Estimate:
    """About what the card's bank will bill. Issuer and scheme set the rate and may add a fee (facts 2.7)."""

    amount: Money
    rate: DayRate
    notes: tuple[str, ...] = ("rate_set_by_issuer_and_scheme",)


@dataclass(frozen=True, slots=True)
class Quote:
    """What a traveller sees before agreeing: order, fee, what the card is charged in yuan, the estimate if a rate is known."""

    order: Money
    fee: UserFee
    estimate: Estimate | None

    @property
    def charged(self) -> Money:
        """Order plus fee: the amount that goes to the scheme."""
        return self.order + self.fee.amount


def user_fee(programme: str, order: Money, on: date, rules: Mapping[str, Dated] | None = None) -> UserFee:
    """Nothing up to and including the free amount, else a share of the whole amount, half up to the fen."""
    version = figure(figures(FILE) if rules is None else rules, f"{programme}.user_fee", on)
    free_up_to, rate = Money.of(version.value["free_up_to"]), Decimal(version.value["rate"])
    fee = Money.zero() if order <= free_up_to else order.times(rate, Rounding.HALF_UP)
    return UserFee(fee, free_up_to, rate, version.effective_from)


def quote(programme: str, order: Money, on: date, home_rate: DayRate | None = None) -> Quote | Refusal:
    """The price of an order in yuan; `amount_not_positive` for nothing or less."""
    if order <= Money.zero():
        return refuse("amount_not_positive", amount=order)
    fee = user_fee(programme, order, on)
    return Quote(order, fee, _estimate(order + fee.amount, home_rate))


def _estimate(charged: Money, rate: DayRate | None) -> Estimate | None:
    return Estimate(rate.from_cny(charged, Rounding.HALF_UP), rate) if rate else None

"""What a payment earns the acquiring bank (收单毛利): merchant fee and wallet contribution, less interchange and assessments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yizhan.kernel.dated import Dated
from yizhan.kernel.money import Money, Rounding
from yizhan.payments.amounts import FILE as FEES
from yizhan.payments.amounts import UserFee
from yizhan.payments.figures import figure, figures

FILE = "card_costs.yaml"


@dataclass(frozen=True, slots=True)
class CardCosts:
    """What issuer (`interchange`) and scheme (`assessments`) keep back of what the card is charged; assumptions by scheme and region."""

    interchange: Money
    assessments: Money

    @property
    def total(self) -> Money:
        """Both together."""
        return self.interchange + self.assessments

    def net_of(self, charged: Money) -> Money:
        """What the scheme settles: gross less interchange and assessments."""
        return charged - self.total


@dataclass(frozen=True, slots=True)
class Margin:
    """The parts of a payment's margin; the user fee is not among them, it belongs to the wallet programme."""

    merchant_fee: Money
    wallet_contribution: Money
    costs: CardCosts

    @property
    def amount(self) -> Money:
        """What stays with the bank; negative where a payment costs more than it earns, and reported as such."""
        return self.merchant_fee + self.wallet_contribution - self.costs.total


def card_costs(scheme: str, region: str, charged: Money, on: date, rules: Mapping[str, Dated] | None = None) -> CardCosts:
    """Interchange and assessments on a charge, each half up to the fen; `region` is asia_pacific or elsewhere."""
    shares = figure(figures(FILE) if rules is None else rules, scheme, on).value[region]
    interchange, assessments = (charged.times(Decimal(shares[name]), Rounding.HALF_UP) for name in ("interchange", "assessments"))
    return CardCosts(interchange, assessments)


def wallet_contribution(programme: str, order: Money, fee: UserFee, on: date) -> Money:
    """What the wallet programme pays towards the card's cost, half up to the fen."""
    shares = figure(figures(FEES), f"{programme}.wallet_contribution", on).value
    share = Decimal(shares["with_user_fee" if fee.amount else "without_user_fee"])
    return order.times(share, Rounding.HALF_UP)


def merchant_fee(order: Money, merchant_rate: Decimal) -> Money:
    """The merchant's fee on an order by its contract, half up to the fen."""
    return order.times(merchant_rate, Rounding.HALF_UP)

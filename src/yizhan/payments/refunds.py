"""Refunds of a payment (退款): at most 50, within 365 days, the fee in proportion, sums exact to the fen, idempotent by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from yizhan.kernel.clock import branch_date
from yizhan.kernel.money import Money, money_sum
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.payments.figures import figure, figures
from yizhan.payments.proportion import returned

FILE = "refunds.yaml"


@dataclass(frozen=True, slots=True)
class Refund:
    """One refund: `order_part` of the order and `fee_part` of the user fee go back to the card, sent not before `send_at`."""

    key: str
    order_part: Money
    fee_part: Money
    send_at: datetime

    @property
    def to_card(self) -> Money:
        """What the card gets back."""
        return self.order_part + self.fee_part


@dataclass(frozen=True, slots=True)
class Refundable:
    """A captured payment with the refunds made so far, oldest first."""

    order: Money
    fee: Money
    captured_at: datetime
    refunds: Sequence[Refund] = ()

    @property
    def refunded(self) -> Money:
        """How much of the order has gone back."""
        return money_sum([refund.order_part for refund in self.refunds], self.order.currency)

    @property
    def left(self) -> Money:
        """How much of the order can still go back."""
        return self.order - self.refunded


def refund(payment: Refundable, key: str, part: Money, now: datetime) -> Refund | Refusal:
    """The next refund of `part` of the order, or the earlier one when the key was used for the same part.

    The fee goes back in proportion and is never worked out anew on what remains (facts 2.4, 2.6). Two refunds of one order are
    sent some time apart: the later one is held until `send_at`.
    Refusals: `refund_key_reused`, `amount_not_positive`, `refund_over_rest` (left), `refund_too_late` (last_day),
    `refunds_too_many` (refunds_max).
    """
    earlier = next((item for item in payment.refunds if item.key == key), None)
    if earlier is not None:
        return earlier if earlier.order_part == part else refuse("refund_key_reused")
    refusal = _refusal(payment, part, now)
    if refusal is not None:
        return refusal
    fee = returned(payment.fee.amount_minor, payment.order.amount_minor, payment.refunded.amount_minor, part.amount_minor)
    return Refund(key, part, Money(fee, payment.fee.currency), _send_at(payment, now))


def _refusal(payment: Refundable, part: Money, now: datetime) -> Refusal | None:
    rule = _rule(now)
    last_day = branch_date(payment.captured_at) + timedelta(days=rule["days_max"])
    if part <= Money.zero(part.currency):
        return refuse("amount_not_positive", amount=part)
    if part > payment.left:
        return refuse("refund_over_rest", left=payment.left)
    if branch_date(now) > last_day:
        return refuse("refund_too_late", last_day=last_day)
    if len(payment.refunds) >= rule["refunds_max"]:
        return refuse("refunds_too_many", refunds_max=rule["refunds_max"])
    return None


def _send_at(payment: Refundable, now: datetime) -> datetime:
    apart = timedelta(seconds=_rule(now)["seconds_apart"])
    return max([now, *(item.send_at + apart for item in payment.refunds)])


def _rule(now: datetime) -> dict[str, int]:
    return figure(figures(FILE), "refunds", branch_date(now)).value


def number_kept(on: date) -> timedelta:
    """How long the number of an unbound card is kept: until the last refund of what was under way then, and may be captured a day later."""
    return timedelta(days=figure(figures(FILE), "refunds", on).value["days_max"] + 2)


def merchant_fee_part(merchant_fee: Money, payment: Refundable, part: Money) -> Money:
    """What the merchant gets back of its fee on a refund, in proportion, before the refund is added to the payment."""
    order, before = payment.order.amount_minor, payment.refunded.amount_minor
    return Money(returned(merchant_fee.amount_minor, order, before, part.amount_minor), merchant_fee.currency)

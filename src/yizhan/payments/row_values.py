"""What is read from a payment shard, as values; `rows` reads them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from yizhan.kernel.money import Money
from yizhan.payments import ids, stored
from yizhan.payments.code_caps import Strength
from yizhan.payments.counting import Counted, Usage
from yizhan.payments.states import Stage, shown_state
from yizhan.payments.tiers import Tier


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment as it stands; amounts in yuan, `billing` in the card's own currency as its issuer said. `caller` asked for it.

    `reference` is the retrieval reference number (DE 37) by which banks find it, "" where no scheme was asked.
    """

    id: int
    payer_id: int
    card_id: int
    masked: str
    merchant_id: int
    merchant_name: str
    caller: int
    programme: str
    scheme: str
    strength: Strength
    stage: Stage
    order: Money
    user_fee: Money
    merchant_fee: Money
    wallet_contribution: Money
    interchange: Money
    assessments: Money
    refunded: Money
    refunded_fee: Money
    usd_micro: int
    billing: Money | None
    response_code: str | None
    approval_code: str | None
    created_at: datetime
    changed_at: datetime
    captured_at: datetime | None
    on_day: date
    is_reversal_open: bool
    reference: str

    @property
    def shown_id(self) -> str:
        """The id as people see it."""
        return ids.shown_id("payment", self.id)

    @property
    def charged(self) -> Money:
        """What the card is charged: order and user fee."""
        return self.order + self.user_fee

    @property
    def left(self) -> Money:
        """What may still be refunded of the order."""
        return self.order - self.refunded

    @property
    def shown_state(self) -> str:
        """The one state that people see."""
        return shown_state(self.stage, self.order, self.refunded)

    @property
    def margin(self) -> Money:
        """Merchant fee and wallet contribution, less interchange and assessments; may be negative."""
        return self.merchant_fee + self.wallet_contribution - self.interchange - self.assessments


@dataclass(frozen=True, slots=True)
class RefundRow:
    """One refund of a payment; it goes to the scheme not before `send_at`."""

    id: int
    payment_id: int
    place: int
    order_part: Money
    fee_part: Money
    merchant_fee_part: Money
    contribution_part: Money
    stage: int
    send_at: datetime
    created_at: datetime

    @property
    def shown_id(self) -> str:
        """The id as people see it."""
        return ids.shown_id("refund", self.id)

    @property
    def to_card(self) -> Money:
        """What the card gets back."""
        return self.order_part + self.fee_part


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One line of a journal: an amount from the credit to the debit account, each named by the chart, with its owner's number."""

    subject_id: int
    step: stored.Step
    line: int
    debit: str
    debit_owner: int
    credit: str
    credit_owner: int
    amount: Money
    booked_at: datetime


@dataclass(frozen=True, slots=True)
class Payer:
    """A payer and what was counted last; `usage_on` says what counts on a day."""

    id: int
    programme: str
    tier: Tier
    status: str
    day: date | None
    counted_day: Counted
    by_strength: dict[Strength, Money]
    without_password: int
    year: int
    counted_year: Counted

    def usage_on(self, on: date) -> Usage:
        """What counts on a day and in its year; an earlier day or year counts as nothing."""
        return Usage(self.counted_day if self.day == on else Counted(), self.counted_year if self.year == on.year else Counted())

    def used_by_strength(self, strength: Strength, on: date) -> Money:
        """What was paid in a class of codes on a day."""
        return self.by_strength.get(strength, Money.zero()) if self.day == on else Money.zero()


@dataclass(frozen=True, slots=True)
class CardRow:
    """A bound card: the vault's token and what may be shown."""

    id: int
    payer_id: int
    token: str
    masked: str
    scheme: str
    co_brand: str
    region: str
    expiry: str
    status: str
    bound_at: datetime


@dataclass(frozen=True, slots=True)
class ReversalRow:
    """A reversal: open until the scheme has answered."""

    payment_id: int
    scheme: str
    amount: Money
    reference: str
    attempts: int
    due_at: datetime
    opened_at: datetime
    closed_at: datetime | None
    response_code: str | None


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """Something that a person has to look at."""

    id: int
    kind: str
    payment_id: int | None
    facts: dict[str, Any]
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class MinuteRow:
    """One minute: payments taken on, and what became of them."""

    minute: datetime
    taken: int
    paid: int
    declined: int
    reversed: int
    in_doubt: int
    paid_amount: Money


@dataclass(frozen=True, slots=True)
class DeclineRow:
    """How often a scheme gave an answer that is no."""

    scheme: str
    response_code: str
    count: int
    amount: Money


@dataclass(frozen=True, slots=True)
class MarginRow:
    """What payments of a scheme, programme and merchant earned."""

    scheme: str
    programme: str
    merchant_id: int
    count: int
    order: Money
    merchant_fee: Money
    wallet_contribution: Money
    interchange: Money
    assessments: Money

    @property
    def margin(self) -> Money:
        """May be negative."""
        return self.merchant_fee + self.wallet_contribution - self.interchange - self.assessments


@dataclass(frozen=True, slots=True)
class MerchantDay:
    """A merchant's figures between two moments."""

    paid: int
    paid_amount: Money
    merchant_fee: Money
    refunded: Money
    declined: int
    in_doubt: int

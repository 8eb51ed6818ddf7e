"""The journal of each step of a payment, as signed amounts by account of the chart: debit positive, credit negative.

Until capture a payment stands in memorandum accounts, in exactly one of them; from capture on it is owed by the scheme and owed to
merchant and wallet programme. Amounts are yuan: schemes are taken to settle in yuan.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yizhan.kernel.money import Money
from yizhan.ledger.journal import Entry, Journal
from yizhan.payments.margins import CardCosts
from yizhan.payments.states import Event, Stage, next_stage

CONTRA = "card_payment_contra"
Movement = dict[str, int]


@dataclass(frozen=True, slots=True)
class Amounts:
    """The parts of one payment, all in yuan."""

    order: Money
    user_fee: Money
    merchant_fee: Money
    wallet_contribution: Money
    costs: CardCosts

    @property
    def charged(self) -> Money:
        """What the card is charged."""
        return self.order + self.user_fee


@dataclass(frozen=True, slots=True)
class GoneBack:
    """The parts of one payment that go back: of the order, of the user fee, of the merchant's fee, of the wallet's contribution."""

    order: Money
    user_fee: Money
    merchant_fee: Money
    wallet_contribution: Money

    @property
    def to_card(self) -> Money:
        """What the card gets back."""
        return self.order + self.user_fee


NOTHING_BACK = GoneBack(*[Money.zero()] * 4)


def movement(stage: Stage | None, event: Event, amounts: Amounts, gone_back: GoneBack = NOTHING_BACK) -> Movement:
    """What an event in a stage moves; zero amounts are left out. `gone_back` is the sum of the refunds, for a dispute.

    Raises ValueError for an event that the table of states does not allow: ask `next_stage` first.
    """
    if not isinstance(next_stage(stage, event), Stage):
        raise ValueError(f"{event} does not happen to a payment that is {stage}")
    charged = amounts.charged.amount_minor
    held = "authorised_card_payments" if stage is Stage.AUTHORISED else "reserved_card_payments"
    match event:
        case Event.RESERVE:
            moved = {"reserved_card_payments": charged, CONTRA: -charged}
        case Event.AUTHORISE:
            moved = {"authorised_card_payments": charged, "reserved_card_payments": -charged}
        case Event.DECLINE | Event.REVERSE:
            moved = {CONTRA: charged, held: -charged}
        case Event.CAPTURE:
            moved = _capture(amounts)
        case Event.CLEAR:
            moved = _clear(amounts)
        case Event.SETTLE:
            net = amounts.costs.net_of(amounts.charged).amount_minor
            moved = {"scheme_settlement": net, "scheme_receivable": -net}
        case _:
            moved = _dispute(event, amounts, gone_back)
    return _without_zero(moved)


def refund_movement(back: GoneBack) -> Movement:
    """A refund is agreed: merchant and wallet programme are owed less, fees earned are given back, the card is owed its part."""
    return _without_zero({
        "merchant_payable": back.order.amount_minor - back.merchant_fee.amount_minor,
        "merchant_fee_income": back.merchant_fee.amount_minor,
        "wallet_fee_payable": back.user_fee.amount_minor,
        "wallet_contribution_income": back.wallet_contribution.amount_minor,
        "wallet_contribution_receivable": -back.wallet_contribution.amount_minor,
        "refunds_in_clearing": -back.to_card.amount_minor,
    })


def refund_cleared_movement(to_card: Money) -> Movement:
    """The scheme took a refund into its clearing: it keeps it back from what it owes."""
    return {"refunds_in_clearing": to_card.amount_minor, "scheme_receivable": -to_card.amount_minor}


def journal(kind: str, payment: str, moved: Mapping[str, int], accounts: Mapping[str, UUID], on: date) -> Journal:
    """A movement as a journal for the book; `accounts` has the account of each name, `payment` ends the key that makes a retry safe."""
    entries = tuple(Entry(accounts[name], Money(minor)) for name, minor in moved.items())
    return Journal(f"payment_{kind}", f"payment_{kind}:{payment}", on, entries, f"payment:{payment.partition(':')[0]}")


def _capture(amounts: Amounts) -> Movement:
    """The hold ends; the scheme owes the charge, merchant and wallet programme are owed theirs, the fees are earned."""
    charged, contribution = amounts.charged.amount_minor, amounts.wallet_contribution.amount_minor
    return {
        CONTRA: charged,
        "authorised_card_payments": -charged,
        "captured_card_payments": charged,
        "merchant_payable": amounts.merchant_fee.amount_minor - amounts.order.amount_minor,
        "merchant_fee_income": -amounts.merchant_fee.amount_minor,
        "wallet_fee_payable": -amounts.user_fee.amount_minor,
        "wallet_contribution_receivable": contribution,
        "wallet_contribution_income": -contribution,
    }


def _clear(amounts: Amounts) -> Movement:
    """The scheme took the charge into its clearing and keeps interchange and assessments back."""
    return {
        "captured_card_payments": -amounts.charged.amount_minor,
        "scheme_receivable": amounts.costs.net_of(amounts.charged).amount_minor,
        "interchange_expense": amounts.costs.interchange.amount_minor,
        "assessment_expense": amounts.costs.assessments.amount_minor,
    }


def _dispute(event: Event, amounts: Amounts, back: GoneBack) -> Movement:
    """The scheme takes back what was not refunded; at the end it returns, or merchant and wallet programme bear it."""
    order, fee = amounts.order - back.order, amounts.user_fee - back.user_fee
    disputed = (order + fee).amount_minor
    if event is Event.LOSE_DISPUTE:
        return {"merchant_payable": order.amount_minor, "wallet_fee_payable": fee.amount_minor, "disputed_card_payments": -disputed}
    sign = 1 if event is Event.DISPUTE else -1
    return {"disputed_card_payments": sign * disputed, "scheme_settlement": -sign * disputed}


def _without_zero(moved: Movement) -> Movement:
    return {name: minor for name, minor in moved.items() if minor}

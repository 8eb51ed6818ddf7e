"""Every step of a payment is a balanced journal, and its money stands in one place at a time."""

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yizhan.kernel.money import Money
from yizhan.ledger.chart import chart
from yizhan.payments.journals import Amounts, GoneBack, journal, movement, refund_cleared_movement, refund_movement
from yizhan.payments.margins import CardCosts
from yizhan.payments.states import TRANSITIONS, Event, Stage

DAY = date(2026, 11, 23)
# 300.00 with a fee of 9.00 (E2), merchant fee 0.6 %, no contribution, card costs 1.6 % and 0.45 % of 309.00.
AMOUNTS = Amounts(Money.of("300.00"), Money.of("9.00"), Money.of("1.80"), Money.zero(), CardCosts(Money.of("4.94"), Money.of("1.39")))
HALF_BACK = GoneBack(Money.of("150.00"), Money.of("4.50"), Money.of("0.90"), Money.zero())
WAY = ((None, Event.RESERVE), (Stage.RESERVED, Event.AUTHORISE), (Stage.AUTHORISED, Event.CAPTURE), (Stage.CAPTURED, Event.CLEAR),
       (Stage.CLEARED, Event.SETTLE))
HOLDS = {"reserved_card_payments", "authorised_card_payments"}
CLAIMS = {"captured_card_payments", "scheme_receivable", "scheme_settlement"}


def balances(*movements: dict[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for moved in movements:
        for name, minor in moved.items():
            found[name] = found.get(name, 0) + minor
    return {name: minor for name, minor in found.items() if minor}


@pytest.mark.parametrize(("stage", "event"), TRANSITIONS)
def test_every_step_of_the_table_balances_in_accounts_of_the_chart(stage: Stage | None, event: Event) -> None:
    moved = movement(stage, event, AMOUNTS)
    assert sum(moved.values()) == 0 and set(moved) <= set(chart())


def test_a_settled_payment_by_hand() -> None:
    """The scheme paid 302.67; 298.20 is owed to the merchant, 9.00 to the wallet; the bank lost 4.53."""
    assert balances(*(movement(stage, event, AMOUNTS) for stage, event in WAY)) == {
        "scheme_settlement": 30_267, "merchant_payable": -29_820, "wallet_fee_payable": -900, "merchant_fee_income": -180,
        "interchange_expense": 494, "assessment_expense": 139,
    }


def test_the_charge_stands_in_one_account_after_every_step() -> None:
    for steps in range(1, len(WAY) + 1):
        found = balances(*(movement(stage, event, AMOUNTS) for stage, event in WAY[:steps]))
        assert len((HOLDS | CLAIMS) & set(found)) == 1


@pytest.mark.parametrize("way", [
    ((None, Event.RESERVE), (Stage.RESERVED, Event.DECLINE)), ((None, Event.RESERVE), (Stage.RESERVED, Event.REVERSE)),
    ((None, Event.RESERVE), (Stage.RESERVED, Event.AUTHORISE), (Stage.AUTHORISED, Event.REVERSE)),
])
def test_a_payment_that_is_not_made_leaves_nothing(way: tuple[tuple[Stage | None, Event], ...]) -> None:
    assert balances(*(movement(stage, event, AMOUNTS) for stage, event in way)) == {}


def test_a_refund_by_hand() -> None:
    """Half of 300.00: the merchant gives 149.10, the wallet 4.50, the bank's fee 0.90; 154.50 go to the card."""
    assert refund_movement(HALF_BACK) == {
        "merchant_payable": 14_910, "merchant_fee_income": 90, "wallet_fee_payable": 450, "refunds_in_clearing": -15_450}
    assert refund_cleared_movement(HALF_BACK.to_card) == {"refunds_in_clearing": 15_450, "scheme_receivable": -15_450}


def test_a_contribution_goes_back_with_its_refund() -> None:
    amounts = Amounts(Money.of("100.00"), Money.zero(), Money.of("0.60"), Money.of("1.50"), CardCosts(Money.of("1.10"), Money.of("0.30")))
    back = GoneBack(amounts.order, amounts.user_fee, amounts.merchant_fee, amounts.wallet_contribution)
    found = balances(movement(Stage.AUTHORISED, Event.CAPTURE, amounts), refund_movement(back))
    assert {"merchant_payable", "merchant_fee_income", "wallet_contribution_receivable", "wallet_contribution_income"}.isdisjoint(found)


def test_a_dispute_is_about_what_was_not_refunded() -> None:
    """309.00 less 154.50; lost, the merchant bears 150.00 and the wallet its 4.50; won, the money is back."""
    taken = movement(Stage.SETTLED, Event.DISPUTE, AMOUNTS, HALF_BACK)
    lost = movement(Stage.DISPUTED, Event.LOSE_DISPUTE, AMOUNTS, HALF_BACK)
    won = movement(Stage.DISPUTED, Event.WIN_DISPUTE, AMOUNTS, HALF_BACK)
    assert taken == {"disputed_card_payments": 15_450, "scheme_settlement": -15_450}
    assert balances(taken, lost) == {"merchant_payable": 15_000, "wallet_fee_payable": 450, "scheme_settlement": -15_450}
    assert balances(taken, won) == {}


def test_a_step_outside_the_table_moves_nothing() -> None:
    with pytest.raises(ValueError, match="does not happen"):
        movement(Stage.REVERSED, Event.AUTHORISE, AMOUNTS)


def test_a_movement_becomes_a_journal_under_a_key_of_its_own() -> None:
    accounts = {name: uuid4() for name in chart()}
    made = journal("refunded", "p1:refund-2", refund_movement(HALF_BACK), accounts, DAY)
    assert (made.kind, made.key, made.reference) == ("payment_refunded", "payment_refunded:p1:refund-2", "payment:p1")
    assert {entry.account_id: entry.amount.amount_minor for entry in made.entries}[accounts["merchant_payable"]] == 14_910


@settings(deadline=None)
@given(*[st.integers(min_value=0, max_value=10**9)] * 6)
def test_any_amounts_balance_at_every_step(order: int, fee: int, merchant: int, wallet: int, interchange: int, assessments: int) -> None:
    amounts = Amounts(Money(order), Money(fee), Money(merchant), Money(wallet), CardCosts(Money(interchange), Money(assessments)))
    assert all(sum(movement(stage, event, amounts).values()) == 0 for stage, event in TRANSITIONS)

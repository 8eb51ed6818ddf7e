"""The wallet shows what holds: room at the fixed dollar as the shard counts it, estimates at the fixed rate of the own currency."""

from datetime import date
from decimal import Decimal

import pytest

from tests.web.visitor.conftest import Wallet
from yizhan.kernel.clock import SystemClock
from yizhan.payments.stored import Outcome
from yizhan.records.models import RateFixing, Role, User

DAY = date(2026, 11, 16)  # of the till's clock
pytestmark = pytest.mark.usefixtures("wallet")


def fixed(currency: str, rate: str, state: str = "standing", day: date = DAY) -> None:
    person = User.objects.get_or_create(username="operations", role=Role.OPERATIONS)[0]
    RateFixing.objects.create(currency=currency, first_day=day, cny_per_unit=Decimal(rate), source="CFETS", state=state, proposed_by=person,
                              created_at=SystemClock().now())


def test_the_room_that_is_shown_is_the_room_that_the_shard_counts(wallet: Wallet) -> None:
    """500 dollars a year: 3,550.00 yuan at 7.10, 3,600.00 at 7.20. A fixing that the switch has not taken changes nothing."""
    card = wallet.switch.bind(wallet.traveller.payer_id)
    fixed("USD", "7.2", "confirmed")
    assert "¥3,550.00" in wallet.client.get("/wallet/limits/").content.decode()
    RateFixing.objects.update(state="standing")
    wallet.switch.connection.execute("INSERT INTO pay_00.rate_fixing VALUES (%s, 72000, 'CFETS', now())", (DAY,))
    page = wallet.client.get("/wallet/limits/").content.decode()
    assert "¥3,600.00" in page and "¥3,550.00" not in page
    till = wallet.switch.till
    assert [till.one(card, minor)[1] for minor in (360_001, 360_000)] == [Outcome.LIMIT_YEAR, Outcome.DONE]


def test_the_estimate_of_an_order_and_of_a_payment_is_at_the_rate_of_its_day(wallet: Wallet) -> None:
    """309.00 yuan at 9.00 are £34.33, at 10.30 £30.00. The payment was made on the till's day."""
    wallet.card()
    assert "£34.33" in wallet.client.get(wallet.order("300.00")).content.decode()
    fixed("GBP", "10.3")
    assert "£30.00" in wallet.client.get(wallet.order("300.00")).content.decode()

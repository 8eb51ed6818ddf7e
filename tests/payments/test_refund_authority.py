"""How much a merchant's people refund by themselves: exactly the limit is within, a fen above is not, the day counts."""

from datetime import date

import pytest

from yizhan.kernel.money import Money
from yizhan.payments.refund_authority import Position, needs_confirmation, refund_authority

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(("position", "part", "before", "waits"), [
    (Position.CLERK, "500.00", "0", False), (Position.CLERK, "500.01", "0", True),
    (Position.CLERK, "500.00", "1500.00", False), (Position.CLERK, "500.00", "1500.01", True), (Position.CLERK, "0.01", "2000.00", True),
    (Position.MANAGER, "5000.00", "15000.00", False), (Position.MANAGER, "5000.01", "0", True),
])
def test_the_limit_itself_is_within(position: Position, part: str, before: str, waits: bool) -> None:
    assert needs_confirmation(position, Money.of(part), Money.of(before), DAY) is waits


def test_the_room_never_goes_below_nothing_and_the_figures_are_labelled() -> None:
    authority = refund_authority(Position.CLERK, DAY)
    assert authority.room(Money.of("2000.01")) == Money.zero()
    assert authority.is_assumption

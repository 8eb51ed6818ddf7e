"""What is left is told at 50, 80 and 95 per cent, before the till."""

from datetime import date
from decimal import Decimal

import pytest

from yizhan.kernel.dated import parse_dated
from yizhan.kernel.money import Money
from yizhan.payments.counting import Usage, count
from yizhan.payments.rates import DayRate
from yizhan.payments.room import Upgrade, next_upgrade, rooms
from yizhan.payments.tiers import Tier, required

DAY = date(2026, 11, 23)
RATE = DayRate("USD", DAY, Decimal("7.1000"), "facts 8", True)
T0 = required(Tier.T0, DAY)


@pytest.mark.parametrize(("used", "level", "left"), [  # 2,000 dollars are 14,200.00 yuan.
    ("7099.99", None, "7100.01"), ("7100.00", "0.50", "7100.00"), ("11359.99", "0.50", "2840.01"), ("11360.00", "0.80", "2840.00"),
    ("13490.00", "0.95", "710.00"), ("14200.00", "0.95", "0.00"),
])
def test_a_level_is_reached_at_its_share_of_the_limit(used: str, level: str | None, left: str) -> None:
    (found,) = rooms("alipay_like", Tier.T0, Usage() + count(Money.of(used), RATE), RATE)
    assert (found.period, found.level, found.left) == ("year", Decimal(level) if level else None, Money.of(left))


def test_small_payments_reach_a_level_together() -> None:
    """71 payments of 100.00: what counting cuts off does not hide the half."""
    usage = Usage()
    for _ in range(71):
        usage = usage + count(Money.of("100.00"), RATE)
    (found,) = rooms("alipay_like", Tier.T0, usage, RATE)
    assert found.level == Decimal("0.50")


def test_day_and_year_are_told_apart_and_a_limit_of_nothing_is_full() -> None:
    value = {"day": {"cny": "0.00"}, "year": {"cny": "100.00"}}
    lines = [{"effective_from": date(2024, 3, 1), "value": value, "source": "test", "confidence": "assumption"}]
    day, year = rooms("p", Tier.T0, Usage(), RATE, {"p.t0": parse_dated("p.t0", lines)})
    assert (day.period, day.level, year.level, year.left) == ("day", Decimal("0.95"), None, Money.of("100.00"))


def test_the_next_upgrade_is_one_that_gives_more_room() -> None:
    """Alipay-like T1 has the limits of T0, so the proposal passes it by."""
    assert next_upgrade("wechat_like", T0, DAY) == Upgrade(Tier.T1, ("name", "nationality"))
    found = next_upgrade("alipay_like", (*T0, "name"), DAY)
    assert found is not None and found.tier is Tier.T2 and "name" not in found.missing and "nationality" in found.missing


def test_nothing_is_proposed_at_the_top_or_to_a_stranger() -> None:
    assert next_upgrade("wechat_like", required(Tier.T2, DAY), DAY) is None
    assert next_upgrade("wechat_like", (), DAY) is None

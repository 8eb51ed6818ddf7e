"""Limits by programme and tier, E-numbers of the facts file, at the rate of the worked examples (7.1000)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yizhan.kernel.dated import Dated, parse_dated
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.payments.counting import Counted, Usage, count, given_back
from yizhan.payments.limits import Ceiling, ceilings, check
from yizhan.payments.rates import DayRate
from yizhan.payments.tiers import Tier, required

DAY = date(2026, 11, 23)
RATE = DayRate("USD", DAY, Decimal("7.1000"), "facts 8", True)
T0, T2 = required(Tier.T0, DAY), required(Tier.T2, DAY)


def used(amount: str) -> Usage:
    """One earlier payment of today."""
    return Usage() + count(Money.of(amount), RATE)


def code(found: Counted | Refusal) -> str:
    return found.code if isinstance(found, Refusal) else "allowed"


@pytest.mark.parametrize(("held", "programme", "used_before", "order", "expected"), [
    (T2, "wechat_like", "0.00", "35500.00", "allowed"), (T2, "wechat_like", "0.00", "35500.01", "limit_single"),  # E10
    (T0, "alipay_like", "14150.00", "50.00", "allowed"), (T0, "alipay_like", "14150.00", "50.01", "step_up_required"),  # E12
    (T0, "wechat_like", "3500.00", "50.00", "allowed"), (T0, "wechat_like", "3500.00", "50.01", "step_up_required"),  # E13
    (T2, "wechat_like", "325000.00", "20000.00", "allowed"), (T2, "wechat_like", "345000.00", "20000.00", "limit_year"),  # E15
    (T2, "alipay_like", "355000.00", "0.01", "limit_year"),
    ((), "wechat_like", "0.00", "1.00", "traveller_unknown"),
])
def test_an_order_at_the_edge_of_a_limit(held: tuple[str, ...], programme: str, used_before: str, order: str, expected: str) -> None:
    assert code(check(programme, held, Money.of(order), used(used_before), RATE)) == expected


def test_a_step_up_lists_what_is_missing_and_what_still_fits() -> None:
    """E12: name, nationality, document … are asked for; 50.00 is left. T1 has the same room, so T2 is proposed at once."""
    found = check("alipay_like", T0, Money.of("50.01"), used("14150.00"), RATE)
    assert isinstance(found, Refusal)
    assert (found.facts["tier"], found.facts["limit"], found.facts["room"]) == ("t2", "year", Money.of("50.00"))
    assert found.facts["missing"][:2] == ("name", "nationality") and "document_number" in found.facts["missing"]


def test_a_wechat_like_step_up_asks_for_the_simple_identity_first() -> None:
    found = check("wechat_like", (*T0, "name"), Money.of("50.01"), used("3500.00"), RATE)
    assert isinstance(found, Refusal)
    assert (found.facts["tier"], found.facts["missing"]) == ("t1", ("nationality",))


def test_a_limit_that_changes_tomorrow_does_not_hold_today() -> None:
    """E13: 500 dollars today, 1,000 from tomorrow."""
    rules = changing_rules()
    tomorrow = DayRate("USD", DAY + timedelta(days=1), Decimal("7.1000"), "facts 8", True)
    assert code(check("wechat_like", T0, Money.of("50.01"), used("3500.00"), RATE, rules)) == "step_up_required"
    assert code(check("wechat_like", T0, Money.of("50.01"), used("3500.00"), tomorrow, rules)) == "allowed"


def changing_rules() -> dict[str, Dated]:
    def version(start: date, end: date | None, year: str) -> dict[str, object]:
        value = {"year": {"usd": year}}
        return {"effective_from": start, "effective_to": end, "value": value, "source": "test", "confidence": "assumption"}

    lowest = [version(date(2024, 3, 1), DAY, "500"), version(DAY + timedelta(days=1), None, "1000")]
    higher = [version(date(2024, 3, 1), None, "2000")]
    names = {"wechat_like.t0": lowest, "wechat_like.t1": higher, "wechat_like.t2": higher}
    return {name: parse_dated(name, versions) for name, versions in names.items()}


def test_the_old_limits_in_yuan_still_hold_for_their_time() -> None:
    """Facts 1.4: 6,000 a payment and 60,000 a year until March 2024."""
    old = ceilings("wechat_like", Tier.T2, date(2023, 12, 31))
    assert (old.single, old.day, old.year) == (Ceiling(cny_minor=600_000), Ceiling(), Ceiling(cny_minor=6_000_000))


def test_of_two_measures_the_tighter_binds() -> None:
    ceiling = Ceiling(usd_micro=1_000_000_000, cny_minor=500_000)
    assert ceiling.room(Counted(), RATE) == Money.of("5000.00")
    assert Ceiling(usd_micro=500_000_000, cny_minor=500_000).room(Counted(), RATE) == Money.of("3550.00")
    assert not ceiling.holds(Counted(1, 500_001)) and not ceiling.holds(Counted(1_000_000_001, 1)) and ceiling.holds(Counted(1, 500_000))


def test_a_daily_limit_binds_where_a_programme_has_one() -> None:
    value = {"day": {"cny": "100.00"}, "year": {"usd": "500"}}
    lines = [{"effective_from": date(2024, 3, 1), "value": value, "source": "test", "confidence": "assumption"}]
    rules = {f"p.{tier}": parse_dated(f"p.{tier}", lines) for tier in Tier}
    assert code(check("p", T0, Money.of("40.01"), used("60.00"), RATE, rules)) == "limit_day"
    assert code(check("p", T0, Money.of("40.00"), used("60.00"), RATE, rules)) == "allowed"


def test_what_was_paid_on_earlier_days_counts_in_the_year_only() -> None:
    """400 dollars earlier this year: the day's 100.00 yuan are free, the year's rest is 710.00."""
    value = {"day": {"cny": "100.00"}, "year": {"usd": "500"}}
    lines = [{"effective_from": date(2024, 3, 1), "value": value, "source": "test", "confidence": "assumption"}]
    rules = {f"p.{tier}": parse_dated(f"p.{tier}", lines) for tier in Tier}
    earlier = Usage(Counted(), count(Money.of("2840.00"), RATE))
    assert code(check("p", T0, Money.of("100.00"), earlier, RATE, rules)) == "allowed"
    assert code(check("p", T0, Money.of("100.01"), earlier, RATE, rules)) == "limit_day"
    assert ceilings("p", Tier.T0, DAY, rules).room(earlier, RATE) == Money.of("100.00")
    assert ceilings("wechat_like", Tier.T0, DAY).room(earlier, RATE) == Money.of("710.00")


def test_a_refund_gives_room_back() -> None:
    """E15: after a full refund of 1,000.00 the same amount fits again; a declined payment never took any."""
    order = Money.of("1000.00")
    counted = count(order, RATE)
    usage = used("13200.00") + counted
    assert code(check("alipay_like", T0, order, usage, RATE)) == "step_up_required"
    back = given_back(counted, order, Money.zero(), order)
    restored = Usage(usage.day - back, usage.year - back)
    assert code(check("alipay_like", T0, order, restored, RATE)) == "allowed"


def test_of_two_payments_that_fit_alone_only_one_fits() -> None:
    """E15: 30,000.00 left, two of 20,000.00; the hold of the first counts when the second is looked at."""
    usage, answers = used("325000.00"), []
    for _ in range(2):
        found = check("wechat_like", T2, Money.of("20000.00"), usage, RATE)
        answers.append(code(found))
        usage = usage + found if isinstance(found, Counted) else usage
    assert answers == ["allowed", "limit_year"]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(min_value=1, max_value=4_000_000), st.decimals(min_value="6", max_value="8", places=4)), max_size=40))
def test_no_order_of_payments_and_rates_passes_a_limit(payments: list[tuple[int, Decimal]]) -> None:
    usage = Usage()
    for order_minor, rate in payments:
        found = check("wechat_like", T2, Money(order_minor), usage, DayRate("USD", DAY, rate, "test", False))
        if isinstance(found, Counted):
            assert found.usd_micro <= 5_000_000_000
            usage = usage + found
    assert usage.year.usd_micro <= 50_000_000_000


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=1_420_000))
def test_what_is_shown_as_left_can_be_paid_and_a_fen_more_cannot(used_minor: int) -> None:
    usage = Usage() + count(Money(used_minor), RATE)
    room = ceilings("alipay_like", Tier.T0, DAY).room(usage, RATE)
    assert room is not None
    assert not room or code(check("alipay_like", T0, room, usage, RATE)) == "allowed"
    assert code(check("alipay_like", T0, room + Money(1), usage, RATE)) != "allowed"


def test_an_unknown_programme_is_a_broken_call() -> None:
    with pytest.raises(LookupError):
        ceilings("unknown", Tier.T0, DAY)

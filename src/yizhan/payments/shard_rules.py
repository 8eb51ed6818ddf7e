"""The dated rules of payments as rows of a shard, for functions that price and count a payment in one statement.

The files beside this module stay the one source; a test holds the functions and the rules on values together.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from yizhan.kernel.dated import Dated
from yizhan.kernel.money import Money
from yizhan.kernel.sql_files import bind_schema
from yizhan.payments import amounts, code_caps, limits, margins, rates, refunds
from yizhan.payments.counting import USD_MICRO
from yizhan.payments.figures import figures
from yizhan.payments.stored import PROGRAMME_NUMBERS, REGIONS, SCHEME_NUMBERS, TIERS

NO_LIMIT: Final = 1 << 60
OPEN_END: Final = date(9999, 12, 31)
Row = tuple[Any, ...]
TABLES: Final = ("rule_fee", "rule_ceiling", "rule_cost", "rule_day")


def rows_of(table: str) -> list[Row]:
    """The rows of one table of rules."""
    return list({"rule_fee": _fees, "rule_ceiling": _ceilings, "rule_cost": _costs, "rule_day": _days}[table]())


def write(cursor: Any, schema: str) -> None:
    """Put the rules of this program in the place of those that stand there."""
    for table in TABLES:
        rows = rows_of(table)
        places = ", ".join(["%s"] * len(rows[0]))
        cursor.execute(bind_schema(f"DELETE FROM :schema.{table}", schema))  # noqa: S608 - names of our own
        cursor.executemany(bind_schema(f"INSERT INTO :schema.{table} VALUES ({places})", schema), rows)  # noqa: S608


def _fees() -> Iterator[Row]:
    rules = figures(amounts.FILE)
    for programme, number in PROGRAMME_NUMBERS.items():
        for first, last in _spans(rules[f"{programme}.user_fee"], rules[f"{programme}.wallet_contribution"]):
            fee = rules[f"{programme}.user_fee"].on(first).value
            shares = rules[f"{programme}.wallet_contribution"].on(first).value
            yield (number, first, last, Money.of(fee["free_up_to"]).amount_minor, _ppm(fee["rate"]), _ppm(shares["without_user_fee"]),
                   _ppm(shares["with_user_fee"]))


def _ceilings() -> Iterator[Row]:
    rules = figures(limits.FILE)
    for programme, number in PROGRAMME_NUMBERS.items():
        for tier_number, tier in TIERS.items():
            for version in rules[f"{programme}.{tier}"].versions:
                held = limits.ceilings(programme, tier, version.effective_from)
                bounds = (getattr(held, period) for period in limits.PERIODS)
                flat = [NO_LIMIT if bound is None else bound for ceiling in bounds for bound in (ceiling.usd_micro, ceiling.cny_minor)]
                yield (number, tier_number, version.effective_from, version.effective_to or OPEN_END, *flat)


def _costs() -> Iterator[Row]:
    for scheme, number in SCHEME_NUMBERS.items():
        for version in figures(margins.FILE)[scheme].versions:
            for region_number, region in REGIONS.items():
                shares = version.value[region]
                yield (number, region_number, version.effective_from, version.effective_to or OPEN_END, _ppm(shares["interchange"]),
                       _ppm(shares["assessments"]))


def _days() -> Iterator[Row]:
    rate, caps = figures(rates.FILE)["USD"], figures(code_caps.FILE)
    refund = figures(refunds.FILE)["refunds"]
    password = caps["password"]
    strengths = [caps[kind] for kind in (code_caps.Strength.B, code_caps.Strength.C, code_caps.Strength.D)]
    for first, last in _spans(rate, refund, password, *strengths):
        back = refund.on(first).value
        yield (first, last, ten_thousandths(rate.on(first).value), *(Money.of(cap.on(first).value).amount_minor for cap in strengths),
               password.on(first).value["payments_max"], back["refunds_max"], back["days_max"], back["seconds_apart"],
               rate.on(first).effective_from)


def _spans(*dated: Dated) -> Iterator[tuple[date, date]]:
    """Spans of days in which none of several figures changes and all are in force, both ends included."""
    turns = sorted({version.effective_from for item in dated for version in item.versions}
                   | {version.effective_to + timedelta(days=1) for item in dated for version in item.versions if version.effective_to})
    for first, after in pairwise([*turns, None]):
        if all(item.on_or_none(first) for item in dated):
            yield first, after - timedelta(days=1) if after else OPEN_END


def _ppm(share: str) -> int:
    return _whole(Decimal(share) * USD_MICRO, share)


def ten_thousandths(rate: str | Decimal) -> int:
    """A dollar rate as a shard keeps it; ValueError beyond four decimals."""
    return _whole(Decimal(rate) * 10_000, rate)


def _whole(number: Decimal, told: object) -> int:
    if number != int(number):
        raise ValueError(f"{told} has more decimals than a shard keeps")
    return int(number)


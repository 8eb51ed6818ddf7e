"""Fixings of exchange rates by the branch (汇率核定): each holds from its first day until a later one, and is made before that day begins.

A payment of a day therefore counts at one rate, whenever it is looked at.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from yizhan.kernel.clock import branch_date
from yizhan.kernel.dated import Dated, Version
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.payments.figures import figure, figures
from yizhan.payments.rates import FILE as RATES
from yizhan.payments.rates import day_rate

FILE = "rate_fixing.yaml"
RATE_MAX = Decimal(10_000)
SOURCE_MAX = 200
FOUR_DECIMALS = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Fixing:
    """`cny_per_unit` yuan for one unit of `currency` from `first_day` on, and where the figure was read."""

    currency: str
    first_day: date
    cny_per_unit: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Deviation:
    """How far a rate is from the one that would hold otherwise, as a share, and the share from which it has to be typed twice."""

    in_force: Decimal
    share: Decimal
    share_max: Decimal
    is_assumption: bool

    @property
    def is_large(self) -> bool:
        """Whether it looks like a slip of the pen; exactly the threshold does not."""
        return self.share > self.share_max


def with_fixings(fixings: Iterable[Fixing], rules: Mapping[str, Dated] | None = None) -> Mapping[str, Dated]:
    """The versions of the program and the fixings as one: whichever begins later holds, a fixing where both begin on one day."""
    known = figures(RATES) if rules is None else rules
    made: dict[str, list[Fixing]] = {}
    for fixing in fixings:
        made.setdefault(fixing.currency, []).append(fixing)
    return {**known, **{currency: _joined(currency, known.get(currency), own) for currency, own in made.items()}}


def closed_until(now: datetime) -> date:
    """The last day for which nothing can be fixed, confirmed or told any more: a day closes a minute before it begins."""
    seconds = figure(figures(FILE), "closes_seconds_before", branch_date(now)).value
    return branch_date(now + timedelta(seconds=seconds))


def decimals_max(currency: str, on: date) -> int:
    """With how many decimals a rate of a currency may be fixed."""
    held = figure(figures(FILE), "decimals_max", on).value
    return held.get(currency, held["other"])


def is_rate(currency: str, rate: Decimal, on: date) -> bool:
    """Whether a number can be yuan for one unit: positive, not absurd, no more decimals than are kept."""
    return rate.is_finite() and 0 < rate < RATE_MAX and rate == round(rate, decimals_max(currency, on))


def tidy_rate(rate: Decimal) -> Decimal:
    """The rate with four decimals, or with as many more as it needs."""
    return rate.quantize(FOUR_DECIMALS) if rate == round(rate, 4) else rate.normalize()


def deviation(fixing: Fixing, versions: Mapping[str, Dated], on: date) -> Deviation | None:
    """Against the rate that holds on the fixing's day without it; None where there is none."""
    rate, most = day_rate(fixing.currency, fixing.first_day, versions), figure(figures(FILE), "deviation_max", on)
    if isinstance(rate, Refusal):
        return None
    share = abs(fixing.cny_per_unit - rate.cny_per_unit) / rate.cny_per_unit
    return Deviation(rate.cny_per_unit, share, Decimal(most.value), most.is_assumption)


def check_fixing(fixing: Fixing, repeated: Decimal | None, versions: Mapping[str, Dated], now: datetime) -> Refusal | None:
    """Why a fixing may not be made now.

    Refusals: `fixing_currency_unknown`, `fixing_rate_malformed` (decimals_max), `fixing_source_missing`, `fixing_day_begun` (first_day),
    `fixing_day_too_far` (last_day), `fixing_deviates` (in_force, percent, percent_max) unless `repeated` is the same rate once more.
    """
    on = branch_date(now)
    if fixing.currency not in versions:
        return refuse("fixing_currency_unknown", field="currency", currency=fixing.currency)
    if not is_rate(fixing.currency, fixing.cny_per_unit, on):
        return refuse("fixing_rate_malformed", field="cny_per_unit", decimals_max=decimals_max(fixing.currency, on))
    if not fixing.source.strip():
        return refuse("fixing_source_missing", field="source")
    return check_day(fixing.first_day, now) or check_deviation(fixing, repeated, versions, on)


def check_day(first_day: date, now: datetime) -> Refusal | None:
    """Whether a day can still be fixed."""
    if first_day <= closed_until(now):
        return refuse("fixing_day_begun", field="first_day", first_day=first_day)
    on = branch_date(now)
    last = on + timedelta(days=figure(figures(FILE), "days_ahead_max", on).value)
    return refuse("fixing_day_too_far", field="first_day", last_day=last) if first_day > last else None


def check_deviation(fixing: Fixing, repeated: Decimal | None, versions: Mapping[str, Dated], on: date) -> Refusal | None:
    """A rate far from the one in force has to be given twice."""
    found = deviation(fixing, versions, on)
    if found is None or not found.is_large or repeated == fixing.cny_per_unit:
        return None
    return refuse("fixing_deviates", field="repeated", in_force=found.in_force, percent=round(found.share * 100, 1),
                  percent_max=found.share_max * 100)


def _joined(currency: str, dated: Dated | None, fixings: list[Fixing]) -> Dated:
    """A fixing ends on the day before the next version of either kind, so that it does not come back when that one has ended."""
    program = [(version.effective_from, 0, version) for version in (dated.versions if dated else ())]
    starts = sorted({first for first, _, _ in program} | {fixing.first_day for fixing in fixings})
    fixed = [(fixing.first_day, 1, _version(fixing, starts)) for fixing in fixings]
    return Dated(currency, tuple(version for _, _, version in sorted([*program, *fixed], key=lambda item: item[:2])))


def _version(fixing: Fixing, starts: list[date]) -> Version:
    later = next((start for start in starts if start > fixing.first_day), None)
    last = later - timedelta(days=1) if later else None
    return Version(str(fixing.cny_per_unit), fixing.first_day, last, fixing.source, "A", {})

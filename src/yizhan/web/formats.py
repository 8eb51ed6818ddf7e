"""Values as people read them, in the page's language: money, rates, dates, times, masked identifiers.

Dates stay 2026-11-23 in both languages, with the weekday; times are the branch's (Asia/Shanghai).
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from yizhan.kernel.clock import SHANGHAI
from yizhan.kernel.interest_rate import InterestRate
from yizhan.kernel.money import MINOR_DIGITS, Money
from yizhan.kernel.text import Bilingual, mask

SYMBOLS = {"CNY": "¥", "USD": "US$", "EUR": "€", "GBP": "£", "HKD": "HK$", "JPY": "JP¥"}
WEEKDAYS = Bilingual("一 二 三 四 五 六 日", "Mon Tue Wed Thu Fri Sat Sun")
# The steps of a shortened number: Chinese counts by ten thousands, English by thousands.
STEPS = {
    "zh": ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")),
    "en": (
        (Decimal(10) ** 12, "tn"),
        (Decimal(10) ** 9, "bn"),
        (Decimal(10) ** 6, "m"),
        (Decimal(10) ** 3, "k"),
    ),
}


def language() -> str:
    """The page's language: "zh" or "en"."""
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def bilingual(value: Bilingual | Mapping[str, str] | str | None) -> str:
    """The words in the page's language; a stored {zh, en} works as well, plain text passes through."""
    if isinstance(value, Bilingual):
        return value.get(language())
    if isinstance(value, Mapping):
        return str(value.get(language()) or next(iter(value.values()), ""))
    return "" if value is None else str(value)


def money(value: Money | int | Mapping[str, Any] | None, currency: str = "CNY") -> str:
    """The amount in full, as ¥1,234,567.00. An int is minor units of `currency`; a stored
    {amount_minor, currency} works as well."""
    if value is None:
        return _("not known")
    amount = as_money(value, currency)
    digits = f"{abs(amount.major):,.{MINOR_DIGITS[amount.currency]}f}"
    symbol = SYMBOLS.get(amount.currency, f"{amount.currency}\N{NO-BREAK SPACE}")
    return f"{'−' if amount.amount_minor < 0 else ''}{symbol}{digits}"


def money_with_short(value: Money | int | Mapping[str, Any] | None, currency: str = "CNY") -> str:
    """The full amount with its short form behind it, never the short form alone: "¥1,230,000.00 (123万)"."""
    full = money(value, currency)
    if value is None or abs(as_money(value, currency).major) < STEPS[language()][-1][0]:
        return full
    return f"{full} ({short_number(as_money(value, currency).major)})"


def as_money(value: Money | int | Mapping[str, Any], currency: str = "CNY") -> Money:
    """Money from Money, minor units, or what `plain()` stored. Other values raise TypeError."""
    if isinstance(value, Mapping):
        return Money(int(value["amount_minor"]), value["currency"])
    return value if isinstance(value, Money) else Money(value, currency)


def number(value: int | Decimal | float | str | None, places: int | None = None) -> str:
    """A plain number with thousands separators; `places` fixes the decimals, else they stay as they are."""
    if value is None:
        return _("not known")
    exact = Decimal(str(value))
    text = f"{abs(exact):,.{places}f}" if places is not None else f"{abs(exact):,f}"
    return f"−{text}" if exact < 0 and text.strip("0.,") else text


def short_number(value: int | Decimal | float) -> str:
    """Three significant digits with 万/亿 or k/m/bn; for axes and behind full figures only."""
    exact = Decimal(str(value))
    for size, word in STEPS[language()]:
        if abs(exact) >= size:
            return f"{_plain(exact / size)}{word}"
    return _plain(exact)


def _plain(value: Decimal) -> str:
    rounded = Decimal(f"{value:.3g}")
    text = f"{abs(rounded):,f}"
    return f"{'−' if rounded < 0 else ''}{text.rstrip('0').rstrip('.') if '.' in text else text}"


def percent(value: Decimal | float | str | None, places: int = 2) -> str:
    """0.0345 → "3.45%"."""
    return _("not known") if value is None else f"{number(Decimal(str(value)) * 100, places)}%"


def rate(value: InterestRate | Decimal | None) -> str:
    """A yearly rate with its day count: "3.45% a year (ACT/360)"."""
    if not isinstance(value, InterestRate):
        return _("not known") if value is None else _("%(percent)s a year") % {"percent": percent(value)}
    return _("%(percent)s a year (%(day_count)s)") % {
        "percent": percent(value.annual),
        "day_count": value.day_count.value,
    }


def day(value: date | datetime | str | None) -> str:
    """2026-11-23 with its weekday; text in ISO form works as well. None gives an en dash."""
    if not value:
        return "–"
    parsed = datetime.fromisoformat(value) if isinstance(value, str) else value
    if isinstance(parsed, datetime) and parsed.tzinfo is not None:
        parsed = parsed.astimezone(SHANGHAI)
    weekday = WEEKDAYS.get(language()).split()[parsed.weekday()]
    return f"{parsed:%Y-%m-%d} 周{weekday}" if language() == "zh" else f"{parsed:%Y-%m-%d} {weekday}"


def moment(value: datetime | str | None) -> str:
    """Day, weekday and minute in Shanghai: "2026-11-23 周一 14:05". A naive moment raises ValueError."""
    if not value:
        return "–"
    parsed = datetime.fromisoformat(value) if isinstance(value, str) else value
    if parsed.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return f"{day(parsed)} {parsed.astimezone(SHANGHAI):%H:%M}"


def duration(value: timedelta | int | None) -> str:
    """Minutes (or a timedelta) in two units at most: "1 d 4 h", "3 h 20 min". The sign is the caller's."""
    if value is None:
        return "–"
    minutes = abs(int(value.total_seconds() // 60) if isinstance(value, timedelta) else value)
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    parts = [
        (days, pgettext("duration", "d")),
        (hours, pgettext("duration", "h")),
        (left, pgettext("duration", "min")),
    ]
    told = [f"{count}\N{NO-BREAK SPACE}{unit}" for count, unit in parts if count][:2]
    return " ".join(told) or f"0\N{NO-BREAK SPACE}{parts[2][1]}"


def working_time(minutes: int) -> str:
    """Working minutes as hours and minutes: a working day is no 24 hours, so days are left out. Without a
    sign."""
    hours, left = divmod(abs(minutes), 60)
    parts = [(hours, pgettext("duration", "h")), (left, pgettext("duration", "min"))]
    told = [f"{count}\N{NO-BREAK SPACE}{unit}" for count, unit in parts if count]
    return " ".join(told) or f"0\N{NO-BREAK SPACE}{parts[1][1]}"


def uscc(value: str) -> str:
    """A unified social credit code with its middle hidden: the region and the check end stay readable."""
    return mask(value or "", 8, 4)


def fact(value: Any) -> str:
    """Any plain fact of a refusal or an event as text in the page's language."""
    if isinstance(value, Money) or (
        isinstance(value, Mapping) and set(value) == {"amount_minor", "currency"}
    ):
        return money(value)
    if isinstance(value, Bilingual | Mapping):
        return bilingual(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, bool) or value is None:
        return {True: _("yes"), False: _("no"), None: _("not known")}[value]
    if isinstance(value, int | Decimal):
        return number(value)
    if isinstance(value, list | tuple | set | frozenset):
        return pgettext("between items", ", ").join(fact(item) for item in value)
    return str(value)

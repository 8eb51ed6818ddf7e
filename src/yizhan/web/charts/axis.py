"""The scale of a chart: round ticks, positions, and which labels have room."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from unicodedata import east_asian_width

from yizhan.kernel.money import Money
from yizhan.web import formats

HEIGHT_PX = 220
LABELS_WIDE = 10
LABELS_PHONE = 4
# Two charts stand side by side on a desk's page; that leaves so many half-width characters, gaps included, for all labels.
LABEL_ROOM = 40
LABEL_GAP = 1


@dataclass(frozen=True, slots=True)
class Point:
    """One figure and its label; a value of None is a gap, which stays a gap."""

    label: str
    value: Money | Decimal | int | None

    @property
    def exact(self) -> Decimal | None:
        """The value as a plain number: major units for Money."""
        if self.value is None:
            return None
        return self.value.major if isinstance(self.value, Money) else Decimal(self.value)


@dataclass(frozen=True, slots=True)
class Scale:
    """The vertical scale: its ends and its ticks, both exact."""

    low: Decimal
    high: Decimal
    ticks: tuple[Decimal, ...]

    def y(self, value: Decimal) -> str:
        """Pixels from the top, as SVG wants them: a point as decimal sign in every language."""
        return f"{(self.high - value) / (self.high - self.low) * HEIGHT_PX:.2f}"

    def share(self, value: Decimal) -> Decimal:
        """How far up the scale a value stands, 0 to 1."""
        return (value - self.low) / (self.high - self.low)


def scale_of(points: Sequence[Point], from_zero: bool) -> Scale:
    """A scale with about four round steps. Zero is on it if `from_zero`, or if leaving it out would
    mislead."""
    values = [point.exact for point in points if point.exact is not None]
    low, high = min(values), max(values)
    if from_zero or low * 2 <= high or high <= 0:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if low == high:
        low, high = min(low, Decimal(0)), max(high, Decimal(0)) or low + 1
    step = _round_step((high - low) / 4)
    first = (low / step).to_integral_value(ROUND_FLOOR) * step
    last = (high / step).to_integral_value(ROUND_CEILING) * step
    count = int((last - first) / step)
    return Scale(first, last, tuple(first + step * index for index in range(count + 1)))


def _round_step(raw: Decimal) -> Decimal:
    """The next of 1, 2, 5 × a power of ten."""
    power = Decimal(10) ** raw.adjusted()
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw)


def short(value: Decimal, points: Sequence[Point], unit: str) -> str:
    """A number on the drawing, shortened, with the currency of the points if they are money, else with the
    unit."""
    currency = next((point.value.currency for point in points if isinstance(point.value, Money)), None)
    text = formats.short_number(value)
    if currency is None:
        return text + unit
    symbol = formats.SYMBOLS.get(currency, currency + "\N{NO-BREAK SPACE}")
    return f"−{symbol}{text[1:]}" if text.startswith("−") else symbol + text


def full(point: Point, unit: str) -> str:
    """A number of the table, in full."""
    return (
        formats.money(point.value)
        if isinstance(point.value, Money)
        else formats.number(point.value) + (unit if point.value is not None else "")
    )


def text_width(text: str) -> int:
    """Width in half-width characters: a Chinese character counts two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def percent_of(index: Decimal | float, count: int) -> str:
    """A place across: `index` of `count` equal bands, as "12.500%"."""
    return f"{Decimal(index) / count * 100:.3f}%"


def label_classes(labels: Sequence[str]) -> list[str | None]:
    """For each band: "" to show the label, "yz-chart-minor" to hide it on a phone, None to leave it out."""
    count = len(labels)
    with_room = max(1, LABEL_ROOM // (max(map(text_width, labels), default=0) + LABEL_GAP))
    wide, phone = -(-count // min(LABELS_WIDE, with_room)), -(-count // min(LABELS_PHONE, with_room))
    phone += -phone % wide  # What a phone shows is among what a wide screen shows.
    return ["" if index % phone == 0 else "yz-chart-minor" if index % wide == 0 else None for index in range(count)]

"""Which scheme a card number belongs to (卡组织): longest prefix of a dated table, length, check digit.

A card number never stands in a refusal, a log line or an error: facts name lengths and codes only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from yizhan.kernel.refusal import Refusal, refuse
from yizhan.payments.figures import figure, figures

FILE = "scheme_ranges.yaml"
NUMBER_LENGTHS = range(12, 20)


@dataclass(frozen=True, slots=True)
class Range:
    """One line of the table; `first` and `last` have the same length, which ranks it."""

    first: str
    last: str
    scheme: str
    lengths: tuple[int, ...]
    check_digit_required: bool
    co_brand: str | None = None

    def holds(self, number: str) -> bool:
        """Whether a number begins inside this range."""
        return self.first <= number[: len(self.first)] <= self.last


@dataclass(frozen=True, slots=True)
class Recognised:
    """The scheme of a number; `warnings` holds `check_digit` where an old card may fail it and still be good."""

    scheme: str
    co_brand: str | None
    warnings: tuple[str, ...] = ()


def luhn_holds(number: str) -> bool:
    """The check digit of ISO/IEC 7812-1, annex B: every second digit from the right doubled, digits summed, a multiple of ten."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def parse_ranges(lines: Sequence[Mapping[str, Any]]) -> tuple[Range, ...]:
    """The table, longest prefix first. Raises ValueError on a range whose ends differ in length or stand in the wrong order."""
    ranges = [Range(line["first"], line["last"], line["scheme"], tuple(line["lengths"]), line["check_digit"] == "required",
                    line.get("co_brand")) for line in lines]
    for item in ranges:
        if len(item.first) != len(item.last) or item.first > item.last:
            raise ValueError(f"range {item.first} to {item.last}: both ends need the same length, the lower one first")
    return tuple(sorted(ranges, key=lambda item: -len(item.first)))


def recognise(number: str, on: date) -> Recognised | Refusal:
    """The scheme of a card number without blanks.

    Refusals: `card_number_malformed` (digits_min, digits_max), `card_scheme_unknown`, `card_number_length` (scheme, length,
    lengths), `card_number_check_digit` (scheme).
    """
    if not (number.isascii() and number.isdigit() and len(number) in NUMBER_LENGTHS):
        return refuse("card_number_malformed", digits_min=NUMBER_LENGTHS[0], digits_max=NUMBER_LENGTHS[-1])
    found = next((item for item in _ranges_on(on) if item.holds(number)), None)
    if found is None:
        return refuse("card_scheme_unknown")
    if len(number) not in found.lengths:
        return refuse("card_number_length", scheme=found.scheme, length=len(number), lengths=found.lengths)
    if luhn_holds(number):
        return Recognised(found.scheme, found.co_brand)
    if found.check_digit_required:
        return refuse("card_number_check_digit", scheme=found.scheme)
    return Recognised(found.scheme, found.co_brand, ("check_digit",))


@cache
def _ranges_on(on: date) -> tuple[Range, ...]:
    return parse_ranges(figure(figures(FILE), "ranges", on).value)

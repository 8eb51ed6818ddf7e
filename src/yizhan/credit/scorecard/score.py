"""One row against a card: points, probability of default, grade, and the strongest reasons. No numpy, for
latency."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yizhan.credit.scorecard.bins import RowError
from yizhan.credit.scorecard.card import Calibration, Grade, Pair, Scorecard, Variable
from yizhan.kernel.text import Bilingual

REASONS_MAX = 4
PD_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why points were lost against the best bin of a variable (or pair, named `first × second`).

    `bin` is the bin's number, `bin_kind` one of interval, group, special, unseen, missing (of a pair:
    `pair`), and `bin_label` its notation. `code` is `<variable>` or `<variable>.missing`, stable and stored.
    """

    code: str
    variable: str
    bin: int
    bin_kind: str
    bin_label: str
    points: int
    points_lost: int


@dataclass(frozen=True, slots=True)
class Score:
    """What a card says of one row. `pd` has six decimals, rounded half even; `reasons` strongest first, at
    most four."""

    points: int
    pd: Decimal
    grade: str
    reasons: tuple[Reason, ...]
    card_id: str


def apply_one(card: Scorecard, row: Mapping[str, Any]) -> Score:
    """Score one row: exactly the columns of the card; None or NaN is missing, numbers are int, float or
    Decimal.

    Raises RowError when a column is unknown or absent, or a value has the wrong type.
    """
    if row.keys() != card.columns:
        raise RowError(columns_problem(card, row.keys()))
    total = card.intercept_points
    losses: list[tuple[int, int, Variable | Pair, int]] = []
    for position, variable in enumerate(card.variables):
        try:
            index = variable.bins.index(row[variable.name])
        except RowError as error:
            raise RowError(f"{variable.name}: {error}") from None
        points = variable.points[index]
        total += points
        if points < variable.points_max:
            losses.append((points - variable.points_max, position, variable, index))
    for position, pair in enumerate(card.pairs, len(card.variables)):
        first, second = pair.first_bins.index(row[pair.first]), pair.second_bins.index(row[pair.second])
        points = pair.points[first][second]
        total += points
        if points < pair.points_max:
            losses.append((points - pair.points_max, position, pair, first * pair.second_bins.count + second))
    losses.sort()  # strongest first; positions differ, so that the card's order settles equal losses
    reasons = tuple(_reason(lost, part, index) for lost, _, part, index in losses[:REASONS_MAX])
    pd = Decimal(probability(card.calibration, total)).quantize(PD_PLACES)
    return Score(total, pd, grade_of(card.grades, total), reasons, card.card_id)


def probability(calibration: Calibration, points: int) -> float:
    """Probability of default at a number of points."""
    exponent = calibration.intercept + calibration.slope * points
    return 1.0 / (1.0 + math.exp(exponent)) if exponent < 700 else 0.0


def grade_of(grades: tuple[Grade, ...], points: int) -> str:
    """The first (best) grade whose lower end the points reach."""
    return next(grade.code for grade in grades if grade.points_min is None or points >= grade.points_min)


def reason_text(card: Scorecard, reason: Reason) -> Bilingual:
    """A reason in Chinese and English: the card's own words, else the variable's title with the bin."""
    if reason.bin_kind == "pair":
        first, second = reason.variable.split(" × ")
        titles = card.variable(first).title, card.variable(second).title
        return Bilingual(" × ".join(title.zh for title in titles) + f"：{reason.bin_label}",
                         " × ".join(title.en for title in titles) + f": {reason.bin_label}")
    variable = card.variable(reason.variable)
    text = variable.missing_reason if reason.bin_kind == "missing" else variable.reason
    title = variable.title
    return text or Bilingual(f"{title.zh}：{reason.bin_label}", f"{title.en}: {reason.bin_label}")


def columns_problem(card: Scorecard, given: Any) -> str:
    """What is wrong with the columns of a row or table, in one sentence; empty when they fit."""
    unknown, absent = sorted(set(map(str, given)) - card.columns), sorted(card.columns - set(given))
    parts = [f"unknown columns {unknown}"] if unknown else []
    parts += [f"absent columns {absent} (give None where a value is not known)"] if absent else []
    return f"card {card.name!r}: " + ", ".join(parts) if parts else ""


def _reason(lost: int, part: Variable | Pair, index: int) -> Reason:
    if isinstance(part, Pair):
        first, second = divmod(index, part.second_bins.count)
        label = f"{part.first_bins.label(first)} × {part.second_bins.label(second)}"
        return Reason(part.name, part.name, index, "pair", label, part.points[first][second], -lost)
    kind = part.bins.kind(index)
    code = f"{part.name}.missing" if kind == "missing" else part.name
    return Reason(code, part.name, index, kind, part.bins.label(index), part.points[index], -lost)

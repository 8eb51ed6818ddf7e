"""What must hold for a card before anything is scored with it. Each problem names its place and the mend."""

import itertools
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from yizhan.credit.scorecard.bins import CardError, CategoryBins

if TYPE_CHECKING:
    from yizhan.credit.scorecard.card import Scorecard, Variable

METHODS = ("expert", "woe", "boost")
BASES = ("assumption", "training", "recalibration")
POINTS_LIMIT = 1_000_000


def check(card: "Scorecard") -> None:
    """Raises CardError with all problems of a card."""
    problems = [*_names(card), *_points(card), *_scale(card), *_grades(card)]
    for variable in card.variables:
        problems += _direction(variable)
    if problems:
        raise CardError(f"card {card.name!r}: " + "; ".join(problems))


def _names(card: "Scorecard") -> Iterator[str]:
    names = [variable.name for variable in card.variables]
    if not names:
        yield "variables: a card needs at least one"
    for name in names:
        if not name or " × " in name:
            yield f"variables: {name!r} is no name (it must not be empty or hold ' × ')"
    if len(set(names)) != len(names):
        yield "variables: a name stands twice"
    for pair in card.pairs:
        if pair.first not in names or pair.second not in names or pair.first == pair.second:
            yield f"pairs: {pair.name} must name two different variables of the card"
            continue
        for name, bins in ((pair.first, pair.first_bins), (pair.second, pair.second_bins)):
            if type(bins) is not type(card.variable(name).bins):
                yield f"pairs: {name} has bins of another kind than the variable"
    if card.method not in METHODS:
        yield f"method: {card.method!r} is none of {', '.join(METHODS)}"


def _points(card: "Scorecard") -> Iterator[str]:
    named = [("intercept_points", (card.intercept_points,))]
    named += [(variable.name, variable.points) for variable in card.variables]
    named += [(pair.name, tuple(point for row in pair.points for point in row)) for pair in card.pairs]
    for name, points in named:
        if any(type(point) is not int or abs(point) > POINTS_LIMIT for point in points):
            yield f"{name}: points are integers of at most {POINTS_LIMIT:,} either way"


def _scale(card: "Scorecard") -> Iterator[str]:
    if card.scale.odds <= 0 or card.scale.points_to_double_odds <= 0:
        yield "scale: odds and points_to_double_odds are above zero"
    calibration = card.calibration
    if (
        not math.isfinite(calibration.intercept)
        or not math.isfinite(calibration.slope)
        or calibration.slope <= 0
    ):
        yield "calibration: intercept and slope are finite, and slope is above zero (more points, less risk)"
    if calibration.basis not in BASES:
        yield f"calibration: basis {calibration.basis!r} is none of {', '.join(BASES)}"


def _grades(card: "Scorecard") -> Iterator[str]:
    lower_ends = [grade.points_min for grade in card.grades]
    if not lower_ends or lower_ends[-1] is not None or None in lower_ends[:-1]:
        yield "grades: best first, and only the last (worst) one has no points_min"
    elif any(abs(end) > POINTS_LIMIT for end in lower_ends[:-1]):
        yield f"grades: points_min is at most {POINTS_LIMIT:,} either way"
    elif any(better <= worse for better, worse in itertools.pairwise(lower_ends[:-1])):
        yield "grades: points_min must fall from the best grade to the worst"
    if len({grade.code for grade in card.grades}) != len(card.grades):
        yield "grades: a code stands twice"


def _direction(variable: "Variable") -> Iterator[str]:
    if variable.direction == "free":
        return
    if isinstance(variable.bins, CategoryBins):
        yield f"{variable.name}: categories have no direction"
        return
    sign = 1 if variable.direction == "increasing" else -1
    points = variable.points[: len(variable.bins.cuts) + 1]
    if any(sign * (right - left) < 0 for left, right in itertools.pairwise(points)):
        yield f"{variable.name}: points are not {variable.direction} although the card says so"

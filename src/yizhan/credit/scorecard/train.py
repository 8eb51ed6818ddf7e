"""`train`: rows with outcomes in, a card of integer points out. Needs the extra [train]."""

import importlib.metadata
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from yizhan.credit.scorecard.additive import Additive, Part, simplify
from yizhan.credit.scorecard.batch import apply, bin_numbers
from yizhan.credit.scorecard.bins import NumericBins
from yizhan.credit.scorecard.card import (
    Calibration,
    Direction,
    Grade,
    Metric,
    Pair,
    Scale,
    Scorecard,
    TrainingRecord,
    Variable,
)
from yizhan.credit.scorecard.choice import Choice, fit_chosen, fit_evidence
from yizhan.credit.scorecard.columns import Categories
from yizhan.credit.scorecard.measures import auc, fit_logistic, ks
from yizhan.credit.scorecard.pairs import Table, choose_tables
from yizhan.credit.scorecard.training_data import TrainingData, TrainingError, training_data
from yizhan.credit.scorecard.watch import score_bands
from yizhan.kernel.text import Bilingual

LIBRARIES = ("numpy", "scikit-learn", "optbinning")
SCALE = Scale(600, 20.0, 40)
GRADE_LIMITS = (("A", 0.02), ("B", 0.05), ("C", 0.10), ("D", 0.20), ("E", 1.0))


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """What the modeller decides. `directions` are those of points as the value rises; `special_codes` by column.

    `tables_max` up to 5 two-way tables (0: none). `grade_limits`: code and highest probability of default, best first.
    """

    name: str
    purpose: Bilingual
    version: str = "1"
    method: str = "boost"
    target: str = "bad"
    titles: Mapping[str, Bilingual] = field(default_factory=dict)
    directions: Mapping[str, Direction] = field(default_factory=dict)
    special_codes: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    tables_max: int = 0
    bins_max: int = 24
    scale: Scale = SCALE
    grade_limits: tuple[tuple[str, float], ...] = GRADE_LIMITS
    window_from: date | None = None
    window_to: date | None = None
    seed: int = 0


def train(table: Any, bad: Any, settings: TrainSettings) -> Scorecard:
    """A card from a table (as `batch.apply` takes) and its outcomes (1 or True is bad), by `woe` or `boost`.

    Text columns become categories, all others must be numbers. Everything is chosen inside this table; judge the card
    on other rows. Raises TrainingError and RowError; a missing library raises ImportError.
    """
    from threadpoolctl import threadpool_limits

    _check_settings(settings)
    data = training_data(table, bad).in_canonical_order()
    unknown = sorted({*settings.directions, *settings.special_codes} - set(data.columns))
    if unknown:
        raise TrainingError(f"directions or special codes for columns that the table does not have: {unknown}")
    fit = fit_evidence if settings.method == "woe" else fit_chosen
    with threadpool_limits(1):  # The matrices are small; threads that wait for each other cost more than they save.
        model, choice = fit(data, settings.directions, settings.special_codes, settings.seed)
    tables = choose_tables(data, model, settings.tables_max, settings.seed)
    return build_card(data, model, tables, settings, choice)


def build_card(data: TrainingData, model: Additive, tables: tuple[Table, ...], settings: TrainSettings,
               choice: Choice) -> Scorecard:
    """The card of a model: bins simplified, points rounded to integers, then calibrated and graded."""
    factor = settings.scale.points_to_double_odds / math.log(2)
    offset = settings.scale.points - factor * math.log(settings.scale.odds)
    variables, intercept = [], model.intercept
    for part in model.parts:
        variable, mean = _variable(data, part, settings, factor)
        intercept += mean
        if len(set(variable.points)) > 1 or any(part.name in (table.first, table.second) for table in tables):
            variables.append(variable)
    if not variables:
        raise TrainingError("no column tells good from bad by as much as one point")
    pairs = tuple(Pair(one.first, one.first_bins, one.second, one.second_bins,
                       tuple(tuple(round(-factor * value) for value in row) for row in one.log_odds.tolist())) for one in tables)
    parts = {"name": settings.name, "version": settings.version, "method": settings.method, "purpose": settings.purpose,
             "intercept_points": round(offset - factor * intercept), "variables": tuple(variables), "scale": settings.scale,
             "pairs": pairs}
    draft = Scorecard(calibration=Calibration(0.0, 1.0, "training", "draft"), grades=(Grade("E", None),), **parts)
    points = apply(draft, {name: _plain(data.columns[name]) for name in draft.columns}, "numpy", threads=1)
    calibration = _calibration(data, points, choice, offset, factor)
    return Scorecard(calibration=calibration, grades=grades_of(calibration, settings.grade_limits),
                     metrics=_metrics(data, points, choice), training=_record(data, settings, choice, points), **parts)


def grades_of(calibration: Calibration, limits: tuple[tuple[str, float], ...]) -> tuple[Grade, ...]:
    """The fewest points at which each grade's highest probability of default is kept; empty grades are left out."""
    grades: list[Grade] = []
    for code, limit in limits[:-1]:
        points_min = math.ceil((math.log((1 - limit) / limit) - calibration.intercept) / calibration.slope)
        if not grades or points_min < grades[-1].points_min:
            grades.append(Grade(code, points_min))
    return (*grades, Grade(limits[-1][0], None))


def _variable(data: TrainingData, part: Part, settings: TrainSettings, factor: float) -> tuple[Variable, float]:
    column = data.columns[part.name]
    rows = np.bincount(bin_numbers(part.bins, column), minlength=part.bins.count)
    small = simplify(part, rows, settings.bins_max, 0.5 / factor)
    numbers = bin_numbers(small.bins, column)
    rows = np.bincount(numbers, minlength=small.bins.count)
    bads = np.bincount(numbers, weights=data.bad, minlength=small.bins.count).astype(int)
    mean = float(rows @ np.array(small.log_odds)) / data.rows
    points = tuple(round(-factor * (value - mean)) for value in small.log_odds)
    direction = settings.directions.get(part.name, Direction.FREE) if isinstance(small.bins, NumericBins) else Direction.FREE
    title = settings.titles.get(part.name, Bilingual(part.name, part.name))
    variable = Variable(part.name, small.bins, points, title, direction, rows=tuple(rows.tolist()), bads=tuple(bads.tolist()))
    return variable, mean


def _calibration(data: TrainingData, points: np.ndarray, choice: Choice, offset: float, factor: float) -> Calibration:
    """On held-out log-odds where the choice has them, else on the training part itself."""
    held_out = choice.held_out is not None
    basis = offset - factor * choice.held_out if held_out else points.astype(np.float64)
    intercept, slope = fit_logistic(basis, data.bad)
    if slope >= 0:
        raise TrainingError("the points do not tell good from bad on rows that the model has not seen")
    source = "cross-validation inside the training part" if held_out else "the training part"
    return Calibration(-intercept, -slope, "training", f"{source}: {data.bads} bad of {data.rows} rows")


def _metrics(data: TrainingData, points: np.ndarray, choice: Choice) -> tuple[Metric, ...]:
    metrics = [Metric("auc", "training", auc(points, data.bad)), Metric("ks", "training", ks(points, data.bad))]
    if choice.held_out is not None:
        metrics.append(Metric("auc", "cross_validation", auc(-choice.held_out, data.bad)))
    return tuple(metrics)


def _record(data: TrainingData, settings: TrainSettings, choice: Choice, points: np.ndarray) -> TrainingRecord:
    chosen = {"method": settings.method, "bins_max": settings.bins_max, "tables_max": settings.tables_max}
    if choice.strength is not None:
        chosen |= {"iterations": choice.strength.iterations, "learning_rate": choice.strength.learning_rate,
                   "leaf_rows_min": choice.strength.leaf_rows_min, "woe_share": choice.woe_share}
    if choice.woe_share > 0:
        chosen |= {"weight_variance": choice.freedom.weight, "departure_variance": choice.freedom.departure}
    versions = tuple((name, importlib.metadata.version(name)) for name in LIBRARIES)
    return TrainingRecord(settings.window_from, settings.window_to, data.rows, data.bads, settings.target, data.fingerprint(),
                          settings.seed, tuple((name, str(value)) for name, value in chosen.items()), versions, *score_bands(points))


def _check_settings(settings: TrainSettings) -> None:
    if settings.method not in ("woe", "boost"):
        raise TrainingError(f"method {settings.method!r} is neither woe nor boost")
    if not 0 <= settings.tables_max <= 5:
        raise TrainingError("tables_max is 0 to 5: more tables than a committee can read are refused")


def _plain(column: Any) -> Any:
    if not isinstance(column, Categories):
        return column.values
    import pyarrow as pa

    indices = pa.array(column.codes, mask=column.codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(column.names, pa.string()))

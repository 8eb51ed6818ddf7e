"""The one artefact: a scorecard as frozen values. Trained cards, expert cards and cards read from a file are
all this."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from yizhan.credit.scorecard.bins import Bins, CardError
from yizhan.credit.scorecard.card_check import check
from yizhan.credit.scorecard.content import content_id
from yizhan.kernel.text import Bilingual


class Direction(StrEnum):
    """How points move as the value of a number rises."""

    FREE = "free"
    INCREASING = "increasing"
    DECREASING = "decreasing"


@dataclass(frozen=True, slots=True)
class Variable:
    """One column of the card. `points[i]` belong to bin i of `bins`.

    `reason` and `missing_reason` are what an applicant is told when the variable cost points, `assumption`
    why an expert set these points. `rows` and `bads` count the training part per bin; empty for expert
    cards.
    """

    name: str
    bins: Bins
    points: tuple[int, ...]
    title: Bilingual
    direction: Direction = Direction.FREE
    reason: Bilingual | None = None
    missing_reason: Bilingual | None = None
    assumption: Bilingual | None = None
    rows: tuple[int, ...] = ()
    bads: tuple[int, ...] = ()
    points_max: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.points) != self.bins.count:
            raise CardError(f"{self.name}: {len(self.points)} points for {self.bins.count} bins")
        if any(counts and len(counts) != self.bins.count for counts in (self.rows, self.bads)):
            raise CardError(f"{self.name}: rows and bads are given per bin")
        if min((*self.rows, *self.bads), default=0) < 0:
            raise CardError(f"{self.name}: rows and bads are counts, none below zero")
        object.__setattr__(self, "points_max", max(self.points))


@dataclass(frozen=True, slots=True)
class Pair:
    """A two-way table: `points[i][j]` for bin i of the first and bin j of the second variable (own, coarser
    bins)."""

    first: str
    first_bins: Bins
    second: str
    second_bins: Bins
    points: tuple[tuple[int, ...], ...]
    points_max: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        widths = {len(row) for row in self.points}
        if len(self.points) != self.first_bins.count or widths != {self.second_bins.count}:
            raise CardError(f"{self.first} × {self.second}: the grid needs a point for each pair of bins")
        object.__setattr__(self, "points_max", max(max(row) for row in self.points))

    @property
    def name(self) -> str:
        """The names of both variables."""
        return f"{self.first} × {self.second}"


@dataclass(frozen=True, slots=True)
class Scale:
    """`points` stand for `odds` good to one bad; each `points_to_double_odds` more double the odds."""

    points: int
    odds: float
    points_to_double_odds: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Probability of default = 1 / (1 + exp(intercept + slope · points)); `slope` > 0, for points are good.

    `basis` is `assumption`, `training` or `recalibration`; `source` says from which figures.
    """

    intercept: float
    slope: float
    basis: str
    source: str


@dataclass(frozen=True, slots=True)
class Grade:
    """A band of points from `points_min` up to the next better grade; the worst grade has no lower end
    (None)."""

    code: str
    points_min: int | None


@dataclass(frozen=True, slots=True)
class TrainingRecord:
    """From which rows a card was trained, so that it can be repeated.

    `score_counts` says how many of the rows lay in each band between `score_limits`, for the watch; empty in cards that were
    saved before they were kept.
    """

    window_from: date | None
    window_to: date | None
    rows: int
    bads: int
    target: str
    data_fingerprint: str
    seed: int
    settings: tuple[tuple[str, str], ...]
    library_versions: tuple[tuple[str, str], ...]
    score_limits: tuple[int, ...] = ()
    score_counts: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.score_counts and len(self.score_counts) != len(self.score_limits) + 1:
            raise CardError("training: score_counts are one more than score_limits")
        if min((self.rows, self.bads, *self.score_counts)) < 0:
            raise CardError("training: rows, bads and score_counts are counts, none below zero")


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure of merit on one part of the data (`training`, `cross_validation`, `out_of_time`, …)."""

    name: str
    part: str
    value: float
    low95: float | None = None
    high95: float | None = None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A card of points: score = `intercept_points` + points of each variable + points of each pair.

    `method` is `expert`, `woe` or `boost`. Grades stand best first. `card_id` identifies the content:
    two cards with the same content have the same id.
    """

    name: str
    version: str
    method: str
    purpose: Bilingual
    intercept_points: int
    variables: tuple[Variable, ...]
    scale: Scale
    calibration: Calibration
    grades: tuple[Grade, ...]
    pairs: tuple[Pair, ...] = ()
    effective_from: date | None = None
    training: TrainingRecord | None = None
    metrics: tuple[Metric, ...] = ()
    assumptions: tuple[Bilingual, ...] = ()
    card_id: str = field(init=False, compare=False)
    columns: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check(self)
        object.__setattr__(self, "columns", frozenset(variable.name for variable in self.variables))
        object.__setattr__(self, "card_id", content_id(self))

    def variable(self, name: str) -> Variable:
        """The variable of a name; raises KeyError."""
        for variable in self.variables:
            if variable.name == name:
                return variable
        raise KeyError(name)

"""A modelling table read from a file and its dictionary: columns to train on, outcomes, days of decision, and the split."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from yizhan.credit.scorecard.dictionary import DataDictionary
from yizhan.credit.scorecard.leak_columns import Dates, column_of
from yizhan.credit.scorecard.leaks import Leak, find_leaks
from yizhan.credit.scorecard.train import TrainSettings
from yizhan.credit.scorecard.training_data import TrainingError

if TYPE_CHECKING:
    import pyarrow as pa

HELD_OUT = 0.3
SUFFIXES = (".csv", ".parquet")


@dataclass(frozen=True, slots=True)
class Dataset:
    """Rows with an outcome. `columns` holds what may be trained on, `decided_on` days since 1970 or None."""

    columns: "pa.Table"
    bad: np.ndarray
    decided_on: np.ndarray | None
    without_outcome: int
    known_later: tuple[str, ...] = ()
    leaks: tuple[Leak, ...] = field(default=())

    @property
    def refused(self) -> tuple[Leak, ...]:
        """The leaks that forbid training."""
        return tuple(leak for leak in self.leaks if leak.severity == "refuse")


def read_table(path: Path) -> "pa.Table":
    """A CSV or Parquet file as an Arrow table. Raises TrainingError."""
    import pyarrow as pa
    from pyarrow import csv, parquet

    if path.suffix.lower() not in SUFFIXES:
        raise TrainingError(f"{path.name}: give a file that ends in .csv or .parquet")
    try:
        if path.suffix.lower() == ".parquet":
            return parquet.read_table(path)
        return csv.read_csv(path, convert_options=csv.ConvertOptions(strings_can_be_null=True))
    except (pa.ArrowException, OSError) as error:
        raise TrainingError(f"{path.name}: not readable: {error}") from error


def dataset(dictionary: DataDictionary, table: "pa.Table", guard: bool = True) -> Dataset:
    """The rows with an outcome, with the leak guard's findings where `guard` asks for them.

    Raises TrainingError, which names the column and the mend.
    """
    given = set(table.column_names)
    if absent := sorted(dictionary.named - given):
        raise TrainingError(f"columns {absent} stand in the data dictionary but not in the table; take them out or correct their names")
    if unknown := sorted(given - dictionary.named):
        raise TrainingError(f"columns {unknown} stand in no place of the data dictionary; "
                            "add them under columns with known_at, or under leave_out")
    has_outcome, bad = _outcome(table[dictionary.outcome], dictionary)
    rows = table.filter(has_outcome)
    later = tuple(column.name for column in dictionary.columns if column.known_at == "later")
    trained = rows.select([column.name for column in dictionary.columns if column.known_at != "later"])
    decided = rows[dictionary.decided_on] if dictionary.decided_on else None
    return Dataset(trained, bad, _days(dictionary.decided_on, decided), table.num_rows - rows.num_rows, later,
                   find_leaks(trained, bad, dictionary.known_at, decided) if guard else ())


def split(data: Dataset, dictionary: DataDictionary, seed: int = 0) -> tuple[np.ndarray, np.ndarray, str]:
    """Row numbers to train on and to judge on, and the name of the judged part: `out_of_time` or `hold_out`."""
    if dictionary.train_until is not None:
        last = np.datetime64(dictionary.train_until, "D").astype(np.int64)
        early = data.decided_on <= last
        parts = np.flatnonzero(early), np.flatnonzero(~early), "out_of_time"
    else:
        order = np.random.default_rng(seed).permutation(len(data.bad))
        size = round((1 - HELD_OUT) * len(order))
        parts = np.sort(order[:size]), np.sort(order[size:]), "hold_out"
    for name, rows in zip(("to train on", "to judge on"), parts[:2], strict=True):
        if not 0 < data.bad[rows].sum() < len(rows):
            raise TrainingError(f"the {len(rows)} rows {name} do not hold both outcomes; move train_until or add rows")
    return parts


def settings_of(dictionary: DataDictionary, data: Dataset, rows: np.ndarray, method: str, tables_max: int, seed: int) -> TrainSettings:
    """What the dictionary says, as the trainer takes it; the window is that of the rows to train on."""
    used = [column for column in dictionary.columns if column.known_at != "later"]
    window = (None, None)
    if data.decided_on is not None:
        days = data.decided_on[rows]
        days = days[~np.isnan(days)]
        window = tuple(np.datetime64(int(day), "D").astype(object) for day in (days.min(), days.max())) if len(days) else window
    return TrainSettings(
        dictionary.name, dictionary.purpose, dictionary.version, method, dictionary.outcome,
        titles={column.name: column.title for column in used if column.title},
        directions={column.name: column.direction for column in used if column.direction != "free"},
        special_codes={column.name: column.special_codes for column in used if column.special_codes},
        tables_max=tables_max, window_from=window[0], window_to=window[1], seed=seed)


def rows_of(table: "pa.Table", rows: np.ndarray) -> "pa.Table":
    """Some rows of a table, by their numbers."""
    import pyarrow as pa

    return table.take(pa.array(rows))


def _outcome(column: Any, dictionary: DataDictionary) -> tuple[Any, np.ndarray]:
    """Which rows have an outcome, and whether it is bad."""
    import pyarrow as pa
    import pyarrow.compute as pc

    present = pc.is_valid(column)
    known = column.filter(present)
    try:
        bad = pc.is_in(known, pa.array(list(dictionary.bad)).cast(known.type)).to_numpy().astype(bool)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError):
        bad = np.zeros(len(known), bool)
    if not bad.any():
        shown = ", ".join(map(str, pc.unique(known).to_pylist()[:5])) or "empty"
        raise TrainingError(f"{dictionary.outcome}: no value is {' or '.join(map(str, dictionary.bad))}, as outcome.bad says; "
                            f"its values are {shown}: write the bad ones as they stand in the table")
    return present, bad


def _days(name: str | None, column: Any) -> np.ndarray | None:
    if column is None:
        return None
    found = column_of(name or "", column)
    if not isinstance(found, Dates):
        raise TrainingError(f"{name}: decided_on is a column of dates such as 2026-11-23")
    return found.days

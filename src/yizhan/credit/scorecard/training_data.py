"""Rows with outcomes as a trainer sees them: doubles rounded to float32 and coded text, never the caller's table."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from yizhan.credit.scorecard.bins import RowError
from yizhan.credit.scorecard.columns import Categories, Numbers, parts_of, read_column, row_count


class TrainingError(ValueError):
    """The data cannot be trained on; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Columns by name (`Numbers` hold float32) and the outcome of each row: True is bad."""

    columns: Mapping[str, Numbers | Categories]
    bad: np.ndarray

    @property
    def rows(self) -> int:
        """How many rows."""
        return len(self.bad)

    @property
    def bads(self) -> int:
        """How many of them are bad."""
        return int(self.bad.sum())

    def take(self, rows: np.ndarray) -> "TrainingData":
        """Some rows, by their numbers."""
        columns = {name: Numbers(column.values[rows]) if isinstance(column, Numbers)
                   else Categories(column.codes[rows], column.names) for name, column in self.columns.items()}
        return TrainingData(columns, self.bad[rows])

    def only(self, names: list[str]) -> "TrainingData":
        """Some columns."""
        return TrainingData({name: self.columns[name] for name in names}, self.bad)

    def fingerprint(self) -> str:
        """SHA-256 over names, values and outcomes, as 64 hex digits; the order of rows does not matter."""
        digest = hashlib.sha256("\0".join(sorted(self.columns)).encode(errors="surrogatepass"))
        digest.update(np.sort(self.row_hashes()).tobytes())
        return digest.hexdigest()

    def in_canonical_order(self) -> "TrainingData":
        """The same rows in an order that their content decides, so that a card does not depend on the caller's order.

        Columns of one value have no say: folds follow the order, and a column that says nothing shall change nothing.
        """
        columns = {name: column if isinstance(column, Numbers) else _sorted_names(column) for name, column in self.columns.items()}
        telling = self.only([name for name, column in self.columns.items() if not _is_constant(column)])
        return TrainingData(columns, self.bad).take(np.argsort(telling.row_hashes(), kind="stable"))

    def row_hashes(self) -> np.ndarray:
        """A 64-bit hash of each row's values and outcome; columns count by name, categories by text."""
        rows = self.bad.astype(np.uint64)
        for name in sorted(self.columns):
            column = self.columns[name]
            if isinstance(column, Numbers):
                canonical = np.where(np.isnan(column.values), np.float32("nan"), column.values + np.float32(0))
                bits = canonical.astype(np.float32).view(np.uint32).astype(np.uint64)
            else:
                names = [*column.names, "\0missing"]
                hashes = [hashlib.sha256(text.encode(errors="surrogatepass")).digest()[:8] for text in names]
                bits = np.frombuffer(b"".join(hashes), np.uint64)[column.codes]
            # Each value must reach every bit, and its column's place must count: multiply by a large odd number, rotate.
            rows = (rows ^ bits) * np.uint64(0x9E3779B97F4A7C15)
            rows = (rows << np.uint64(31)) | (rows >> np.uint64(33))
        return rows


def training_data(table: Any, bad: Any) -> TrainingData:
    """A table and its outcomes. Numbers and text are told apart by the column's type.

    Raises TrainingError when outcomes are not 0/1 or only of one kind, RowError for a column that is neither.
    """
    outcome = np.asarray(bad)
    if outcome.ndim != 1 or outcome.dtype.kind not in "biuf" or not np.isin(outcome, (0, 1)).all():
        raise TrainingError("outcomes are one column of 0 (good) and 1 (bad) without missing values")
    outcome = outcome.astype(bool)
    if not 0 < outcome.sum() < len(outcome):
        raise TrainingError(f"{int(outcome.sum())} of {len(outcome)} outcomes are bad; both kinds are needed")
    columns = {name: _rounded(read_column(name, part)) for name, part in parts_of(table).items()}
    if not columns:
        raise TrainingError("the table has no columns")
    wrong = {name: row_count(column) for name, column in columns.items() if row_count(column) != len(outcome)}
    if wrong:
        raise RowError(f"{len(outcome)} outcomes, but columns of other lengths: {wrong}")
    return TrainingData(columns, outcome)


def _is_constant(column: Numbers | Categories) -> bool:
    values = column.values if isinstance(column, Numbers) else column.codes
    return bool((values == values[0]).all() or (values != values).all())


def _rounded(column: Numbers | Categories) -> Numbers | Categories:
    return Numbers(column.block(slice(None))) if isinstance(column, Numbers) else column


def _sorted_names(column: Categories) -> Categories:
    order = sorted(range(len(column.names)), key=column.names.__getitem__)
    place = np.empty(len(order) + 1, np.int32)
    place[order] = np.arange(len(order))
    place[-1] = -1
    return Categories(place[column.codes], tuple(column.names[index] for index in order))

"""Collects what is wrong with the rows of a batch."""

from typing import Any

import numpy as np
import pyarrow as pa

from yizhan.enterprise.invoices import RowProblem

_VALUE_LENGTH_MAX = 80


class Findings:
    """The problems of one batch and the rows that cannot stay.

    `lines` holds the line of every row; `bad` marks the rows that are left out.
    """

    def __init__(self, lines: np.ndarray) -> None:
        self.lines = lines
        self.bad = np.zeros(len(lines), dtype=bool)
        self._problems: list[RowProblem] = []

    def report(
        self, mask: np.ndarray, field: str, code: str, values: Any = None, row_kept: bool = False, **facts: Any
    ) -> None:
        """Note one problem for every row of `mask`; `values` (an array or arrays by name) become facts."""
        if not mask.any():
            return
        if not row_kept:
            self.bad |= mask
        columns = values if isinstance(values, dict) else {} if values is None else {"value": values}
        for index in np.flatnonzero(mask):
            of_row = {name: _shown(column[int(index)]) for name, column in columns.items()}
            self._problems.append(RowProblem(int(self.lines[index]), field, code, of_row | facts, row_kept))

    def problems(self) -> tuple[RowProblem, ...]:
        """All problems in the order of the lines."""
        return tuple(sorted(self._problems, key=lambda problem: problem.line))


def _shown(value: Any) -> Any:
    plain = value.as_py() if isinstance(value, pa.Scalar) else value.item() if isinstance(value, np.generic) else value
    return plain if isinstance(plain, int) else str(plain)[:_VALUE_LENGTH_MAX]

"""A whole population against programmes: columns in, an outcome per enterprise and programme out.

The same rules as one by one, run on arrays; rows too close to call in floats are decided again exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from yizhan.policy.arrays import ArrayCarrier
from yizhan.policy.case import Case
from yizhan.policy.evaluate import condition_code, evaluate
from yizhan.policy.facts import FactDefinition, FactError, FactSheet, FactType, definition
from yizhan.policy.outcome import OUTCOMES, SWAPPED, Outcome
from yizhan.policy.parameters import ParameterBook, load_book
from yizhan.policy.rule import Condition, Node, Programme

_SWAP = np.array(SWAPPED, dtype=np.int8)


@dataclass(frozen=True, slots=True)
class Population:
    """Facts of many enterprises as columns: by fact, float64 values (fen, parts of one, ordinals, the place of a
    word, 0 or 1) and a mask of the known ones. All columns have `rows` rows.
    """

    columns: Mapping[str, tuple[np.ndarray, np.ndarray]]
    rows: int

    def sheet(self, row: int) -> FactSheet:
        """The sheet of one enterprise, exact as far as float64 holds it."""
        return FactSheet({name: _exact(definition(name), values[row]) for name, (values, known) in self.columns.items()
                          if known[row]})


def population_of(sheets: Sequence[FactSheet]) -> Population:
    """Columns from sheets, for tests and small lists."""
    names = sorted({name for sheet in sheets for name in sheet.values})
    return Population({name: _column(definition(name), [sheet.values.get(name) for sheet in sheets])
                       for name in names}, len(sheets))


def _column(fact: FactDefinition, values: list[Any]) -> tuple[np.ndarray, np.ndarray]:
    known = np.array([value is not None for value in values])
    if fact.type is FactType.CHOICE:
        values = [fact.choices.index(value) if value is not None else 0 for value in values]
    return np.array([float(value or 0) for value in values]), known


def read_table(table: Any) -> Population:
    """A population from an Arrow table whose columns are named by facts; nulls are unknown.

    Money columns are int64 fen and end in `_minor`, ratios are parts of one, dates date32. Raises FactError on a column that is no
    fact or has the wrong type.
    """
    columns = {}
    for column in table.column_names:
        fact = definition(column.removesuffix("_minor"))
        if (fact.type is FactType.MONEY) is not column.endswith("_minor"):
            raise FactError(f"{column}: a column of money, and no other, ends in _minor and holds fen")
        columns[fact.name] = _arrow_column(fact, table.column(column).combine_chunks())
    return Population(columns, table.num_rows)


def _arrow_column(fact: FactDefinition, array: Any) -> tuple[np.ndarray, np.ndarray]:
    import pyarrow as pa
    import pyarrow.compute as pc

    known = pc.is_valid(array).to_numpy(zero_copy_only=False)
    try:
        if fact.type is FactType.CHOICE:
            codes = pc.index_in(array, value_set=pa.array(fact.choices, array.type))
            if pc.sum(pc.and_(pc.is_null(codes), pc.is_valid(array))).as_py():
                raise FactError(f"{fact.name}: a word is none of {', '.join(fact.choices)}")
            array = codes
        elif fact.type is FactType.DATE:
            array = pc.add(array.cast(pa.date32()).cast(pa.int32()), date(1970, 1, 1).toordinal())
        values = pc.fill_null(array.cast(pa.float64(), safe=False), 0.0).to_numpy()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise FactError(f"{fact.name}: a column of {array.type} is no {fact.type}: {error}") from error
    _check_range(fact, values, known)
    return values, known


def _check_range(fact: FactDefinition, values: np.ndarray, known: np.ndarray) -> None:
    if fact.type in (FactType.CHOICE, FactType.TRUTH):
        return
    low, high = fact.range
    wrong = np.flatnonzero(known & ((values < float(low)) | (values > float(high))))
    if wrong.size:
        raise FactError(f"{fact.name}: row {wrong[0] + 1} holds {values[wrong[0]]:g}, outside {low} to {high}")


def evaluate_population(programmes: Sequence[Programme], population: Population, on: date,
                        book: ParameterBook | None = None) -> dict[str, np.ndarray]:
    """Outcome codes (`OUTCOMES[code]`) by programme, an int8 array with a row per enterprise."""
    book = book or load_book()
    return {programme.name: outcomes(programme, population, on, book) for programme in programmes}


def outcomes(programme: Programme, population: Population, on: date, book: ParameterBook) -> np.ndarray:
    """Outcome codes of one programme."""
    rule = programme.rule_on(on)
    if rule is None:
        return np.full(population.rows, Outcome.NOT_APPLICABLE.code, np.int8)
    carrier = ArrayCarrier(population.columns, population.rows)
    codes = np.array(np.broadcast_to(_codes(rule.needs, Case(carrier, book, on)), population.rows), np.int8)
    for row in np.flatnonzero(carrier.close):
        codes[row] = evaluate(programme, population.sheet(row), on, book).outcome.code
    return codes


def _codes(node: Node, case: Case) -> Any:
    if isinstance(node, Condition):
        return np.asarray(condition_code(node, case)).astype(np.int8)
    members = [_codes(member, case) for member in node.members]
    if node.kind == "all":
        return np.maximum.reduce(np.broadcast_arrays(*members))
    return _SWAP[np.maximum.reduce(np.broadcast_arrays(*[_SWAP[member] for member in members]))]


def _exact(fact: FactDefinition, value: float) -> Any:
    """The value of a column in the form of a sheet. Fractions are read as the decimal that was meant, to 12 places."""
    if fact.type is FactType.TRUTH:
        return bool(value)
    if fact.type is FactType.CHOICE:
        return fact.choices[int(value)]
    return int(value) if value == int(value) else _fraction(value)


def _fraction(value: float) -> Any:
    from fractions import Fraction

    return Fraction(f"{value:.12f}")


def names_of(codes: np.ndarray) -> list[str]:
    """Outcome codes as words."""
    return [OUTCOMES[code].value for code in codes]

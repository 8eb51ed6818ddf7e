"""The leak guard: columns that know the outcome, found before training by their values, never by their names.

Codes, each with the facts that show it:

- `known_after_decision` (refuse): the data dictionary says that the column is known later than the decision
- `missingness_tells_outcome` (refuse): being filled or empty alone ranks the outcome
- `settles_outcome` (refuse): one value settles a tenth of all bad cases, as a rating does that was set knowing them
- `implausible_auc` (refuse from 0.85, warn from 0.80): the column alone ranks better than honest columns do
- `dated_after_decision` (refuse): a date, or a number in the unit of `decided_on`, that lies after the decision
- `later_version` (warn): equals another amount on most rows but is less round: probably the same figure, known later
- `derived_from_leak` (warn): a refused column orders this one completely
- `identifier` (warn): different on nearly every row; a card would learn the rows by heart
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from yizhan.credit.scorecard import leak_signs as signs
from yizhan.credit.scorecard.columns import Categories, Numbers, parts_of
from yizhan.credit.scorecard.leak_columns import Dates, column_of

REFUSE_AUC, WARN_AUC = 0.85, 0.80
AFTER_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Leak:
    """A finding: `severity` is `refuse` or `warn`; `facts` hold the figures behind it."""

    column: str
    code: str
    severity: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def find_leaks(table: Any, bad: Any, known_at: Mapping[str, str] | None = None, decided_on: Any = None) -> tuple[Leak, ...]:
    """Findings for the columns of a table, at most one refusal a column, in the table's order.

    `known_at` says for columns of the data dictionary `application`, `decision` or `later`; `decided_on` is the day of
    the decision of each row: dates, texts such as 2006-02-28, or numbers in the unit that the table's date columns use.
    """
    outcome = np.asarray(bad).astype(bool)
    known_at = known_at or {}
    columns = {name: column_of(name, part) for name, part in parts_of(table).items()}
    decided = None if decided_on is None else _days(column_of("decided_on", decided_on))
    found = [leak for name, column in columns.items() for leak in _of_column(name, column, outcome, known_at, decided)]
    refused = {leak.column for leak in found if leak.severity == "refuse"}
    found += _related(columns, refused, known_at)
    order = {name: position for position, name in enumerate(columns)}
    return tuple(sorted(found, key=lambda leak: (order[leak.column], leak.severity != "refuse")))


def _of_column(name: str, column: Any, bad: np.ndarray, known_at: Mapping[str, str], decided: np.ndarray | None) -> list[Leak]:
    if known_at.get(name) == "later":
        return [Leak(name, "known_after_decision", "refuse", {"known_at": "later"})]
    missing = signs.missingness_auc(column, bad)
    if missing >= REFUSE_AUC:
        return [Leak(name, "missingness_tells_outcome", "refuse", {"auc": round(missing, 3)})]
    after = signs.share_after(_days(column), decided)
    if after >= AFTER_SHARE:
        return [Leak(name, "dated_after_decision", "refuse", {"share_after": round(after, 3)})]
    settled = signs.settling_value(column, bad)
    if settled is not None:
        return [Leak(name, "settles_outcome", "refuse", settled)]
    alone = signs.held_out_auc(column, bad)
    if alone >= WARN_AUC:
        return [Leak(name, "implausible_auc", "refuse" if alone >= REFUSE_AUC else "warn", {"auc": round(alone, 3)})]
    if signs.is_identifier(column):
        return [Leak(name, "identifier", "warn", {"distinct": signs.distinct_count(column)})]
    return []


def _related(columns: Mapping[str, Any], refused: set[str], known_at: Mapping[str, str]) -> list[Leak]:
    numbers = {name: column.values.astype(np.float64) for name, column in columns.items() if isinstance(column, Numbers)}
    found = []
    for name, values in numbers.items():
        if name in refused or known_at.get(name) in ("application", "decision"):
            continue
        source = next((other for other in refused if other in numbers and signs.is_ordered_by(values, numbers[other])), None)
        earlier = next((other for other in numbers if other != name and signs.is_later_version(values, numbers[other])), None)
        if source is not None:
            found.append(Leak(name, "derived_from_leak", "warn", {"source": source}))
        elif earlier is not None:
            found.append(Leak(name, "later_version", "warn", {"of": earlier}))
    return found


def _days(column: Numbers | Categories | Dates) -> np.ndarray | None:
    if isinstance(column, Dates):
        return column.days
    return column.values.astype(np.float64) if isinstance(column, Numbers) else None

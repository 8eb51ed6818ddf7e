"""The data dictionary of a modelling table, in YAML: what each column is, when it is known, and what the card is for.

    name: working_capital
    version: "2026-11"
    purpose: {zh: 流动资金贷款准入, en: Admission of working-capital loans}
    outcome: {column: defaulted, bad: [1]}       # values that mean bad; empty cells have no outcome yet
    decided_on: approved_on                      # the day of each decision, optional
    train_until: 2024-12-31                      # later rows are judged, not trained on; without it 30 % are held out by chance
    columns:
      sales: {known_at: application, direction: increasing, title: {zh: 销售额, en: Sales}}
      bureau_score: {known_at: decision, special_codes: [-1]}
      limit_used: {known_at: later}              # never trained on
    leave_out: [customer_id]
    exclusions: ["在途案件 Pending cases"]
    limits_of_use: ["不适用于初创企业 Not for start-ups"]

A column of the table that stands nowhere is an error, for nobody has said when it is known.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from yizhan.credit.scorecard.bins import CardError
from yizhan.credit.scorecard.card import Direction
from yizhan.credit.scorecard.reader import Reader
from yizhan.kernel.text import Bilingual

KNOWN_AT = ("application", "decision", "later")


@dataclass(frozen=True, slots=True)
class ColumnEntry:
    """What is said of one column; `known_at` is application, decision or later."""

    name: str
    known_at: str
    direction: Direction = Direction.FREE
    title: Bilingual | None = None
    special_codes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class DataDictionary:
    """A modelling table explained. `bad` are the values of the outcome column that mean bad."""

    name: str
    version: str
    purpose: Bilingual
    outcome: str
    bad: tuple[Any, ...]
    decided_on: str | None
    train_until: date | None
    columns: tuple[ColumnEntry, ...]
    leave_out: tuple[str, ...]
    exclusions: tuple[str, ...]
    limits_of_use: tuple[str, ...]

    @property
    def known_at(self) -> dict[str, str]:
        """When each column is known."""
        return {column.name: column.known_at for column in self.columns}

    @property
    def named(self) -> set[str]:
        """Every column that the dictionary speaks of."""
        dated = {self.decided_on} if self.decided_on else set()
        return {column.name for column in self.columns} | set(self.leave_out) | {self.outcome} | dated


def load_dictionary(path: Path) -> DataDictionary:
    """The dictionary of a file. Raises CardError, which names the field and the mend."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CardError(f"{path.name}: not readable as YAML: {error}") from error
    return data_dictionary(content, path.name)


def data_dictionary(content: Any, place: str) -> DataDictionary:
    """The dictionary of parsed YAML."""
    reader = Reader(content, place)
    outcome = reader.child("outcome")
    bad = outcome.take("bad", list)
    columns = reader.take("columns", dict)
    if not columns or not bad:
        raise CardError(f"{place}: columns and outcome.bad hold at least one entry each")
    found = DataDictionary(
        name=reader.take("name", str), version=reader.take("version", str), purpose=_text(reader.child("purpose")),
        outcome=outcome.take("column", str), bad=tuple(bad), decided_on=_optional(reader, "decided_on", str),
        train_until=_optional(reader, "train_until", date),
        columns=tuple(_column(str(name), Reader(entry, f"{place}.columns.{name}")) for name, entry in columns.items()),
        **{name: _texts(reader, name) for name in ("leave_out", "exclusions", "limits_of_use")})
    outcome.finish()
    reader.finish()
    if found.train_until is not None and found.decided_on is None:
        raise CardError(f"{place}.train_until: needs decided_on, the column with the day of each decision")
    return found


def _column(name: str, reader: Reader) -> ColumnEntry:
    known_at = reader.take("known_at", str)
    if known_at not in KNOWN_AT:
        raise CardError(f"{reader.place}.known_at: {known_at!r} is none of {', '.join(KNOWN_AT)}")
    direction = _optional(reader, "direction", str) or "free"
    if direction not in list(Direction):
        raise CardError(f"{reader.place}.direction: {direction!r} is none of {', '.join(Direction)}")
    title = _text(reader.child("title")) if "title" in reader.content else None
    codes = reader.floats("special_codes") if "special_codes" in reader.content else ()
    reader.finish()
    return ColumnEntry(name, known_at, Direction(direction), title, codes)


def _optional(reader: Reader, name: str, kind: Any) -> Any:
    return reader.take(name, kind) if name in reader.content else None


def _texts(reader: Reader, name: str) -> tuple[str, ...]:
    found = _optional(reader, name, list) or []
    if not all(isinstance(item, str) for item in found):
        raise CardError(f"{reader.place}.{name}: expected a list of texts")
    return tuple(found)


def _text(reader: Reader) -> Bilingual:
    text = Bilingual(reader.take("zh", str), reader.take("en", str))
    reader.finish()
    return text

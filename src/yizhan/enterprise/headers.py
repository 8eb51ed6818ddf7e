"""Recognises the columns of an invoice list and the words in them, in Chinese and English."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import normalise

_YUAN = re.compile(r"[(\[](?:元|人民币|人民币元|cny|rmb|yuan)[)\]]$")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which field stands in which column: positions from 0 by field name, and how wide the header is."""

    positions: Mapping[str, int]
    width: int

    @property
    def fields(self) -> frozenset[str]:
        """The fields that the file has."""
        return frozenset(self.positions)


def recognise(headers: Sequence[str]) -> Columns | Refusal:
    """The columns by field, from the header row.

    Refused: `columns_missing` (missing, found) and `columns_repeated` (field, headers). Needed are the number, the
    date and two of net, tax and gross.
    """
    positions: dict[str, int] = {}
    for position, header in enumerate(headers):
        field = field_of(header)
        if field is None:
            continue
        if field in positions:
            return refuse("columns_repeated", field=field, headers=f"{headers[positions[field]]}, {header}")
        positions[field] = position
    missing = missing_fields(positions)
    if missing:
        found = ", ".join(str(header)[:40] for header in headers if header)
        return refuse("columns_missing", missing=", ".join(missing), found=found[:500])
    return Columns(positions, len(headers))


def missing_fields(fields: Sequence[str] | Mapping[str, int]) -> list[str]:
    """The fields without which rows cannot be read."""
    missing = [] if "number" in fields or "digital_number" in fields else ["number"]
    if "issued_on" not in fields:
        missing.append("issued_on")
    amounts = [field for field in ("net", "tax", "gross") if field not in fields]
    return missing + (amounts if len(amounts) > 1 else [])


def header_score(cells: Sequence[str]) -> int:
    """How many cells name a field; finds the header row under a title and the right delimiter."""
    return len({field_of(cell) for cell in cells} - {None})


def field_of(header: str) -> str | None:
    """The field that a header names, or None."""
    return _aliases().get(_key(header))


def words(kind: str) -> Mapping[str, str]:
    """Spelling → meaning for `side`, `void` or `positive`."""
    return {word: meaning for meaning, spellings in vocabulary()["words"][kind].items() for word in spellings}


def tax_free_words() -> frozenset[str]:
    """What stands in the tax column where no tax is due."""
    return frozenset(vocabulary()["words"]["tax_free"])


def is_totals_row(cells: Sequence[str]) -> bool:
    """Whether a row is a list's own total, which is no invoice."""
    first = next((cell for cell in cells if cell), "")
    return _key(first).rstrip(":") in vocabulary()["totals"]


@cache
def vocabulary() -> Mapping[str, Any]:
    """The content of headers.yaml."""
    return yaml.safe_load(Path(__file__).with_name("headers.yaml").read_text(encoding="utf-8"))


@cache
def _aliases() -> Mapping[str, str]:
    return {_key(alias): field for field, aliases in vocabulary()["fields"].items() for alias in aliases}


@cache
def _key(header: str) -> str:
    return _YUAN.sub("", normalise(header).lower().replace(" ", "").strip("*'\""))

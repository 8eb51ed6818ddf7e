"""Tables that sort, filter and page through the address, so that a view can be shared and works without
script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, QueryDict

END_KINDS = frozenset({"money", "number", "percent", "end"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `key` names the row's value (a mapping's key or an attribute, dots allowed) and the sort.

    `kind` is text, money, number, percent, day, moment, pill, id or end (text at the line's end); `href_key`
    makes a link.
    """

    key: str
    label: str
    kind: str = "text"
    sortable: bool = False
    href_key: str = ""

    @property
    def at_end(self) -> bool:
        """Whether figures stand at the end of the line, digit under digit."""
        return self.kind in END_KINDS


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of the table: a choice of (value, label), or free text when there are no choices."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]] = ()
    value: str = ""


@dataclass(frozen=True, slots=True)
class Sort:
    """The column that orders the rows, and which way."""

    key: str
    descending: bool = False

    @property
    def order_by(self) -> str:
        """For a queryset whose field carries the column's key: "-due_at"."""
        field_name = self.key.replace(".", "__")
        return f"-{field_name}" if self.descending else field_name


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows, the order they are in, and the address' other parameters that links keep."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Any]
    sort: Sort | None = None
    query: str = ""
    footer: Mapping[str, Any] = field(default_factory=dict)
    empty: str = ""
    show_caption: bool = False


def sort_from(request: HttpRequest, columns: Sequence[Column], default: Sort) -> Sort:
    """The sort that the address asks for (`?sort=-due_at`), or the default when it names no sortable
    column."""
    asked = request.GET.get("sort", "")
    key = asked.removeprefix("-")
    if key not in {column.key for column in columns if column.sortable}:
        return default
    return Sort(key, asked.startswith("-"))


def filters_from(request: HttpRequest, filters: Sequence[Filter]) -> list[Filter]:
    """The filters with the values of the address; a value that is no choice is dropped."""
    filled = []
    for item in filters:
        value = request.GET.get(item.name, "").strip()
        known = not item.choices or value in {choice for choice, _ in item.choices}
        filled.append(Filter(item.name, item.label, item.choices, value if known else ""))
    return filled


def query_with(query: str, **changes: str | int | None) -> str:
    """A query string with some parameters changed; None or "" removes one. Begins with "?"."""
    values = QueryDict(query, mutable=True)
    for name, value in changes.items():
        values.pop(name, None)
        if value not in (None, ""):
            values[name] = str(value)
    return f"?{values.urlencode()}"


def cell(row: Any, key: str) -> Any:
    """The row's value under a key: mapping keys, then attributes, dots go deeper; nothing there is None."""
    value = row
    for name in key.split("."):
        value = value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
        if callable(value) and not hasattr(value, "all"):
            value = value()
    return value

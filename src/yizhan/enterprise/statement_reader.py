"""Reads yearly statements from the CSV or XLSX template: one row a figure, one column a year, amounts in yuan."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from yizhan.enterprise.financials import FIGURES, STAFF, Statement, check
from yizhan.enterprise.invoices import FileFormat, RowProblem
from yizhan.enterprise.reader_limits import ReaderLimits, reader_limits
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import normalise

_YEAR = re.compile(r"^((?:19|20)[0-9]{2})(?:年|年度|\.0)?$")
_AMOUNT = re.compile(r"^(\()?(-?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]{1,2}0*)?(\))?$")
_AMOUNT_DIGITS_MAX = 13
_ROWS_MAX = 500

Row = tuple[int, list[str]]


def read_statements(
    content: bytes, limits: ReaderLimits | None = None
) -> tuple[tuple[Statement, ...], tuple[RowProblem, ...]] | Refusal:
    """Statements by year and the problems of single cells; what does not reconcile is a problem of its year.

    Refused as a whole: `file_empty`, `file_too_large`, `file_format_unknown`, `file_damaged`, `archive_unsafe`,
    `xml_unsafe`, `encoding_unknown`, `years_missing` (no row with years), `years_repeated`.
    """
    rows = _rows(content, limits or reader_limits())
    if isinstance(rows, Refusal):
        return rows
    header = next(((line, years) for line, cells in rows if (years := _years(cells))), None)
    if header is None:
        return refuse("years_missing")
    line, years = header
    if len(set(years.values())) < len(years):
        return refuse("years_repeated", years=", ".join(str(year) for year in years.values()))
    return _statements([row for row in rows if row[0] > line], years)


def template_rows(years: Sequence[int]) -> list[list[str]]:
    """The rows of an empty template for some years."""
    names = _spellings()
    return [["项目 (元)", *(str(year) for year in years)], *([names[figure][0]] + [""] * len(years) for figure in FIGURES)]


def _statements(
    rows: Iterable[Row], years: Mapping[int, int]
) -> tuple[tuple[Statement, ...], tuple[RowProblem, ...]]:
    figures: dict[int, dict[str, Money | int]] = {year: {} for year in years.values()}
    problems: list[RowProblem] = []
    for line, cells in rows:
        figure = _aliases().get(_key(cells[0])) if cells else None
        if figure is None:
            if any(cells):
                problems.append(RowProblem(line, "figure", "figure_unknown", {"value": cells[0][:80]}))
            continue
        for position, year in years.items():
            text = normalise(cells[position]) if position < len(cells) else ""
            value = _value(figure, text)
            if isinstance(value, Refusal):
                problems.append(RowProblem(line, figure, value.code, {"year": year, **value.facts}))
            elif value is not None:
                figures[year][figure] = value
    statements = tuple(Statement(year=year, **figures[year]) for year in sorted(figures) if figures[year])
    found = [RowProblem(0, str(item.facts.get("figure", "statement")), item.code, {"year": statement.year, **item.facts},
                        row_kept=True) for statement in statements for item in check(statement)]
    return statements, (*problems, *found)


def _value(figure: str, text: str) -> Money | int | Refusal | None:
    if text in ("", "-", "/", "—"):
        return None
    if text.startswith("="):
        return refuse("formula_cell", value=text[:80])
    parts = _AMOUNT.match(text)
    if parts is None or bool(parts[1]) != bool(parts[5]) or len(parts[3].replace(",", "")) > _AMOUNT_DIGITS_MAX:
        return refuse("amount_malformed", value=text[:80])
    amount = Decimal(parts[3].replace(",", "") + (parts[4] or "")) * (-1 if parts[1] or parts[2] else 1)
    if figure not in STAFF:
        return Money.of(amount)
    return int(amount) if amount == int(amount) else refuse("count_not_whole", value=text[:80])


def _rows(content: bytes, limits: ReaderLimits) -> list[Row] | Refusal:
    from yizhan.enterprise.readers.grid import grid_rows

    rows = grid_rows(io.BytesIO(content), limits, (FileFormat.CSV, FileFormat.XLSX))
    if isinstance(rows, Refusal):
        return rows
    return [row for row, _ in zip(rows, range(_ROWS_MAX), strict=False)]


def _years(cells: Sequence[str]) -> dict[int, int]:
    """Year by column; a header row names years only, after its first cell."""
    found = {position: int(match[1]) for position, cell in enumerate(cells)
             if position and (match := _YEAR.match(normalise(cell)))}
    return found if found and len(found) == sum(1 for cell in cells[1:] if cell.strip()) else {}


@cache
def _spellings() -> Mapping[str, list[str]]:
    return yaml.safe_load(Path(__file__).with_name("statement_figures.yaml").read_text(encoding="utf-8"))


@cache
def _aliases() -> Mapping[str, str]:
    return {_key(spelling): figure for figure, spellings in _spellings().items() for spelling in spellings}


def _key(name: str) -> str:
    return re.sub(r"[(\[].*$", "", normalise(name)).lower().replace(" ", "")

"""The closing report of a day: one page of totals, each with its control against the book."""

from datetime import date
from typing import Any
from uuid import UUID

from yizhan.ledger.chart import chart
from yizhan.records.queries import queries

FILE = "day_end.sql"
# The accounts of loans, in the order of the query's columns; each total must be what the book holds under that code.
CONTROLLED = ("loan_principal", "loan_principal_overdue", "loan_principal_non_accrual", "interest_receivable", "penalty_receivable",
              "fee_receivable", "memorandum_interest", "written_off_loans")
INCOMES = ("interest_income", "penalty_income", "fee_income")


def closing_report(cursor: Any, day: date, house: dict[str, UUID]) -> dict[str, Any]:
    """All figures of a day that was closed: loans by class, what fell due, what came in, income, and the control totals."""
    classes, sums = _standings(cursor)
    return {
        "classes": classes,
        "due": _row(cursor, "report_due", ("count", "amount_minor", "unpaid"), day=day),
        "collected": _row(cursor, "report_collected",
                          ("count", "amount_minor", "fee_minor", "penalty_minor", "interest_minor", "principal_minor"), day=day),
        "income": _income(cursor, day, house),
        "moves": [{"from_class": found, "to_class": to, "count": count} for found, to, count in _rows(cursor, "report_moves", day=day)],
        **_controls(cursor, sums),
    }


def _standings(cursor: Any) -> tuple[list[dict[str, int]], list[int]]:
    rows = _rows(cursor, "report_standings")
    names = ("risk_class", "loans", "overdue", "non_accrual")
    classes = [dict(zip(names, row, strict=False)) | {"principal_minor": sum(row[4:7])} for row in rows]
    return classes, [sum(column) for column in list(zip(*rows, strict=True))[4:]] if rows else [0] * len(CONTROLLED)


def _income(cursor: Any, day: date, house: dict[str, UUID]) -> dict[str, int]:
    found = dict(_rows(cursor, "report_income", accounts=[house[name] for name in INCOMES], day=day))
    return {name: found.get(house[name], 0) for name in INCOMES}


def _controls(cursor: Any, sums: list[int]) -> dict[str, Any]:
    """Each total of the standings beside the same total of the book, and the book's own balance."""
    codes = [chart()[name].code for name in CONTROLLED]
    held = dict(_rows(cursor, "report_book", codes=codes))
    controls = [{"account": name, "code": code, "loans_minor": total, "book_minor": held.get(code, 0)}
                for name, code, total in zip(CONTROLLED, codes, sums, strict=True)]
    difference = _rows(cursor, "report_balance")[0][0]
    return {
        "controls": controls,
        "book_difference_minor": difference,
        "is_proven": not difference and all(line["loans_minor"] == line["book_minor"] for line in controls),
    }


def _row(cursor: Any, name: str, names: tuple[str, ...], **values: Any) -> dict[str, int]:
    return dict(zip(names, _rows(cursor, name, **values)[0], strict=True))


def _rows(cursor: Any, name: str, **values: Any) -> list[tuple]:
    cursor.execute(queries(FILE)[name], values)
    return cursor.fetchall()

"""The loan tape: one row a loan as the last day end left it, with both inclusive flags, as CSV or Parquet."""

from datetime import date
from pathlib import Path
from typing import Any

from yizhan.credit.classification import RiskClass
from yizhan.credit.inclusive import inclusive_flags
from yizhan.credit.parameters import Parameters
from yizhan.credit.portfolio import is_technology
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.records.models import Enterprise, Loan
from yizhan.workflows.facts import best, claimed_facts, statements_of
from yizhan.workflows.profiles import innovation_of
from yizhan.workflows.size_class import size_class_of

FORMATS = (".csv", ".parquet")
STANDING = ("accrued_through", "principal_minor", "overdue_minor", "non_accrual_minor", "interest_minor", "penalty_minor", "fee_minor",
            "memorandum_minor", "written_off_minor", "overdue_since", "overdue_days", "is_non_accrual")
LOAN = ("number", "principal_minor", "annual_rate", "day_count", "repayment_form", "term_months", "started_on", "matures_on", "state")


def tape_rows(on: date) -> list[dict[str, Any]]:
    """The rows of the tape, oldest loan first; money in minor units, both inclusive flags None while the size is unknown."""
    found = Loan.objects.select_related("enterprise", "application", "standing").filter(started_on__lte=on)
    loans = list(found.order_by("started_on", "id"))
    owed: dict[Any, int] = {}
    for loan in loans:
        owed[loan.enterprise_id] = owed.get(loan.enterprise_id, 0) + _outstanding(loan)
    firms = {loan.enterprise_id: loan.enterprise for loan in loans}
    known = {key: {"size_class": size_class_of_borrower(firm, on), **_technology(firm, on)} for key, firm in firms.items()}
    return [_row(loan, known[loan.enterprise_id], owed[loan.enterprise_id], on) for loan in loans]


def write_tape(path: Path, on: date) -> int | Refusal:
    """Write the tape to a file by its ending; the number of loans. `tape_format_unknown` for another ending."""
    if path.suffix not in FORMATS:
        return refuse("tape_format_unknown", suffix=path.suffix)
    import pyarrow
    import pyarrow.csv
    import pyarrow.parquet

    rows = tape_rows(on)
    table = pyarrow.Table.from_pylist(rows)
    if path.suffix == ".csv":
        pyarrow.csv.write_csv(table, path)
    else:
        pyarrow.parquet.write_table(table, path)
    return len(rows)


def _technology(enterprise: Enterprise, on: date) -> dict[str, Any]:
    titles = titles_on(enterprise, on)
    return {"is_technology": is_technology(titles, Parameters(on)), "titles": None if titles is None else " ".join(titles)}


def titles_on(enterprise: Enterprise, on: date) -> tuple[str, ...] | None:
    """The titles that an enterprise holds on a day, verified before claimed; None when nobody has stated any."""
    figures = claimed_facts(enterprise)
    return None if best(figures, "titles") is None else innovation_of(figures, ()).titles_on(on)


def _row(loan: Loan, known: dict[str, Any], credit_minor: int, on: date) -> dict[str, Any]:
    flags, standing = inclusive_flags(known["size_class"], Money(credit_minor), on), loan.standing
    return {
        "as_of": on, **{name: getattr(loan, name) for name in LOAN}, "product_code": standing.product_code,
        "purpose": loan.application.purpose, "enterprise_id": str(loan.enterprise_id), "enterprise": loan.enterprise.name,
        "uscc": loan.enterprise.uscc or "", "industry": loan.enterprise.industry, "region": loan.enterprise.region,
        **known, "outstanding_minor": _outstanding(loan),
        **{f"standing_{name}" if name in LOAN else name: getattr(standing, name) for name in STANDING},
        "risk_class": RiskClass(standing.risk_class).name.lower(), "nfra_inclusive": flags.nfra, "pboc_inclusive": flags.pboc,
    }


def _outstanding(loan: Loan) -> int:
    return loan.standing.principal_minor + loan.standing.overdue_minor + loan.standing.non_accrual_minor


def size_class_of_borrower(enterprise: Enterprise, on: date) -> str | None:
    """micro, small, medium or large by statements and claimed staff; None while what is known leaves more than one open."""
    statements = tuple(statements_of(enterprise))
    staff = innovation_of(claimed_facts(enterprise), statements).staff
    return size_class_of(enterprise.industry, staff, statements[-1].revenue if statements else None, statements, on)

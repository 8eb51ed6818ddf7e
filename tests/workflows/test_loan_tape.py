"""The loan tape: what it says of each loan is what the day end left, in both formats."""

from datetime import date
from decimal import Decimal

import pyarrow.csv
import pyarrow.parquet
import pytest

from tests.lent import Branch
from yizhan.credit.portfolio import Share
from yizhan.credit.schedule import RepaymentForm
from yizhan.enterprise.financials import Statement
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.kernel.text import plain
from yizhan.records.models import Enterprise, Fact, FinancialYear
from yizhan.workflows.loan_tape import tape_rows, write_tape
from yizhan.workflows.portfolio import portfolio_shares

START, LATE = date(2026, 3, 2), date(2026, 4, 6)


@pytest.fixture
def branch(db) -> Branch:
    found = Branch(START)
    small = found.enterprise(industry="software")
    figures = plain(Statement(2025, revenue=Money.of("3000000")))
    FinancialYear.objects.create(enterprise=small, year=2025, figures=figures, source="tests", created_at=found.clock.now())
    Fact.objects.create(enterprise=small, name="staff", value=20, status="claimed", source="tests", recorded_at=found.clock.now())
    found.lend("12000", RepaymentForm.EQUAL_PRINCIPAL, enterprise=small)
    found.lend("36000", RepaymentForm.BULLET)
    found.close(LATE)
    return found


def test_a_row_is_the_loan_as_the_day_end_left_it(branch) -> None:
    late, sound = tape_rows(branch.today)
    assert (late["overdue_days"], late["risk_class"], late["outstanding_minor"], late["overdue_minor"]) == (
        4, "special_mention", 1_200_000, 100_000)
    assert (sound["overdue_days"], sound["risk_class"], sound["size_class"], sound["nfra_inclusive"]) == (0, "normal", None, None)
    assert (late["size_class"], late["nfra_inclusive"], late["pboc_inclusive"]) == ("small", True, True)
    assert late["principal_minor"] == Money.of("12000").amount_minor


def test_both_formats_hold_the_same_loans_and_another_is_refused(branch, tmp_path) -> None:
    for name in ("tape.csv", "tape.parquet"):
        assert write_tape(tmp_path / name, branch.today) == 2
    numbers = pyarrow.csv.read_csv(tmp_path / "tape.csv").column("number").to_pylist()
    assert numbers == pyarrow.parquet.read_table(tmp_path / "tape.parquet").column("number").to_pylist()
    refused = write_tape(tmp_path / "tape.xls", branch.today)
    assert isinstance(refused, Refusal) and refused.code == "tape_format_unknown"


def test_shares_count_borrowers_of_known_size_and_nobody_without_any(branch) -> None:
    shares = portfolio_shares(tape_rows(branch.today), branch.today)
    assert (shares["small_and_medium"], shares["non_performing"].value) == (Share(1, 1, 1), Decimal(0))
    assert portfolio_shares([], branch.today)["small_and_medium"].value is None


def test_a_technology_borrower_holds_a_title_on_the_day(branch) -> None:
    small = Enterprise.objects.get(industry="software")
    other, silent = branch.enterprise(), branch.enterprise()
    for enterprise in (other, silent):
        branch.lend("5000", enterprise=enterprise)
    state(branch, small, [{"kind": "high_tech", "valid_from": "2024-12-01", "valid_to": "2027-11-30"}])
    state(branch, other, [{"kind": "tech_sme", "valid_from": "2024-01-01", "valid_to": "2024-12-31"}])  # ended
    shares = portfolio_shares(tape_rows(branch.today), branch.today)
    # One of two that stated titles holds one; two have not said. That one is small.
    assert shares["technology"] == Share(1, 2, 2)
    assert shares["small_and_medium_technology"] == Share(1, 1, 0)
    rows = {row["enterprise_id"]: row for row in tape_rows(branch.today)}
    assert [rows[str(one.pk)]["is_technology"] for one in (small, other, silent)] == [True, False, None]


def state(branch, enterprise, titles) -> None:
    Fact.objects.create(enterprise=enterprise, name="titles", value=titles, status="claimed", source="tests",
                        recorded_at=branch.clock.now())

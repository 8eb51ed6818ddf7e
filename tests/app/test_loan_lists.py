"""Commands that list loans, as a person runs them, with loans to list."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest

from tests.lent import Branch
from yizhan.app.commands import loan_lists
from yizhan.credit.schedule import RepaymentForm
from yizhan.kernel.clock import SystemClock, branch_date

assert loan_lists.DAY


@pytest.fixture
def yizhan_loans(committing_db, tmp_path):
    """`yizhan loans` on the test's database."""
    def run(*arguments: str) -> str:
        variables = {**os.environ, "YIZHAN_HOME": str(tmp_path), "DATABASE_URL": committing_db.app_url,
                     "DATABASE_OWNER_URL": committing_db.owner_url}
        command = [sys.executable, "-m", "yizhan.app.cli", "loans", *arguments]
        result = subprocess.run(command, env=variables, capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
        return result.stdout
    return run


def test_arrears_maturities_and_letters_of_a_branch(yizhan_loans) -> None:
    today = branch_date(SystemClock().now())
    branch = Branch(today - timedelta(days=45))
    late = branch.lend("12000", RepaymentForm.EQUAL_PRINCIPAL)
    short = branch.lend("12000", RepaymentForm.BULLET, 3)
    branch.close(today - timedelta(days=1))
    told = yizhan_loans("arrears")
    assert told.startswith(late.number) and "1 loans in arrears." in told
    told = yizhan_loans("renewals")
    assert told.startswith(short.number) and "lawful_operation?" in told
    assert yizhan_loans("letters") == "1 letters on arrears, 1 on loans that end soon.\n"

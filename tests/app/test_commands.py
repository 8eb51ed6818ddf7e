"""The commands of `yizhan.app.commands.serve` and `yizhan.app.commands.care`, as a person runs them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from yizhan.app.locks import free_port

pytestmark = pytest.mark.xdist_group("commands")  # one worker, since the module shares a home

@pytest.fixture
def yizhan(modules_home: Path):
    """Runs a command in the module's home."""
    def run(*arguments: str) -> subprocess.CompletedProcess:
        variables = {**os.environ, "YIZHAN_HOME": str(modules_home), "YIZHAN_PORT": str(free_port())}
        return subprocess.run([sys.executable, "-m", "yizhan.app.cli", *arguments], env=variables, capture_output=True, text=True)
    return run


def test_migrate_says_that_the_database_is_up_to_date(yizhan) -> None:
    result = yizhan("migrate")
    assert (result.returncode, result.stdout) == (0, "The database is up to date.\n"), result.stderr


def test_doctor_finds_nothing_to_mend_in_a_migrated_branch(yizhan) -> None:
    yizhan("migrate")
    result = yizhan("doctor")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "ok   migrations: none wait" in result.stdout


def test_a_backup_is_refused_by_a_full_branch_and_restored_with_replace(yizhan, tmp_path: Path) -> None:
    yizhan("migrate")
    file = tmp_path / "branch.zip"
    assert "tables are in" in yizhan("backup", str(file)).stdout
    refused = yizhan("restore", str(file))
    assert refused.returncode == 1
    assert refused.stderr == "yizhan: the database is not empty; use --replace to put the backup in its place.\n"
    restored = yizhan("restore", "--replace", str(file))
    assert restored.returncode == 0, restored.stderr
    assert "tables restored as of" in restored.stdout
    assert yizhan("doctor").returncode == 0


def test_a_backup_into_no_folder_is_one_clear_line(yizhan, tmp_path: Path) -> None:
    result = yizhan("backup", str(tmp_path / "no" / "folder.zip"))
    assert (result.returncode, result.stderr) == (1, f"yizhan: there is no folder {tmp_path / 'no'}.\n")


def test_a_day_is_closed_once_never_before_it_has_come_and_the_tape_is_written(yizhan, tmp_path: Path) -> None:
    first, again = yizhan("day-end", "2026-03-02"), yizhan("day-end", "2026-03-02")
    assert (first.returncode, first.stdout) == (again.returncode, again.stdout), first.stderr
    assert "2026-03-02: 0 loans" in first.stdout and "totals agree with the book" in first.stdout
    tomorrow = yizhan("day-end", "2999-01-01")
    assert tomorrow.returncode == 1 and "day_end_in_future" in tomorrow.stderr
    assert yizhan("loans", "tape", str(tmp_path / "tape.parquet")).stdout.startswith("0 loans written")
    assert "tape_format_unknown" in yizhan("loans", "tape", str(tmp_path / "tape.xls")).stderr
    # One loan's worth of lists in an empty branch: what they say of loans is tested where the loans are.
    assert yizhan("loans", "arrears").stdout == "0 loans in arrears.\n"
    assert yizhan("loans", "claims", "subsidy", "2026-01-01", "2026-03-31").stdout == "0 loans, 0.00 in all.\n"
    assert "choose subsidy or guarantee" in yizhan("loans", "claims", "song", "2026-01-01", "2026-03-31").stderr

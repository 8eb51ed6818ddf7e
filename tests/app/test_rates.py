"""`yizhan rates` as a person runs it: what holds with its source, and a file looked at before anything is proposed."""

import os
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cast import make_cast
from tests.stories.journey import done
from yizhan.app.commands import rates
from yizhan.kernel.clock import SystemClock, branch_date
from yizhan.workflows.rate_fixings import propose_fixing, take_fixing

assert rates.COLUMNS


@pytest.fixture
def yizhan_rates(committing_db, tmp_path):
    """`yizhan rates` on the test's database; status and what was said."""
    def run(*arguments: str) -> tuple[int, str]:
        variables = {**os.environ, "YIZHAN_HOME": str(tmp_path), "DATABASE_URL": committing_db.app_url,
                     "DATABASE_OWNER_URL": committing_db.owner_url}
        command = [sys.executable, "-m", "yizhan.app.cli", "rates", *arguments]
        result = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
        return result.returncode, result.stdout or result.stderr
    return run


def test_rates_are_listed_and_a_file_is_checked(yizhan_rates, tmp_path: Path) -> None:
    cast, clock = make_cast(), SystemClock()
    today = branch_date(clock.now())
    day = today + timedelta(days=2)
    made = done(propose_fixing(cast.operations, clock, "JPY", day, Decimal("0.047912"), "中国货币网"))
    done(take_fixing(cast.branch, clock, made.pk, "confirmed"))
    status, told = yizhan_rates("list")
    assert status == 0 and "JPY        0.0480  since 2023-01-01  assumption" in told and f"12 rates of {today}." in told
    assert f"JPY      0.047912  since {day}  A           中国货币网" in yizhan_rates("list", "--day", day.isoformat())[1]
    file = tmp_path / "rates.csv"
    file.write_text(f"currency,day,rate,source\nUSD,{day},7.1234,x\nUSD,{day},71.0,x\nJPY,{day},0.0479,x\nUSD,{today},7.1,x\n", "utf-8")
    status, told = yizhan_rates("check", str(file))
    assert status == 1
    assert [line.partition("{")[0].rpartition(": ")[2].strip() for line in told.splitlines()] == [
        "can be proposed", "fixing_deviates", "fixing_stands_already", "fixing_day_begun"]
    file.write_text(f"currency,day,rate,source\nUSD,{day},7.1234,x\n", "utf-8")
    assert yizhan_rates("check", str(file))[0] == 0


@pytest.mark.parametrize(("text", "told"), [
    ("currency,rate\nUSD,7.1\n", "has to begin with the line currency,day,rate,source"),
    ("currency,day,rate,source\nUSD,1.12.2026,7.1,x\n", "line 2"), ("currency,day,rate,source\nUSD,2026-12-01,seven,x\n", "line 2")])
def test_a_file_that_cannot_be_read_says_where(yizhan_rates, tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "rates.csv").write_text(text, "utf-8")
    status, said = yizhan_rates("check", str(tmp_path / "rates.csv"))
    assert status == 1 and told in said

"""The command line: quick to start, clear when it fails, one log for all processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from yizhan.app.cli import reported
from yizhan.app.failures import FORESEEN
from yizhan.app.run_log import open_log, say
from yizhan.app.setting_values import SettingError


def test_the_command_starts_without_loading_what_it_may_not_need() -> None:
    heavy = {"django", "psycopg", "numpy", "granian", "duckdb", "yizhan.records", "httpx"}
    script = "import sys, yizhan.app.cli; print('\\n'.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert heavy & set(loaded) == set()


def test_a_foreseen_failure_is_one_line_and_exit_status_1(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise SettingError("YIZHAN_PORT is 'x': give a port")

    assert reported(fail) == 1
    assert capsys.readouterr().err == "yizhan: YIZHAN_PORT is 'x': give a port\n"
    assert SettingError in FORESEEN


def test_a_bug_keeps_its_traceback() -> None:
    with pytest.raises(ZeroDivisionError):
        reported(lambda: 1 // 0)


def test_the_log_says_which_process_spoke_on_the_terminal_and_in_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    say(open_log(tmp_path), "web", "hello")
    assert capsys.readouterr().out.endswith(" web        hello\n")
    assert (tmp_path / "log" / "yizhan.log").read_text().endswith(" web        hello\n")


def test_a_bad_setting_ends_a_command_before_anything_starts(tmp_path: Path) -> None:
    result = subprocess.run([sys.executable, "-m", "yizhan.app.cli", "run"], capture_output=True, text=True,
                            env={**os.environ, "YIZHAN_HOME": str(tmp_path), "YIZHAN_PORT": "none"})
    assert result.returncode == 1
    assert result.stderr.startswith("yizhan: YIZHAN_PORT is 'none'")

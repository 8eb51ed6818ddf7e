"""The process list: what is handed to each process and what is kept from it."""

import subprocess
import sys
import time
from pathlib import Path

import psutil

from yizhan.app.branch_database import BranchDatabase
from yizhan.app.environment import read_environment
from yizhan.app.processes import page_address, process_list

DATABASE = BranchDatabase("postgresql://owner:o@/yizhan", "postgresql://app:a@/yizhan", "postgresql://switch:s@/yizhan")


def test_without_a_core_bank_its_simulator_runs_and_the_others_know_its_address(tmp_path: Path) -> None:
    processes = {process.name: process for process in process_list(read_environment({"YIZHAN_HOME": str(tmp_path)}), DATABASE)}
    assert set(processes) == {"core_bank", "scheme", "directory", "switch", "web", "worker"}
    port = processes["core_bank"].command[processes["core_bank"].command.index("--port") + 1]
    assert processes["worker"].variables["YIZHAN_CORE_BANK_URL"] == f"http://127.0.0.1:{port}"
    assert processes["worker"].needs == ("core_bank",) and processes["switch"].needs == ("core_bank", "scheme", "directory")
    assert processes["switch"].variables["YIZHAN_SCHEMES"].startswith("visa=127.0.0.1:")


def test_where_the_outside_is_named_no_simulator_runs(tmp_path: Path) -> None:
    environment = read_environment({"YIZHAN_HOME": str(tmp_path), "YIZHAN_CORE_BANK_URL": "https://bank.example",
                                    "YIZHAN_SCHEMES": "visa=scheme.example:9583", "YIZHAN_DIRECTORY_URL": "https://directory.example"})
    assert [process.name for process in process_list(environment, DATABASE)] == ["switch", "web", "worker"]
    assert environment.schemes == {"visa": ("scheme.example", 9583)}


def test_what_serves_never_gets_the_owners_address_or_foreign_settings(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", DATABASE.owner_url)
    monkeypatch.setenv("YIZHAN_SWITCH_DATABASE_URL", DATABASE.switch_url)
    monkeypatch.setenv("GRANIAN_WORKERS", "9")
    monkeypatch.setenv("PGOPTIONS", "-c fsync=off")
    for process in process_list(read_environment({"YIZHAN_HOME": str(tmp_path)}), DATABASE):
        assert process.variables["DATABASE_URL"] == DATABASE.app_url
        assert not {"DATABASE_OWNER_URL", "GRANIAN_WORKERS", "PGOPTIONS"} & set(process.variables)
        assert ("YIZHAN_SWITCH_DATABASE_URL" in process.variables) is (process.name == "switch")


def test_an_address_for_all_interfaces_is_shown_as_one_to_open(tmp_path: Path) -> None:
    environment = read_environment({"YIZHAN_HOME": str(tmp_path), "YIZHAN_HOST": "0.0.0.0", "YIZHAN_PORT": "8080"})
    assert page_address(environment) == "http://127.0.0.1:8080"


def test_a_launched_process_ends_with_its_parent_even_after_exec() -> None:
    """Covers yizhan.app.launcher and yizhan.app.parent_death."""
    script = ("import os, subprocess, sys; p = subprocess.Popen([sys.executable, '-m', 'yizhan.app.launcher', str(os.getpid()), "
              "'sleep', '600']); print(p.pid, flush=True); p.wait()")
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    child = psutil.Process(int(parent.stdout.readline()))
    deadline = time.monotonic() + 20
    while child.name() != "sleep":
        assert time.monotonic() < deadline
        time.sleep(0.02)
    parent.kill()
    parent.wait()
    while child.is_running() and child.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_process_whose_parent_is_gone_already_does_not_begin() -> None:
    result = subprocess.run([sys.executable, "-m", "yizhan.app.launcher", "1", "echo", "begun"], capture_output=True, text=True)
    assert result.returncode == -9
    assert result.stdout == ""

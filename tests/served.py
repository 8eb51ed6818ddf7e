"""A branch that other programs can reach: granian on a free loopback port, the worker and the core bank beside it, each ended by its id.

Processes are those of `app/processes.py`, on a database of the test's own. Home, static files and uploads are this test run's.
"""

import fcntl
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from django.conf import settings

from tests.databases import TestDatabase
from yizhan.app.branch_database import BranchDatabase
from yizhan.app.environment import read_environment
from yizhan.app.locks import free_port
from yizhan.app.processes import Process, process_list
from yizhan.app.static_files import collect_static_files

PATIENCE_S = 90


@dataclass(frozen=True, slots=True)
class Served:
    """A branch that answers: its address, its home and its processes by name."""

    address: str
    port: int
    home: Path
    processes: Mapping[str, subprocess.Popen]
    log: Path
    switch_port: int

    def memory_bytes(self) -> int:
        """Resident memory of the web server and its children."""
        web = psutil.Process(self.processes["web"].pid)
        return sum(process.memory_info().rss for process in (web, *web.children(recursive=True)))


@contextmanager
def served(database: TestDatabase, folder: Path, *names: str, **variables: str) -> Iterator[Served]:
    """Serve the branch with the named processes (web when none is named) until the block ends; `folder` holds their log."""
    home, port = settings.ENVIRONMENT.home, free_port()
    # The settings were read in the controller's environment, so all workers of a run share this home; one collects, the others wait.
    with (home / "collect.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        collect_static_files(home)
    ports = {"YIZHAN_PORT": str(port), "YIZHAN_SWITCH_PORT": str(free_port())}
    environment = read_environment({"YIZHAN_HOME": str(home), **ports, **variables})
    wanted = [
        process
        for process in process_list(environment, BranchDatabase(database.owner_url, database.app_url, database.switch_url))
        if process.name in (names or ("web",))
    ]
    log = folder / "served.log"
    with ExitStack() as stack:
        output = stack.enter_context(log.open("w"))
        running = {process.name: stack.enter_context(_running(process, output, {**variables, **ports})) for process in wanted}
        for process in wanted:
            if process.ready:
                _wait_for(process.ready.url, log)
        yield Served(f"http://127.0.0.1:{port}", port, home, running, log, environment.switch_port)


@contextmanager
def _running(process: Process, output, variables: Mapping[str, str]) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-P", "-m", "yizhan.app.launcher", str(os.getpid()), *process.command]
    child = subprocess.Popen(command, env={**process.variables, **variables}, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield child
    finally:
        family = psutil.Process(child.pid).children(recursive=True) if child.poll() is None else []
        child.terminate()
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        for left in psutil.wait_procs(family, 5)[1]:
            left.kill()


def _wait_for(address: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=5):
                return
        except OSError:
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)

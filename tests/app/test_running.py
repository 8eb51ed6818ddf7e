"""`yizhan run` as a whole: each process is killed in turn and one generation serves afterwards; killed itself, it leaves nothing."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from yizhan.app.locks import free_port
from yizhan.embedded.keeper import keeper_process
from yizhan.embedded.places import places_of
from yizhan.embedded.postmaster import processes_in

pytestmark = pytest.mark.xdist_group("running")  # one worker, since the module shares a home
PATIENCE_S = 120


class Branch:
    """A branch that runs in a home of its own, and what a test asks about it."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.output = home.parent / "output"
        self.variables = {**os.environ, "YIZHAN_HOME": str(home), "YIZHAN_PORT": str(self.port), "YIZHAN_SWITCH_PORT": str(free_port()),
                          "YIZHAN_DEMO": "0"}
        self.supervisor: subprocess.Popen | None = None

    def start(self) -> None:
        """Start, and wait until the address is printed."""
        with self.output.open("w") as output:
            self.supervisor = subprocess.Popen([sys.executable, "-m", "yizhan.app.cli", "run"], env=self.variables,
                                               stdout=output, stderr=subprocess.STDOUT)
        self.until(lambda: "Yizhan is open at" in self.output.read_text())

    def until(self, condition) -> None:
        """Wait for a condition, or fail with the log."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.05)

    def serving(self) -> set[int]:
        """Processes of any generation: whatever has this home in its environment, but for the keeper and ourselves."""
        found = set()
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if (process.status() != psutil.STATUS_ZOMBIE and process.environ().get("YIZHAN_HOME") == str(self.home)
                        and "yizhan.embedded.keeper" not in process.cmdline()):
                    found.add(process.pid)
        return found

    def listeners(self) -> int:
        """How many groups of processes listen on the port; granian and its worker are one."""
        found = set()
        for number in self.serving():
            with contextlib.suppress(psutil.Error, ProcessLookupError):
                connections = psutil.Process(number).net_connections("tcp")
                if any(c.status == psutil.CONN_LISTEN and c.laddr.port == self.port for c in connections):
                    found.add(os.getpgid(number))
        return len(found)

    def answers(self) -> bool:
        """Whether a page comes from the port, with a working database behind it."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def last_process(self, name: str) -> int:
        """The number of the newest process of that name, from the log."""
        return int(re.findall(rf" {name} +started as process (\d+)", self.output.read_text())[-1])


@pytest.fixture
def branch(modules_home: Path) -> Iterator[Branch]:
    """A running branch; afterwards nothing of it is left."""
    running = Branch(modules_home)
    running.start()
    yield running
    if running.supervisor.poll() is None:
        running.supervisor.send_signal(signal.SIGTERM)
        running.supervisor.wait(60)


def test_each_process_may_be_killed_and_one_generation_serves_afterwards(branch: Branch) -> None:
    web = branch.last_process("web")
    (web_worker,) = psutil.Process(web).children()
    for victim in (web_worker.pid, branch.last_process("core_bank")):
        os.kill(victim, signal.SIGKILL)
        branch.until(lambda: branch.answers() and branch.listeners() == 1)
    branch.until(lambda: branch.last_process("web") != web)
    web = branch.last_process("web")
    branch.until(branch.answers)
    children = {child.pid for child in psutil.Process(web).children()}
    os.kill(web, signal.SIGKILL)
    branch.until(lambda: branch.last_process("web") != web and branch.answers() and branch.listeners() == 1)
    assert not children & branch.serving()


def test_the_branch_serves_on_after_the_death_of_keeper_and_server(branch: Branch) -> None:
    places = places_of(branch.home)
    keeper = keeper_process(places.lock)
    os.kill(keeper, signal.SIGKILL)
    branch.until(lambda: keeper_process(places.lock) not in (None, keeper) and branch.answers())
    os.kill(min(processes_in(places.data), key=lambda process: process.create_time()).pid, signal.SIGKILL)
    branch.until(branch.answers)
    assert branch.listeners() == 1


def test_a_killed_supervisor_takes_everything_with_it_and_the_next_one_serves(branch: Branch) -> None:
    branch.supervisor.kill()
    branch.supervisor.wait()
    branch.until(lambda: branch.serving() == set())
    branch.start()
    assert branch.answers()
    assert branch.listeners() == 1


def test_a_second_generation_is_refused_and_a_stop_leaves_nothing(branch: Branch) -> None:
    second = subprocess.run([sys.executable, "-m", "yizhan.app.cli", "run"], env=branch.variables, capture_output=True, text=True)
    assert second.returncode == 1
    assert f"process {branch.supervisor.pid}" in second.stderr
    other_home = {**branch.variables, "YIZHAN_HOME": str(branch.home.parent / "other")}
    other = subprocess.run([sys.executable, "-m", "yizhan.app.cli", "run"], env=other_home, capture_output=True, text=True)
    assert other.returncode == 1
    assert "YIZHAN_PORT" in other.stderr
    branch.supervisor.send_signal(signal.SIGINT)
    assert branch.supervisor.wait(60) == 0
    assert branch.serving() == set()
    branch.until(lambda: processes_in(places_of(branch.home).data) == [])

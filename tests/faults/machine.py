"""The processes of a fault run and what is done to them: the switch, PostgreSQL with its writers' connections, the scheme."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil
import psycopg

from tests.faults.client import SECRET
from tests.faults.park import Park
from yizhan.app.branch_database import BranchDatabase
from yizhan.app.environment import read_environment
from yizhan.app.locks import free_port
from yizhan.app.processes import Process, process_list
from yizhan.embedded import Server
from yizhan.embedded.places import places_of
from yizhan.embedded.postmaster import processes_in
from yizhan.payments.stored import SCHEMES
from yizhan.simulators.scheme.serving import scheme_process

ROOT: Final = Path(__file__).resolve().parents[2]
STARTING_S: Final = 60
THEIRS, OURS = "yizhan.app.switching:application", "tests.faults.application:application"
# Parts of all payments. A cut breaks the link under everything that is under way on it.
RATES: Final = {"drop": 0.006, "lose": 0.006, "delay": 0.006, "late": 0.006, "duplicate": 0.01, "cut": 0.001, "garble": 0.002,
                "drop_reversal": 0.003, "fail_reversal": 0.003}
# Longer than the switch waits, so that a delayed answer finds its payment given up; the latency keeps many payments under way.
DELAY_MS, LATENCY_MS = 2_500, 150


@dataclass(slots=True)
class Machine:
    """What runs, and how it is struck."""

    server: Server
    home: Path
    switch: Process
    output: Path
    variables: dict[str, str]
    children: list[subprocess.Popen] = field(default_factory=list)

    @property
    def port(self) -> int:
        """Where the switch listens."""
        return int(self.variables["YIZHAN_SWITCH_PORT"])

    def start_switch(self) -> None:
        """Start it; `wait_open` says when it takes payments."""
        command = [sys.executable, "-P", "-m", "yizhan.app.launcher", str(os.getpid()), *self.switch.command]
        with self.output.open("a") as output:
            child = subprocess.Popen(command, env={**self.switch.variables, **self.variables}, stdout=output, stderr=subprocess.STDOUT)
        self.children.append(child)

    def wait_open(self) -> None:
        """Until the switch takes payments; one that could not start is started again, as the supervisor does."""
        deadline = time.monotonic() + STARTING_S
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        while True:
            with suppress(OSError), opener.open(self.switch.ready.url, timeout=2):
                return
            assert time.monotonic() < deadline, self.output.read_text()[-5000:]
            if self.children[-1].poll() is not None:
                self.start_switch()
            time.sleep(0.1)

    def kill_switch(self) -> None:
        """SIGKILL for granian, then for its workers, by their ids."""
        child = self.children[-1]
        family = psutil.Process(child.pid).children(recursive=True) if child.poll() is None else []
        child.kill()
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        child.wait()
        psutil.wait_procs(family, 10)

    def kill_database(self) -> None:
        """SIGKILL for the postmaster and all its children, by their ids. The keeper starts the server anew."""
        for process in processes_in(places_of(self.home).data.resolve()):
            with suppress(psutil.NoSuchProcess):
                process.kill()

    def wait_database(self) -> float:
        """Seconds until the database answers again."""
        began = time.monotonic()
        while time.monotonic() < began + STARTING_S:
            with suppress(psycopg.OperationalError):
                self.rows("SELECT 1")
                break
            time.sleep(0.05)
        return time.monotonic() - began

    def database_began(self) -> object:
        """When the server was started; another moment proves that it was killed."""
        return self.rows("SELECT pg_postmaster_start_time()")[0][0]

    def cut_writers(self) -> int:
        """End the connections of the switch's writers, and that of its lock; how many there were."""
        found = self.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'yizhan switch writer'",
                          self.server.superuser_url)
        return len(found)

    def rows(self, query: str, url: str = "") -> list[tuple]:
        """Rows of the database, as the owner."""
        with psycopg.connect(url or self.server.owner_url, autocommit=True, connect_timeout=10) as connection:
            return connection.execute(query).fetchall()


@contextmanager
def running(server: Server, home: Path, folder: Path, park: Park, clock_file: Path, seed: int) -> Iterator[Machine]:
    """Scheme and switch until the block ends; the scheme's journal is `scheme.journal` in the folder."""
    faults = [f"--fault={name}={rate}" for name, rate in RATES.items()]
    with scheme_process("--journal", str(folder / "scheme.journal"), "--seed", str(seed), "--delay-ms", str(DELAY_MS),
                        "--latency-ms", str(LATENCY_MS), *faults) as scheme:
        schemes = ",".join(f"{name}=127.0.0.1:{scheme.port}" for name in SCHEMES.values())
        own = {"YIZHAN_HOME": str(home), "YIZHAN_SWITCH_PORT": str(free_port()), "YIZHAN_SWITCH_KEY": SECRET,
               "YIZHAN_VAULT_KEYS": str(park.key_file), "YIZHAN_SCHEMES": schemes}
        database = BranchDatabase(server.owner_url, server.app_url, server.switch_url)
        found = next(process for process in process_list(read_environment(own), database) if process.name == "switch")
        command = tuple(OURS if part == THEIRS else part for part in found.command)
        assert OURS in command
        paths = os.pathsep.join(filter(None, (str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH"))))
        machine = Machine(server, home, Process("switch", command, found.ready, variables=found.variables), folder / "switch.log",
                          {**own, "FAULT_RUN_CLOCK": str(clock_file), "PYTHONPATH": paths})
        try:
            machine.start_switch()
            machine.wait_open()
            yield machine
        finally:
            machine.kill_switch()

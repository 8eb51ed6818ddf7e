"""The supervisor with small processes: order, readiness, restart, back-off, a clean end."""

import asyncio
import io
import logging
import os
import signal
import sys
import time

import psutil

from yizhan.app import supervisor as supervisor_module
from yizhan.app.locks import free_port
from yizhan.app.processes import HttpReady, Process
from yizhan.app.supervisor import Supervisor

SLEEPER = (sys.executable, "-c", "import time; time.sleep(600)")
PARENT = (sys.executable, "-c", "import subprocess, time; p = subprocess.Popen(['sleep', '600']); print('child', p.pid, flush=True); "
          "time.sleep(600)")
STUBBORN = (sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); "
            "time.sleep(600)")


class Watch:
    """A running supervisor, its log as text, and what a test waits for in it."""

    def __init__(self, *processes: Process) -> None:
        self.text = io.StringIO()
        log = logging.Logger("test")
        log.addHandler(logging.StreamHandler(self.text))
        log.handlers[0].setFormatter(logging.Formatter("%(process_name)s: %(message)s"))
        self.supervisor = Supervisor(processes, log)

    async def __aenter__(self) -> "Watch":
        self.task = asyncio.create_task(self.supervisor.run())
        return self

    async def __aexit__(self, *details) -> None:
        self.supervisor.stop()
        await asyncio.wait_for(self.task, 30)

    async def says(self, words: str, times: int = 1) -> str:
        """The rest of the line that holds these words, as soon as it was said so many times."""
        deadline = time.monotonic() + 30
        while self.text.getvalue().count(words) < times:
            assert time.monotonic() < deadline, self.text.getvalue()
            await asyncio.sleep(0.02)
        return [line for line in self.text.getvalue().splitlines() if words in line][times - 1].split(words)[1]


def test_a_process_waits_for_what_it_needs() -> None:
    async def story() -> None:
        port = free_port()
        server = Process("bank", (sys.executable, "-u", "-m", "http.server", str(port), "--bind", "127.0.0.1"),
                         HttpReady(f"http://127.0.0.1:{port}/"))
        async with Watch(Process("worker", SLEEPER, needs=("bank",)), server) as watch:
            await asyncio.wait_for(watch.supervisor.all_ready(), 30)
            said = watch.text.getvalue()
            assert said.index("bank: ready") < said.index("worker: started")

    asyncio.run(story())


def test_a_killed_process_starts_again_and_leaves_no_child_behind() -> None:
    async def story() -> None:
        async with Watch(Process("web", PARENT)) as watch:
            grandchild = int(await watch.says("web: child "))
            os.kill(int(await watch.says("web: started as process ")), signal.SIGKILL)
            await watch.says("web: child ", times=2)
            assert not psutil.pid_exists(grandchild) or psutil.Process(grandchild).status() == psutil.STATUS_ZOMBIE

    asyncio.run(story())


def test_a_process_that_keeps_failing_is_started_less_and_less_often() -> None:
    async def story() -> None:
        async with Watch(Process("broken", (sys.executable, "-c", "raise SystemExit(3)"))) as watch:
            await watch.says("starts again in", times=2)
            said = [line for line in watch.text.getvalue().splitlines() if "starts again" in line]
            assert said == ["broken: ended with status 3; starts again in 1 s", "broken: ended with status 3; starts again in 2 s"]

    asyncio.run(story())


def test_a_process_that_does_not_listen_is_killed_after_the_grace(monkeypatch) -> None:
    monkeypatch.setattr(supervisor_module, "GRACE_S", 0.5)

    async def story() -> None:
        async with Watch(Process("stubborn", STUBBORN)) as watch:
            await watch.says("deaf")
            number = int(await watch.says("started as process "))
        assert not psutil.pid_exists(number)

    asyncio.run(story())


def test_the_last_words_of_a_failing_process_are_in_the_log() -> None:
    async def story() -> None:
        last_words = "print('line\\n' * 2000, 'why', flush=True); raise SystemExit(3)"
        async with Watch(Process("broken", (sys.executable, "-c", last_words))) as watch:
            await watch.says("broken: ended with status 3")
            assert "broken:  why" in watch.text.getvalue()

    asyncio.run(story())

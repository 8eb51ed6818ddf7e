"""Supervises the processes of a branch: starts, restarts with back-off, watches readiness, and stops them all.

Why our own: no kept library gives what matters most here, that a killed supervisor takes every process with it and that a
second generation cannot serve beside the first (docs/decisions/0012).
"""

import asyncio
import contextlib
import http.client
import logging
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence

from yizhan.app.processes import HttpReady, Process
from yizhan.app.run_log import say

GRACE_S = 10.0
PAUSE_S_MIN, PAUSE_S_MAX = 0.5, 30.0
STEADY_S = 30.0
LAST_WORDS_S = 2.0
READY_PAUSE_S = EXIT_PAUSE_S = 0.1
SETTLED_S = 1.0  # a process without a readiness check is ready when it has lived this long
LINE_BYTES_MAX = 1_000_000
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy of this machine's user is none of ours


class Supervisor:
    """Runs until `stop` is called; `inherited` descriptors (the locks) are handed to every process."""

    def __init__(self, processes: Sequence[Process], log: logging.Logger, inherited: Sequence[int] = ()) -> None:
        self._processes = processes
        self._log = log
        self._inherited = tuple(inherited)
        self._stopping = asyncio.Event()
        self._ready = {process.name: asyncio.Event() for process in processes}

    def stop(self) -> None:
        """Ask everything to end; `run` returns when it has."""
        self._stopping.set()

    async def run(self) -> None:
        """Keep all processes running until `stop`."""
        await asyncio.gather(*(self._tend(process) for process in self._processes))

    async def all_ready(self) -> None:
        """Wait until every process is ready at the same time."""
        while not all(event.is_set() for event in self._ready.values()):
            for event in self._ready.values():
                await event.wait()

    async def _tend(self, process: Process) -> None:
        """One process through all its lives."""
        pause_s = PAUSE_S_MIN
        while await self._needs_met(process):
            began = time.monotonic()
            status = await self._live_once(process)
            if self._stopping.is_set():
                return
            pause_s = PAUSE_S_MIN if time.monotonic() - began > STEADY_S else min(pause_s * 2, PAUSE_S_MAX)
            say(self._log, process.name, f"ended with status {status}; starts again in {pause_s:.0f} s")
            await self._pause(pause_s)

    async def _needs_met(self, process: Process) -> bool:
        """Wait for what the process needs; False when we are stopping."""
        needs = [asyncio.create_task(self._ready[name].wait()) for name in process.needs]
        stop = asyncio.create_task(self._stopping.wait())
        met = asyncio.gather(*needs)
        await asyncio.wait([met, stop], return_when=asyncio.FIRST_COMPLETED)
        for task in (met, stop):
            task.cancel()
        return not self._stopping.is_set()

    async def _live_once(self, process: Process) -> int:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "yizhan.app.launcher", str(os.getpid()), *process.command,
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
            env=dict(process.variables) or None, process_group=0, pass_fds=self._inherited, limit=LINE_BYTES_MAX)
        say(self._log, process.name, f"started as process {child.pid}")
        last_words = asyncio.create_task(self._copy_lines(process, child.stdout))
        tasks = [asyncio.create_task(self._announce(process)), asyncio.create_task(self._end_when_stopping(child))]
        try:
            while child.returncode is None:  # `wait` would also wait for whoever else holds the output's pipe
                await asyncio.sleep(EXIT_PAUSE_S)
            return child.returncode
        finally:
            self._ready[process.name].clear()
            _signal_group(child.pid, signal.SIGKILL)  # whatever the process itself left behind
            await asyncio.wait([last_words], timeout=LAST_WORDS_S)
            for task in (last_words, *tasks):
                task.cancel()
            await asyncio.gather(last_words, *tasks, return_exceptions=True)

    async def _copy_lines(self, process: Process, stream: asyncio.StreamReader) -> None:
        while True:
            try:
                line = await stream.readline()
            except ValueError:  # a line beyond the limit; asyncio has dropped it
                line = b"(a line too long to log)"
            if not line:
                return
            say(self._log, process.name, line.decode(errors="replace").rstrip())

    async def _announce(self, process: Process) -> None:
        began = time.monotonic()
        if process.ready is None:
            await asyncio.sleep(SETTLED_S)
        while process.ready and not await asyncio.to_thread(_answers, process.ready):
            await asyncio.sleep(READY_PAUSE_S)
        self._ready[process.name].set()
        say(self._log, process.name, f"ready after {time.monotonic() - began:.1f} s")

    async def _end_when_stopping(self, child: asyncio.subprocess.Process) -> None:
        """The process itself first, in its own order; its whole group when it takes too long."""
        await self._stopping.wait()
        with contextlib.suppress(ProcessLookupError):
            child.terminate()
        await asyncio.sleep(GRACE_S)
        _signal_group(child.pid, signal.SIGKILL)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


def _signal_group(group: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def _answers(ready: HttpReady) -> bool:
    request = urllib.request.Request(ready.url, headers={"Host": ready.host} if ready.host else {})  # noqa: S310
    try:
        with _DIRECT.open(request, timeout=2):
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except (OSError, http.client.HTTPException):
        return False

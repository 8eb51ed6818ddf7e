"""The scheme as a process: served until a signal, and started by whoever needs one beside itself (tests, benchmarks)."""

import asyncio
import contextlib
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from yizhan.simulators.scheme.server import Scheme, SchemeOptions

STOP_S = 10


async def serve(options: SchemeOptions) -> None:
    """Say where the scheme listens, and serve until the process is asked to end."""
    scheme, over = Scheme(options), asyncio.Event()
    port = await scheme.start()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, over.set)
    print(f"scheme {options.scheme} on 127.0.0.1:{port}", flush=True)
    await over.wait()
    await scheme.stop()


@dataclass(slots=True)
class SchemeProcess:
    """A scheme that runs beside us."""

    process: subprocess.Popen
    port: int

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def scheme_process(*arguments: str) -> Iterator[SchemeProcess]:
    """A scheme in a process of its own, with the options of its command line; ended with the block."""
    command = (sys.executable, "-m", "yizhan.simulators.scheme", *arguments)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 — our own program.
    try:
        line = process.stdout.readline() if process.stdout else ""
        found = re.search(r":(\d+)$", line.strip())
        if found is None:
            raise RuntimeError(f"the scheme did not start: {line!r}")
        yield SchemeProcess(process, int(found[1]))
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_S)
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()

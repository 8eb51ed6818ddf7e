"""One running server as the keeper's direct child, and the end of servers whose keeper has died."""

import ctypes
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from yizhan.embedded.account import run_as
from yizhan.embedded.places import Places

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded before any fork
FAST_STOP_S, IMMEDIATE_STOP_S = 60, 20


def start(places: Places, programs: Path) -> subprocess.Popen:
    """Start the server in the foreground as our child; it says on our standard error what it has to say."""
    return subprocess.Popen([str(programs / "postgres"), "-D", str(places.data)], cwd="/", stdin=subprocess.DEVNULL,  # noqa: S603
                            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}, preexec_fn=_stop_with_keeper,
                            process_group=0, **run_as(places.account))


def is_ready(places: Places, process: subprocess.Popen) -> bool:
    """Whether the server accepts connections: it says so itself in the eighth line of its pid file, as pg_ctl reads it."""
    try:
        lines = (places.data / "postmaster.pid").read_text(encoding="ascii", errors="replace").splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[0].strip() == str(process.pid) and lines[7].strip() == "ready"


def end_orphans(places: Places) -> None:
    """End whatever still runs in this cluster's folder, then remove the traces that would stop a new server.

    A zombie counts as dead although its number still exists; PostgreSQL itself would take it for alive and refuse to start.
    """
    for signal_number, patience_s in ((signal.SIGINT, FAST_STOP_S), (signal.SIGQUIT, IMMEDIATE_STOP_S), (signal.SIGKILL, None)):
        if _gone(places, signal_number, patience_s):
            break
    for trace in (places.data / "postmaster.pid", places.sockets / ".s.PGSQL.5432.lock", places.sockets / ".s.PGSQL.5432"):
        trace.unlink(missing_ok=True)


def processes_in(data: Path) -> list[psutil.Process]:
    """Living server processes of a cluster; they all have its folder as their working directory."""
    found = psutil.process_iter(["name", "status", "cwd"])
    return [process for process in found if process.info["name"] == "postgres" and process.info["cwd"] == str(data)
            and process.info["status"] != psutil.STATUS_ZOMBIE]


def _gone(places: Places, signal_number: int, patience_s: float | None) -> bool:
    """Signal the postmaster, or all when it is no longer there to pass the signal on, and wait."""
    data = places.data.resolve()
    processes = processes_in(data)
    numbers = {process.pid for process in processes}
    heads = [process for process in processes if _parent(process) not in numbers]
    for process in processes if signal_number == signal.SIGKILL else heads:
        _signal(process, signal_number)
    deadline = time.monotonic() + (patience_s or float("inf"))
    while processes_in(data):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _parent(process: psutil.Process) -> int:
    try:
        return process.ppid()
    except psutil.NoSuchProcess:
        return 0


def _signal(process: psutil.Process, signal_number: int) -> None:
    try:
        process.send_signal(signal_number)
    except psutil.NoSuchProcess:
        pass


def _stop_with_keeper() -> None:
    """Runs in the child after the change of account: if the keeper dies, the kernel asks the server for a fast stop."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)

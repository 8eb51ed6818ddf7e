"""Locks that make sure one generation of processes serves a home and a port.

A lock is a file lock on an open descriptor. The supervisor hands the descriptors to its children, so a lock stays taken until
the last process of a generation has ended, even when the supervisor itself was killed.
"""

import fcntl
import os
import socket
import tempfile
import time
from pathlib import Path

PATIENCE_S = 3.0  # the old generation's last moments
RETRY_PAUSE_S = 0.05


class AlreadyRunning(RuntimeError):
    """Another generation holds the lock, or another program the port; the message says which and what to do."""


def home_lock_path(home: Path) -> Path:
    """The lock of everything that serves from a home."""
    return home / "run.lock"


def port_lock_path(port: int) -> Path:
    """The lock of a port. Per user: the kernel lets only processes of one user share a port."""
    return Path(tempfile.gettempdir()) / f"yizhan-{os.getuid()}-port-{port}.lock"


def hold(path: Path, refusal: str, patience_s: float = PATIENCE_S) -> int:
    """An inheritable descriptor that holds the lock; our process number is written into the file.

    Raises AlreadyRunning with `refusal` and the holder's number when the lock is not free within the patience.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    deadline = time.monotonic() + patience_s
    while not _try(descriptor):
        if time.monotonic() > deadline:
            holder = os.pread(descriptor, 32, 0).decode(errors="replace").strip()
            os.close(descriptor)
            raise AlreadyRunning(refusal.format(process=holder or "unknown"))
        time.sleep(RETRY_PAUSE_S)
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock now."""
    if not path.exists():
        return False
    descriptor = os.open(path, os.O_RDWR)
    try:
        return not _try(descriptor)
    finally:
        os.close(descriptor)


def require_free_port(host: str, port: int, setting: str = "YIZHAN_PORT") -> None:
    """Raise AlreadyRunning when something listens on the port. Granian itself would share it without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise AlreadyRunning(f"cannot listen on {host}:{port} ({error.strerror}). "
                                 f"End the program that uses it, or set {setting} to a free port.") from None


def free_port() -> int:
    """A port on loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

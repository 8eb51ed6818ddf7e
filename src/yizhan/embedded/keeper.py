"""The keeper: one process per cluster that owns the server, and stops it shortly after the last lease has closed.

    python -m yizhan.embedded.keeper HOME

It binds the lease socket before it detaches, so whoever started it can connect as soon as the command returns.
Exit status: 0 detached, BUSY another keeper has the lock, anything else with the reason on standard error.
"""

import contextlib
import fcntl
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from yizhan.embedded import postmaster
from yizhan.embedded.binaries import server_programs
from yizhan.embedded.cluster import ensure_cluster
from yizhan.embedded.errors import EmbeddedError
from yizhan.embedded.places import Places, places_of

BUSY = 75
LINGER_S = 3.0
STARTS_MAX = 5
RESTART_PAUSE_S = 0.5
LOG_BYTES_MAX = 20_000_000
READY = b"ready\n"


class Keeper:
    """The state of one keeper: the server, the leases and how often starting has failed."""

    def __init__(self, places: Places, listener: socket.socket) -> None:
        self._places = places
        self._listener = listener
        self._leases: set[socket.socket] = set()
        self._selector = selectors.DefaultSelector()
        self._selector.register(listener, selectors.EVENT_READ)
        self._server: subprocess.Popen | None = None
        self._ready = False
        self._starts_failed = 0
        self._idle_since: float | None = time.monotonic()
        self._told_to_stop = False

    def run(self) -> None:
        """Keep the server until the last lease has been closed for a while, or a signal asks to stop."""
        self._listen_to_signals()
        try:
            self._programs = server_programs(self._places.account)
            if self._places.data.exists():
                postmaster.end_orphans(self._places)
            ensure_cluster(self._places, self._programs)
            self._server = postmaster.start(self._places, self._programs)
            while not self._finished():
                self._step()
        except (EmbeddedError, OSError) as error:
            self._fail(str(error))
        self._places.lease.unlink(missing_ok=True)
        self._listener.close()
        self._stop_server()

    def _listen_to_signals(self) -> None:
        reader, self._waker = socket.socketpair()
        for end in (reader, self._waker):
            end.setblocking(False)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._be_told_to_stop)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        self._selector.register(reader, selectors.EVENT_READ)

    def _be_told_to_stop(self, number: int, frame: object) -> None:
        self._told_to_stop = True

    def _finished(self) -> bool:
        if self._told_to_stop:
            return True
        return self._idle_since is not None and time.monotonic() - self._idle_since > LINGER_S

    def _step(self) -> None:
        patience_s = 0.02 if not self._ready else 0.5 if self._idle_since is not None else 60.0
        for key, _ in self._selector.select(patience_s):
            self._hear(key.fileobj)
        self._look_after_server()
        _shorten(self._places.log)

    def _hear(self, source: socket.socket) -> None:
        if source is self._listener:
            self._admit()
        elif source in self._leases:
            self._release(source)
        else:
            source.recv(4096)  # a signal's wake-up; its handler has run already

    def _admit(self) -> None:
        lease, _ = self._listener.accept()
        lease.setblocking(False)
        self._leases.add(lease)
        self._selector.register(lease, selectors.EVENT_READ)
        self._idle_since = None
        if self._ready:
            self._tell(lease, READY)

    def _release(self, lease: socket.socket) -> None:
        """Clients send nothing; whatever wakes us on a lease is its end."""
        self._selector.unregister(lease)
        self._leases.discard(lease)
        lease.close()
        if not self._leases:
            self._idle_since = time.monotonic()

    def _look_after_server(self) -> None:
        if self._server.poll() is not None:
            self._restart_server()
        elif not self._ready and postmaster.is_ready(self._places, self._server):
            self._ready, self._starts_failed = True, 0
            for lease in set(self._leases):
                self._tell(lease, READY)

    def _restart_server(self) -> None:
        """The server ended by itself. Recovery may take as long as it takes; a server that never gets that far may not."""
        self._starts_failed = 1 if self._ready else self._starts_failed + 1
        self._ready = False
        if self._starts_failed > STARTS_MAX:
            raise EmbeddedError(f"PostgreSQL does not start; the end of {self._places.log}:\n{_tail(self._places.log)}")
        time.sleep(RESTART_PAUSE_S * (self._starts_failed - 1))
        postmaster.end_orphans(self._places)
        self._server = postmaster.start(self._places, self._programs)

    def _fail(self, reason: str) -> None:
        print(f"keeper: {reason}", file=sys.stderr, flush=True)
        self._listener.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                self._admit()
        for lease in set(self._leases):
            self._tell(lease, f"failed {reason}\n".encode())

    def _tell(self, lease: socket.socket, message: bytes) -> None:
        with contextlib.suppress(OSError):  # a client that has gone is noticed by its closed lease
            lease.send(message)

    def _stop_server(self) -> None:
        if self._server and self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait()


def take_lock(path: Path) -> int | None:
    """A descriptor that holds the lock for as long as this process lives, or None when another one has it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def keeper_process(lock: Path) -> int | None:
    """The process number of the keeper that holds the lock, or None when there is none."""
    descriptor = take_lock(lock)
    if descriptor is not None:
        os.close(descriptor)
        return None
    return int(lock.read_text(encoding="ascii") or 0) or None


def _bind(places: Places) -> socket.socket:
    places.lease.unlink(missing_ok=True)  # we hold the lock, so whoever made it is gone
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(places.lease))
    places.lease.chmod(0o600)
    listener.listen(128)
    return listener


def _detach(log: Path) -> None:
    """Leave the terminal, the session and the folder of whoever started us; speak to the log from here on."""
    if os.fork():
        os._exit(0)
    os.setsid()
    os.chdir("/")
    log_file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (log_file, 1), (log_file, 2)):
        os.dup2(source, target)


def _shorten(log: Path) -> None:
    """Everybody appends to the log, so it can be copied aside and emptied while it is open."""
    if log.exists() and log.stat().st_size > LOG_BYTES_MAX:
        shutil.copyfile(log, log.with_suffix(".log.1"))
        os.truncate(log, 0)


def _tail(log: Path) -> str:
    return log.read_bytes()[-1500:].decode(errors="replace") if log.exists() else ""


def main() -> int:
    """Take the lock, open the lease socket, detach and keep the server."""
    try:
        places = places_of(Path(sys.argv[1]))
        lock = take_lock(places.lock)
        if lock is None:
            return BUSY
        listener = _bind(places)
    except (EmbeddedError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    _detach(places.log)
    os.pwrite(lock, f"{os.getpid():<10}\n".encode(), 0)
    Keeper(places, listener).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""One generation per home and port: the lock outlives a killed supervisor for as long as a child lives."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from yizhan.app import locks

HOLDER = """
import subprocess, sys
from pathlib import Path
from yizhan.app import locks
descriptor = locks.hold(Path(sys.argv[1]), "")
child = subprocess.Popen(["sleep", "60"], pass_fds=[descriptor])
print(child.pid, flush=True)
child.wait()
"""


def test_a_second_holder_is_told_who_the_first_is(tmp_path: Path) -> None:
    lock = tmp_path / "run.lock"
    first = locks.hold(lock, "")
    with pytest.raises(locks.AlreadyRunning, match=f"held by {os.getpid()}"):
        locks.hold(lock, "held by {process}", patience_s=0)
    os.close(first)
    os.close(locks.hold(lock, "free again", patience_s=0))


def test_the_lock_stays_taken_until_the_last_child_of_a_killed_supervisor_has_ended(tmp_path: Path) -> None:
    lock = tmp_path / "run.lock"
    supervisor = subprocess.Popen([sys.executable, "-c", HOLDER, str(lock)], stdout=subprocess.PIPE, text=True)
    child = int(supervisor.stdout.readline())
    supervisor.kill()
    supervisor.wait()
    assert locks.is_held(lock)
    os.kill(child, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while locks.is_held(lock):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_taken_port_is_refused_with_the_fix_even_when_the_owner_would_share_it() -> None:
    with socket.socket() as owner:
        owner.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        owner.bind(("127.0.0.1", 0))
        owner.listen()
        port = owner.getsockname()[1]
        with pytest.raises(locks.AlreadyRunning, match="YIZHAN_PORT"):
            locks.require_free_port("127.0.0.1", port)
    locks.require_free_port("127.0.0.1", port)


def test_a_free_port_can_be_bound() -> None:
    locks.require_free_port("127.0.0.1", locks.free_port())

"""A launched process becomes its command, and ends when its supervisor is not there."""

import os
import subprocess
import sys

from yizhan.app import launcher


def launched(supervisor: int, *command: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", launcher.__name__, str(supervisor), *command], capture_output=True, timeout=60, check=False
    )


def test_the_command_s_output_and_status_are_the_process_s() -> None:
    done = launched(os.getpid(), sys.executable, "-c", "print('here'); raise SystemExit(7)")
    assert (done.stdout.strip(), done.returncode) == (b"here", 7)


def test_nothing_runs_for_a_supervisor_that_is_gone() -> None:
    done = launched(os.getpid() + 1_000_000, sys.executable, "-c", "print('orphan')")
    assert b"orphan" not in done.stdout
    assert done.returncode != 0

"""Starts one supervised process so that it cannot outlive its supervisor.

    python -m yizhan.app.launcher SUPERVISOR COMMAND …

On Linux it asks the kernel and becomes the command. Elsewhere it stays, watches the supervisor and ends the whole group.
"""

import os
import signal
import subprocess
import sys
import time

from yizhan.app.parent_death import WATCH_PAUSE_S, die_with


def main() -> int:
    """Become, or watch over, the command in our arguments; the exit status is the command's."""
    supervisor, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform != "linux":
        return _watch_over(supervisor, command)
    die_with(supervisor)
    return os.execvp(command[0], command)  # noqa: S606 - never returns


def _watch_over(supervisor: int, command: list[str]) -> int:
    child = subprocess.Popen(command)  # noqa: S603
    signal.signal(signal.SIGTERM, lambda number, frame: child.terminate())
    while child.poll() is None:
        if os.getppid() != supervisor:
            os.killpg(0, signal.SIGKILL)
        time.sleep(WATCH_PAUSE_S)
    return child.returncode


if __name__ == "__main__":
    sys.exit(main())

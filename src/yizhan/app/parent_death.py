"""Ends a process when its parent dies, however the parent dies.

Measured: granian's worker kept serving after its parent was killed, so every generation must take its children with it.
"""

import ctypes
import os
import signal
import sys
import threading
import time

PR_SET_PDEATHSIG = 1
WATCH_PAUSE_S = 0.5


def die_with(parent: int) -> None:
    """End this process (SIGKILL) as soon as its parent has died; at once when it has died already.

    The kernel does it on Linux, and the wish survives exec. Elsewhere a thread looks twice a second, until exec.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCH_PAUSE_S)
    os.kill(os.getpid(), signal.SIGKILL)

"""What a process that holds keys and card numbers forbids the system to do with its memory."""

import ctypes
import resource
import sys

PR_SET_DUMPABLE = 4


def keep_memory_off_disk() -> None:
    """No core dump; on Linux also no look into the memory by another process of the same user. Cannot be taken back."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)

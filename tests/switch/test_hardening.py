"""A process that holds numbers leaves no memory on the disk and lets nobody look into it."""

import subprocess
import sys

SCRIPT = """
import ctypes, resource, sys
from yizhan.switch.hardening import keep_memory_off_disk
keep_memory_off_disk()
dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) if sys.platform == "linux" else 0
print(resource.getrlimit(resource.RLIMIT_CORE), dumpable)
"""


def test_no_core_is_written_and_the_memory_is_closed() -> None:
    """In a process of its own, because it cannot be taken back."""
    result = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert result.stdout == "(0, 0) 0\n"

"""Finds a real Chromium for the browser's tests; a missing one is an error with the way to mend it, never a skipped test."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ("--disable-background-networking", "--disable-component-update", "--no-first-run")
MISSING = (
    "No Chromium was found, and the browser's tests need one. Install the package `chromium` of this system "
    "(Debian and Ubuntu: apt-get install -y chromium), or name the program in the environment variable CHROMIUM."
)


def chromium_path() -> str:
    """The program's path: CHROMIUM, else the first of the usual names on PATH, else installed now if we are root."""
    named = os.environ.get("CHROMIUM", "")
    found = named if named and os.access(named, os.X_OK) else _on_path()
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        found = _install()
    if not found:
        raise RuntimeError(MISSING)
    return found


def _install() -> str:
    """Debian's package, by whichever worker comes first; the others wait and find it."""
    with Path(tempfile.gettempdir(), "yizhan-chromium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _on_path():
            quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
            for arguments in (["update"], ["install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"]):
                subprocess.run(["apt-get", "-qq", *arguments], check=False, capture_output=True, env=quiet)
    return _on_path()


def _on_path() -> str:
    return next((path for path in map(shutil.which, NAMES) if path), "")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser until the block ends. Root has no sandbox to give it."""
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=[*ARGUMENTS, *sandbox])
        yield browser
        browser.close()

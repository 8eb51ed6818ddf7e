"""Finds a Java runtime for Spark; a missing one is an error with the way to mend it, never a skipped test."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

VERSION_MIN, VERSION_MAX = 17, 21
PACKAGE = "openjdk-17-jre-headless"
MISSING = (
    f"Spark needs Java {VERSION_MIN}, and none was found. Install the package `{PACKAGE}` of this system "
    f"(Debian and Ubuntu: apt-get install -y {PACKAGE}), or name a runtime's folder in the environment variable JAVA_HOME."
)


def ensure_java() -> str:
    """The `java` program: of JAVA_HOME, else on PATH, else installed now if we are root. Raises RuntimeError."""
    found = _found()
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update"], ["install", "-y", "--no-install-recommends", PACKAGE]):
            subprocess.run(["apt-get", "-qq", *arguments], check=False, capture_output=True, env=quiet)
        found = _found()
    if not found:
        raise RuntimeError(MISSING)
    version = version_of(subprocess.run([found, "-version"], capture_output=True, text=True, check=True).stderr)
    if not VERSION_MIN <= version <= VERSION_MAX:
        raise RuntimeError(f"{found} is Java {version}; Spark 3.5 is tried here with {VERSION_MIN} to {VERSION_MAX}. {MISSING}")
    return found


def version_of(said: str) -> int:
    """The major version that `java -version` tells; 0 when it tells none."""
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else 0


def _found() -> str:
    home = os.environ.get("JAVA_HOME", "")
    named = str(Path(home, "bin", "java")) if home else ""
    return named if named and os.access(named, os.X_OK) else shutil.which("java") or ""


if __name__ == "__main__":
    try:
        print(f"Java for Spark: {ensure_java()}")
    except RuntimeError as error:
        sys.exit(f"test-spark: {error}")

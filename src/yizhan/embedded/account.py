"""The account PostgreSQL runs as when we are root, since it refuses to run as root itself."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass

from yizhan.embedded.errors import EmbeddedError

NAME = "yizhan"


@dataclass(frozen=True, slots=True)
class Account:
    """An account with a passwd entry, which initdb demands."""

    user_id: int
    group_id: int


def service_account() -> Account | None:
    """The service account when we are root (made when absent), or None: then we run the server as ourselves.

    Raises EmbeddedError when the account is absent and cannot be made.
    """
    if os.geteuid() != 0:
        return None
    return _find() or _make()


def run_as(account: Account | None) -> dict:
    """Arguments for `subprocess` that change to the account before the program starts."""
    if account is None:
        return {}
    return {"user": account.user_id, "group": account.group_id, "extra_groups": []}


def _find() -> Account | None:
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid)


def _make() -> Account:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
               "--shell", "/usr/sbin/nologin", NAME]
    result = subprocess.run(command, capture_output=True, text=True) if useradd else None  # noqa: S603
    account = _find()  # Another process may have made it at the same moment; then useradd failed and all is well.
    if account is None:
        reason = result.stderr.strip() if result else "there is no useradd"
        raise EmbeddedError(f"PostgreSQL does not run as root and the account {NAME!r} cannot be made ({reason}). "
                            f"Make it, run as an ordinary user, or set DATABASE_URL.")
    return account

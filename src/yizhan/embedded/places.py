"""Where a home's cluster, sockets and lock live.

An ordinary user's cluster lives in the home. Root's lives in /var/lib/yizhan and its sockets in /run/yizhan, because the
service account must reach them and the parents of the home are not ours to open; the home then holds a pointer.
"""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from yizhan.embedded.account import Account, service_account
from yizhan.embedded.errors import EmbeddedError

ROOT_STATE = Path("/var/lib/yizhan")
ROOT_RUN = Path("/run/yizhan")
SOCKET_BYTES_MAX = 100  # the kernel's limit for a socket's path is 108 on Linux and 104 on macOS
POINTER = "postgres.pointer"


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one cluster and the account that owns its data (None: ourselves)."""

    state: Path
    run: Path
    account: Account | None

    @property
    def data(self) -> Path:
        """The cluster itself; it appears whole or not at all."""
        return self.state / "data"

    @property
    def passwords(self) -> Path:
        """The generated passwords of the roles, readable by us only."""
        return self.state / "passwords.json"

    @property
    def lock(self) -> Path:
        """Held by the one keeper for as long as it lives."""
        return self.state / "keeper.lock"

    @property
    def log(self) -> Path:
        """What the keeper and PostgreSQL say."""
        return self.state / "postgres.log"

    @property
    def lease(self) -> Path:
        """The socket on which clients hold their leases."""
        return self.run / "lease"

    @property
    def sockets(self) -> Path:
        """The folder of PostgreSQL's own socket."""
        return self.run / "pg"


def places_of(home: Path) -> Places:
    """The places of a home, made when they are absent; the folders above them are never changed."""
    account = service_account()
    return _places_of_root(home, account) if account else _places_of_user(home)


def _places_of_user(home: Path) -> Places:
    state = _private(home.absolute() / "postgres")
    near = state / "run"
    far = Path("/tmp") / f"yizhan-{os.geteuid()}-{_digest(state)}"  # noqa: S108 - private and checked below
    run = near if _fits(near) else far
    _private(run)
    _private(run / "pg")
    return Places(state, run, None)


def _places_of_root(home: Path, account: Account) -> Places:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    pointer = home / POINTER
    state = Path(pointer.read_text(encoding="utf-8").strip()) if pointer.exists() else ROOT_STATE / _digest(home)
    run = ROOT_RUN / state.name
    for folder in (ROOT_STATE, ROOT_RUN):
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    for folder in (state, run):
        _owned(folder, 0, account.group_id, 0o750)
    _owned(run / "pg", account.user_id, account.group_id, 0o700)
    if not pointer.exists():
        pointer.write_text(f"{state}\n", encoding="utf-8")
    return Places(state, run, account)


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:16]


def _fits(run: Path) -> bool:
    return len(os.fsencode(run / "pg" / ".s.PGSQL.5432.lock")) <= SOCKET_BYTES_MAX


def _private(folder: Path) -> Path:
    """A folder of our own; somebody else's folder of that name, or a link, is refused."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise EmbeddedError(f"{folder} exists and is not a folder of this user; remove it or choose another YIZHAN_HOME.")
    if stat.S_IMODE(found.st_mode) != 0o700:
        folder.chmod(0o700)
    return folder


def _owned(folder: Path, user_id: int, group_id: int, mode: int) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if (found.st_uid, found.st_gid) != (user_id, group_id):
        os.chown(folder, user_id, group_id, follow_symlinks=False)
    if stat.S_IMODE(found.st_mode) != mode:
        folder.chmod(mode)

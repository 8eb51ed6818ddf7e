"""Makes a cluster: initdb, roles, the branch's database, and the configuration that is ours alone."""

import json
import locale
import os
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

from yizhan.embedded.account import run_as
from yizhan.embedded.errors import EmbeddedError
from yizhan.embedded.places import Places

SUPERUSER, OWNER_ROLE, APP_ROLE, SWITCH_ROLE = "postgres", "yizhan_owner", "yizhan_app", "yizhan_switch"
DATABASE = "yizhan"

# Modest for a machine that also runs everything else; durability is never traded away.
CONFIGURATION = """\
# Written by yizhan at every start; changes here do not last.
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 100
superuser_reserved_connections = 3
shared_buffers = 256MB
huge_pages = off
work_mem = 16MB
maintenance_work_mem = 128MB
effective_cache_size = 4GB
random_page_cost = 1.1
max_parallel_workers_per_gather = 1
max_wal_size = 2GB
checkpoint_timeout = 15min
fsync = on
synchronous_commit = on
full_page_writes = on
jit = off
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %q%u@%d '
log_checkpoints = off
"""
ACCESS = "local all all scram-sha-256\n"
ROLES = f"""\
CREATE ROLE {OWNER_ROLE} LOGIN CREATEDB NOSUPERUSER NOCREATEROLE PASSWORD '{{{OWNER_ROLE}}}'
CREATE ROLE {APP_ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{{{APP_ROLE}}}'
CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}
REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC
GRANT CONNECT, TEMPORARY ON DATABASE {DATABASE} TO {APP_ROLE}
CREATE ROLE {SWITCH_ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{{{SWITCH_ROLE}}}'
GRANT CONNECT ON DATABASE {DATABASE} TO {SWITCH_ROLE}
"""


def ensure_cluster(places: Places, programs: Path) -> None:
    """Make the cluster when there is none, and write the configuration. A half-made cluster is thrown away and made anew."""
    if not places.data.exists():
        _make(places, programs)
    _write(places, places.data)


def read_passwords(places: Places) -> dict[str, str]:
    """The generated password of each role."""
    return json.loads(places.passwords.read_text(encoding="ascii"))


def new_password() -> str:
    """A password nobody has to remember."""
    return secrets.token_urlsafe(32)


def keep_passwords(places: Places, passwords: dict[str, str]) -> None:
    """Write the passwords whole or not at all, for this user alone."""
    descriptor, draft = tempfile.mkstemp(dir=places.state)  # mode 0600 by itself
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(passwords, file)
    Path(draft).rename(places.passwords)


def _make(places: Places, programs: Path) -> None:
    draft = places.state / "data.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    _give(places, draft)
    passwords = _make_passwords(places)
    _initdb(places, programs, draft, passwords[SUPERUSER])
    _write(places, draft)
    # Single-user mode: the roles exist before the first connection is possible.
    command = [programs / "postgres", "--single", "-c", "exit_on_error=true", "-D", draft, SUPERUSER]
    _run(places, command, ROLES.format(**passwords))
    draft.rename(places.data)


def _make_passwords(places: Places) -> dict[str, str]:
    passwords = {role: new_password() for role in (SUPERUSER, OWNER_ROLE, APP_ROLE, SWITCH_ROLE)}
    keep_passwords(places, passwords)
    return passwords


def _initdb(places: Places, programs: Path, draft: Path, password: str) -> None:
    descriptor, name = tempfile.mkstemp(dir=places.state)
    password_file = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(password)
        _give(places, password_file)
        _run(places, [programs / "initdb", "-D", draft, f"--username={SUPERUSER}", f"--pwfile={password_file}",
                      "--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
                      f"--locale={_system_locale()}", "--data-checksums", "--text-search-config=simple"])
    finally:
        password_file.unlink()


def _system_locale() -> str:
    """C.UTF-8 where the system has it: pg_trgm asks the system what a letter is, and Chinese ones should count."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        return locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


def _write(places: Places, data: Path) -> None:
    for name, text in (("postgresql.conf", CONFIGURATION.format(sockets=places.sockets)), ("pg_hba.conf", ACCESS)):
        path = data / name
        path.write_text(text, encoding="utf-8")
        _give(places, path)


def _give(places: Places, path: Path) -> None:
    if places.account:
        os.chown(path, places.account.user_id, places.account.group_id)


def _run(places: Places, command: list, script: str = "") -> None:
    variables = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
    result = subprocess.run([str(part) for part in command], input=script, capture_output=True, text=True, cwd="/",  # noqa: S603
                            env=variables, **run_as(places.account))
    if result.returncode != 0:
        raise EmbeddedError(f"{Path(command[0]).name} failed: {result.stderr.strip()[-2000:]}")

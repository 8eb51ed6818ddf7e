"""Roles that clusters of older versions lack: whoever takes a lease first makes them, while the server runs."""

import fcntl
from urllib.parse import quote

from yizhan.embedded.cluster import DATABASE, SUPERUSER, SWITCH_ROLE, keep_passwords, new_password, read_passwords
from yizhan.embedded.places import Places

LATER_ROLES = (SWITCH_ROLE,)
LOOK = "SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s)"


def ensure_later_roles(places: Places) -> None:
    """Make the roles whose passwords are not kept yet; needs the server up. Can be cut off and run again."""
    if _missing(places):
        with (places.state / "roles.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for role in _missing(places):  # another program may have made them while we waited
                _make(places, role)


def _missing(places: Places) -> list[str]:
    passwords = read_passwords(places)
    return [role for role in LATER_ROLES if role not in passwords]


def _make(places: Places, role: str) -> None:
    """The role first, its password into the file last: a role without a kept password only gets another one."""
    import psycopg  # only where a cluster is older than the role
    from psycopg import sql

    passwords = read_passwords(places)
    password = new_password()
    address = f"postgresql://{SUPERUSER}@/{DATABASE}?host={quote(str(places.sockets), safe='')}"
    with psycopg.connect(address, password=passwords[SUPERUSER]) as connection:
        (exists,) = connection.execute(LOOK, (role,)).fetchone()
        verb = sql.SQL("ALTER ROLE {}" if exists else "CREATE ROLE {}").format(sql.Identifier(role))
        connection.execute(verb + sql.SQL(" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}").format(sql.Literal(password)))
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(DATABASE), sql.Identifier(role)))
    keep_passwords(places, passwords | {role: password})

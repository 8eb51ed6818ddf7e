"""`yizhan doctor`: what is wrong with this installation and how to mend it. One small function per question."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

import psycopg

from yizhan.app import locks
from yizhan.app.branch_database import BranchDatabase, branch_database, set_up_django
from yizhan.app.database_checks import complaints
from yizhan.app.environment import Environment
from yizhan.embedded import EmbeddedError

DISK_BYTES_MIN, DISK_BYTES_LOW = 500_000_000, 5_000_000_000
PYTHON = (3, 11)
CLOCK_TOLERANCE = timedelta(seconds=5)
ZONE = "Asia/Shanghai"
RIGHTS_TO_WITHHOLD = "rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls"


class Level(Enum):
    """How bad a finding is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; `mend` says what to do about it."""

    check: str
    level: Level
    message: str
    mend: str = ""


def examine(environment: Environment) -> list[Finding]:
    """All findings: of the machine first, then, when it answers, of the database."""
    findings = [check(environment) for check in MACHINE_CHECKS]
    try:
        with branch_database(environment) as database, psycopg.connect(database.owner_url, connect_timeout=10) as connection:
            findings.append(Finding("database", Level.OK, "it answers"))
            set_up_django(database)
            findings += _examine_database(database, connection)
    except (EmbeddedError, psycopg.OperationalError) as error:
        findings.append(Finding("database", Level.FAIL, str(error).strip(),
                                "check DATABASE_URL, or the log in YIZHAN_HOME/postgres"))
    return findings


def _examine_database(database: BranchDatabase, connection: psycopg.Connection) -> Iterator[Finding]:
    for check in DATABASE_CHECKS:
        with connection.transaction():
            yield check(database, connection)


def python_version(environment: Environment) -> Finding:
    """The version the dependencies are locked for."""
    found = sys.version_info[:2]
    level = Level.OK if found == PYTHON else Level.FAIL
    return Finding("python", level, f"version {found[0]}.{found[1]}", "" if level is Level.OK else "use Python 3.11")


def home_writable(environment: Environment) -> Finding:
    """Whether the data folder takes files, and whether others can look into it."""
    try:
        tempfile.TemporaryFile(dir=environment.home).close()
    except OSError as error:
        return Finding("home", Level.FAIL, f"{environment.home}: {error.strerror}", "make it writable, or set YIZHAN_HOME")
    if environment.home.stat().st_mode & 0o077:
        return Finding("home", Level.WARN, f"other users can look into {environment.home}", f"chmod 700 {environment.home}")
    return Finding("home", Level.OK, str(environment.home))


def disk_space(environment: Environment) -> Finding:
    """Room for the database's log and for uploads."""
    free = shutil.disk_usage(environment.home).free
    level = Level.FAIL if free < DISK_BYTES_MIN else Level.WARN if free < DISK_BYTES_LOW else Level.OK
    mend = "" if level is Level.OK else "free some space, or move YIZHAN_HOME to a larger disk"
    return Finding("disk", level, f"{free / 1e9:.1f} GB free", mend)


def port(environment: Environment) -> Finding:
    """Whether the port is free, or ours."""
    if locks.is_held(locks.home_lock_path(environment.home)) and locks.is_held(locks.port_lock_path(environment.port)):
        return Finding("port", Level.OK, f"this branch is serving on {environment.port}")
    try:
        locks.require_free_port(environment.host, environment.port)
    except locks.AlreadyRunning as error:
        return Finding("port", Level.FAIL, str(error), "end that program, or set YIZHAN_PORT")
    return Finding("port", Level.OK, f"{environment.port} is free")


def old_processes(environment: Environment) -> Finding:
    """Locks whose writer is gone although something still holds them: a generation that did not end."""
    path = locks.home_lock_path(environment.home)
    if not locks.is_held(path):
        return Finding("locks", Level.OK, "nothing holds the home")
    holder = path.read_text(encoding="ascii").strip()
    if holder.isdigit() and _alive(int(holder)):
        return Finding("locks", Level.OK, f"process {holder} serves from this home")
    return Finding("locks", Level.FAIL, f"process {holder} has ended, but one of its children still runs",
                   "find it with `ps` and end it; then start again")


def time_zone(environment: Environment) -> Finding:
    """Whether the zone of deadlines is known, and has mainland China's offset today."""
    offset = datetime.now(ZoneInfo(ZONE)).utcoffset()
    level = Level.OK if offset == timedelta(hours=8) else Level.FAIL
    return Finding("time zone", level, f"{ZONE} is UTC+{offset}", "" if level is Level.OK else "reinstall the package tzdata")


def suitable(database: BranchDatabase, connection: psycopg.Connection) -> Finding:
    """Version, encoding and locale."""
    found = complaints(connection)
    version = f"PostgreSQL {connection.info.server_version // 10000}"
    if found:
        return Finding("server", Level.FAIL, "; ".join(found), "set DATABASE_URL to another database")
    return Finding("server", Level.OK, version)


def clock(database: BranchDatabase, connection: psycopg.Connection) -> Finding:
    """Whether this machine and the database's agree on the time."""
    (there,) = connection.execute("SELECT clock_timestamp()").fetchone()
    apart = abs(datetime.now(there.tzinfo) - there)
    level = Level.OK if apart < CLOCK_TOLERANCE else Level.FAIL
    return Finding("clock", level, f"{apart.total_seconds():.1f} s from the database's",
                   "" if level is Level.OK else "synchronise both clocks (NTP)")


def roles(database: BranchDatabase, connection: psycopg.Connection) -> Finding:
    """Whether what serves is another role than what migrates, without rights it does not need."""
    (app, app_powerful), (switch, switch_powerful) = (_role(url) for url in (database.app_url, database.switch_url))
    for name, powerful in ((app, app_powerful), (switch, switch_powerful)):
        if powerful:
            return Finding("roles", Level.FAIL, f"the runtime role {name} has administrator's rights",
                           f"ALTER ROLE {name} NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")
    owner = connection.info.user
    if owner in (app, switch):
        return Finding("roles", Level.WARN, f"the role {owner} both migrates and serves, so entries are not protected from it",
                       "make a second role and set DATABASE_OWNER_URL (docs/howto/operate.md)")
    if app == switch:
        return Finding("roles", Level.WARN, f"the role {app} serves pages and is the switch's too, so pages may open the card vault",
                       "make a third role and set YIZHAN_SWITCH_DATABASE_URL (docs/howto/operate.md)")
    return Finding("roles", Level.OK, f"{owner} migrates, {app} serves, {switch} is the switch's")


def _role(url: str) -> tuple[str, bool]:
    """Who an address connects as, and whether it may do more than anything that serves should."""
    query = f"SELECT current_user, {RIGHTS_TO_WITHHOLD} FROM pg_roles WHERE rolname = current_user"  # noqa: S608
    with psycopg.connect(url, connect_timeout=10) as connection:
        return connection.execute(query).fetchone()


def migrations(database: BranchDatabase, connection: psycopg.Connection) -> Finding:
    """Whether the database is at this version."""
    from yizhan.app.migrate import pending_migrations

    pending = pending_migrations(database.owner_url)
    if pending:
        return Finding("migrations", Level.FAIL, f"{len(pending)} wait, first {pending[0]}", "yizhan migrate")
    return Finding("migrations", Level.OK, "none wait")


def static(database: BranchDatabase, connection: psycopg.Connection) -> Finding:
    """Whether pages will find their style sheets."""
    from django.conf import settings

    from yizhan.app.static_files import is_current

    if is_current(settings.ENVIRONMENT.home):
        return Finding("static files", Level.OK, "collected")
    return Finding("static files", Level.WARN, "not collected for this version", "they are at the next `yizhan run`")


def vault_keys(database: BranchDatabase, connection: psycopg.Connection) -> Finding:
    """Whether bound cards can be opened, and who else could."""
    from django.conf import settings

    from yizhan.app.card_keys.making import look_at_keys

    trouble = look_at_keys(settings.ENVIRONMENT, database)
    if trouble is None:
        return Finding("card keys", Level.OK, f"the data keys open with {settings.ENVIRONMENT.vault_keys}")
    return Finding("card keys", Level.FAIL if trouble.is_grave else Level.WARN, trouble.message, trouble.mend)


def working_calendar(database: BranchDatabase, connection: psycopg.Connection) -> Finding:
    """Whether deadlines of today and of two months ahead can be computed."""
    from yizhan.kernel.calendar import library_year

    today = datetime.now(ZoneInfo(ZONE)).date()
    imported = _imported_years(connection)
    missing = [year for year in _years_ahead(today) if year not in imported and library_year(year) is None]
    if missing:
        return Finding("calendar", Level.WARN, f"no working calendar for {missing[0]}; its deadlines stay pending",
                       "yizhan calendar import FILE, when the year is published")
    return Finding("calendar", Level.OK, f"{today.year} is known")


def trigrams(database: BranchDatabase, connection: psycopg.Connection) -> Finding:
    """Whether the policy desk can search its texts."""
    (place,) = connection.execute(
        "SELECT (SELECT nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE extname = 'pg_trgm')").fetchone()
    if place == "trigrams":
        return Finding("search", Level.OK, "pg_trgm is there")
    mend = "ALTER EXTENSION pg_trgm SET SCHEMA trigrams" if place else "CREATE EXTENSION pg_trgm WITH SCHEMA trigrams"
    told = f"pg_trgm stands in the schema {place}" if place else "pg_trgm is not there, so the policy desk answers no questions"
    return Finding("search", Level.WARN, told, f"as a superuser: {mend}")


def _years_ahead(today: date) -> list[int]:
    return sorted({today.year, (today + timedelta(days=60)).year})


def _imported_years(connection: psycopg.Connection) -> set[int]:
    try:
        with connection.transaction():
            return {year for (year,) in connection.execute("SELECT year FROM records_calendaryear")}
    except psycopg.errors.UndefinedTable:  # not migrated yet, which another check reports
        return set()


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


MACHINE_CHECKS: tuple[Callable[[Environment], Finding], ...] = (
    python_version, home_writable, disk_space, port, old_processes, time_zone)
DATABASE_CHECKS: tuple[Callable[[BranchDatabase, psycopg.Connection], Finding], ...] = (
    suitable, clock, roles, migrations, static, vault_keys, working_calendar, trigrams)

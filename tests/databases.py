"""The tests' databases: one cluster per user of this machine, one migrated template, copies of it for whoever needs one.

Fixtures (imported by tests/conftest.py):

    cluster          the lease on the test cluster: a yizhan.embedded.Server (session)
    template         name of the migrated template database; reused between runs while no migration or SQL file changes (session)
    worker_database  this pytest worker's own copy, a TestDatabase (session); Django's `db` fixture works on it, rolled back
    fresh_database   a copy for one test that commits, dropped afterwards, a TestDatabase (function)
    switch_cursor    psycopg 3 cursor on `fresh_database` as the role of the switch, autocommit (function)
    owner_cursor     psycopg 3 cursor on `fresh_database` as the owner, autocommit (function)
    app_cursor       psycopg 3 cursor on `fresh_database` as the runtime role, autocommit (function)
    committing_db    Django's connection points at `fresh_database` as the runtime role for one test (function)
    own_home         an empty YIZHAN_HOME for a test that runs, kills or breaks a server of its own (function)
    modules_home     the same for the tests of one module together (module)

A TestDatabase has `name`, `owner_url`, `app_url`, `switch_url` and `superuser_url`. A user's DATABASE_URL is never read.
"""

import fcntl
import hashlib
import importlib.metadata
import itertools
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg import sql

from yizhan.app.migrate import django_connected_to, migrate_all
from yizhan.embedded import OWNER_ROLE, Server, database
from yizhan.embedded.keeper import keeper_process
from yizhan.embedded.places import places_of

SOURCE = Path(__file__).resolve().parents[1] / "src" / "yizhan"
TEMPLATES_KEPT = 8
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class TestDatabase:
    """A database of the test cluster and its addresses by role."""

    __test__ = False

    name: str
    owner_url: str
    app_url: str
    switch_url: str
    superuser_url: str

    @classmethod
    def of(cls, server: Server, name: str) -> "TestDatabase":
        """The addresses of a database by its name."""
        return cls(name, *(server.url(role, name) for role in ("yizhan_owner", "yizhan_app", "yizhan_switch", "postgres")))


def cluster_home() -> Path:
    """The test cluster's folder: kept between runs, because a template costs seconds and a copy of it a tenth of one."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    try:
        cache.mkdir(parents=True, exist_ok=True)
        return cache / "yizhan-tests-18"
    except OSError:
        return Path(tempfile.gettempdir()) / f"yizhan-tests-18-{os.getuid()}"


def schema_fingerprint() -> str:
    """Changes when anything changes that a migrated database is made of."""
    named = [SOURCE / "app" / name for name in ("migrate.py", "settings.py")]
    files = [*SOURCE.glob("*/migrations/*.py"), *SOURCE.rglob("*.sql"), *SOURCE.glob("ledger/*"), SOURCE / "vault" / "schema.py", *named]
    digest = hashlib.sha256()
    for file in sorted(path for path in set(files) if path.is_file()):
        digest.update(str(file.relative_to(SOURCE)).encode() + b"\0" + file.read_bytes() + b"\0")
    for package in ("django", "procrastinate", "django-axes", "django-otp"):
        digest.update(importlib.metadata.version(package).encode() + b"\0")
    return digest.hexdigest()[:16]


@contextmanager
def administrator(server: Server) -> Iterator[psycopg.Connection]:
    """The superuser on the maintenance database."""
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        yield connection


def create_database(server: Server, name: str, template_name: str = "template1") -> TestDatabase:
    """A new database owned by the owner, copied from a template."""
    with administrator(server) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY wal_log").format(
            sql.Identifier(name), sql.Identifier(OWNER_ROLE), sql.Identifier(template_name)))
    return TestDatabase.of(server, name)


def drop_database(server: Server, name: str) -> None:
    """Drop a database whoever is still connected to it."""
    with administrator(server) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def ensure_template(server: Server) -> str:
    """Build the template unless it stands already; the first worker builds, the others wait for it."""
    name = f"template_{schema_fingerprint()}"
    with (cluster_home() / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        existing = _database_names(server)
        _drop_left_behind(server, existing)
        if name not in existing:
            _build_template(server, name)
    return name


def _build_template(server: Server, name: str) -> None:
    draft = f"building_{name}"
    drop_database(server, draft)
    build = create_database(server, draft)
    migrate_all(build.owner_url, build.app_url, build.switch_url)
    with administrator(server) as connection:
        connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name)))


def _database_names(server: Server) -> list[str]:
    with administrator(server) as connection:
        return [name for (name,) in connection.execute("SELECT datname FROM pg_database ORDER BY oid")]


def _drop_left_behind(server: Server, names: list[str]) -> None:
    """Databases of test runs that were killed, and all but the newest templates."""
    killed = [name for name in names if name.startswith("run_") and not psutil.pid_exists(int(name.split("_")[1]))]
    old_templates = [name for name in names if name.startswith("template_")][:-TEMPLATES_KEPT]
    for name in killed + old_templates:
        drop_database(server, name)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Server]:
    """The test cluster, up for as long as any test worker runs."""
    with database(cluster_home()) as server:
        yield server


@pytest.fixture(scope="session")
def template(cluster: Server, django_db_blocker) -> str:
    """The migrated template's name."""
    with django_db_blocker.unblock():
        return ensure_template(cluster)


@contextmanager
def _copy(server: Server, template_name: str) -> Iterator[TestDatabase]:
    copy = create_database(server, f"run_{os.getpid()}_{next(_numbers)}", template_name)
    try:
        yield copy
    finally:
        drop_database(server, copy.name)


@pytest.fixture(scope="session")
def worker_database(cluster: Server, template: str) -> Iterator[TestDatabase]:
    """This worker's own database; tests leave it as they found it, by rollback."""
    with _copy(cluster, template) as copy:
        yield copy


@pytest.fixture
def fresh_database(cluster: Server, template: str) -> Iterator[TestDatabase]:
    """A migrated database of one test's own."""
    with _copy(cluster, template) as copy:
        yield copy


@pytest.fixture
def owner_cursor(fresh_database: TestDatabase) -> Iterator[psycopg.Cursor]:
    """A cursor as the role that migrates."""
    with psycopg.connect(fresh_database.owner_url, autocommit=True) as connection, connection.cursor() as cursor:
        yield cursor


@pytest.fixture
def app_cursor(fresh_database: TestDatabase) -> Iterator[psycopg.Cursor]:
    """A cursor as the role the branch runs as."""
    with psycopg.connect(fresh_database.app_url, autocommit=True) as connection, connection.cursor() as cursor:
        yield cursor


@pytest.fixture
def switch_cursor(fresh_database: TestDatabase) -> Iterator[psycopg.Cursor]:
    """A cursor as the role of the switch."""
    with psycopg.connect(fresh_database.switch_url, autocommit=True) as connection, connection.cursor() as cursor:
        yield cursor


@pytest.fixture(scope="session")
def django_db_setup(worker_database: TestDatabase, django_db_blocker) -> Iterator[None]:
    """Takes the place of pytest-django's own: `db` works on the worker's database as the runtime role."""
    with django_db_blocker.unblock(), django_connected_to(worker_database.app_url), django_db_blocker.block():
        yield


@pytest.fixture
def committing_db(fresh_database: TestDatabase, django_db_blocker) -> Iterator[TestDatabase]:
    """Django on a database of this test's own, where commits are real and other processes may look."""
    with django_db_blocker.unblock(), django_connected_to(fresh_database.app_url):
        yield fresh_database


@pytest.fixture
def own_home(tmp_path: Path) -> Iterator[Path]:
    """An empty home; its keeper is stopped and, for root, its cluster outside the home removed."""
    with home_in(tmp_path) as home:
        yield home


@pytest.fixture(scope="module")
def modules_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home that the tests of one module share, because making a cluster takes seconds."""
    with home_in(tmp_path_factory.mktemp("module")) as home:
        yield home


@contextmanager
def home_in(folder: Path) -> Iterator[Path]:
    """An empty home in a folder until the block ends; then its keeper is stopped and its cluster removed."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    try:
        yield home
    finally:
        places = places_of(home)
        stop_keeper(home)
        shutil.rmtree(places.state, ignore_errors=True)
        shutil.rmtree(places.run, ignore_errors=True)


def stop_keeper(home: Path) -> None:
    """Ask the keeper of a home to stop at once, and wait until it has."""
    lock = places_of(home).lock
    while (number := keeper_process(lock)) is not None:
        try:
            os.kill(number, signal.SIGTERM)
        except ProcessLookupError:
            pass
        time.sleep(0.05)

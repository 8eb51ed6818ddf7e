"""Whether a branch is prepared already by this very version: then a start skips what would do nothing, and takes seconds less.

The mark is a comment on the database, so that it goes where the database goes: another, new or restored one has none.
"""

import hashlib
from importlib.metadata import version
from pathlib import Path

import psycopg
from psycopg import sql

from yizhan.app.branch_database import BranchDatabase
from yizhan.app.environment import Environment

PACKAGE = Path(__file__).resolve().parents[1]
PATTERNS = ("*/migrations/*.py", "**/*.sql", "web/static/**/*", "ledger/*.yaml", "app/*.py", "demo/*.py")
# Their migrations are applied with ours.
PACKAGES = ("django", "django-axes", "django-otp", "procrastinate")
READ = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"


def is_prepared(environment: Environment, database: BranchDatabase) -> bool:
    """Whether the mark is that of this version and the collected static files are there."""
    if not (environment.home / "static" / "staticfiles.json").exists():
        return False
    with psycopg.connect(database.owner_url) as connection:
        return connection.execute(READ).fetchone() == (_mark(environment),)


def mark_prepared(environment: Environment, database: BranchDatabase) -> None:
    """Leave the mark after all steps have been done. Needs the database's owner."""
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(_mark(environment))))


def _mark(environment: Environment) -> str:
    """Changes with every file that the preparation reads, and with the wish for a demo park."""
    versions = [f"{name} {version(name)}" for name in PACKAGES]
    digest = hashlib.sha256(f"{environment.home}:{environment.demo}:{versions}".encode())
    for path in sorted({path for pattern in PATTERNS for path in PACKAGE.glob(pattern) if path.is_file()}):
        stat = path.stat()
        digest.update(f"{path.relative_to(PACKAGE)}:{stat.st_size}:{stat.st_mtime_ns};".encode())
    return f"yizhan prepared {digest.hexdigest()[:32]}"

"""Makes a branch ready to serve: migrations, static files and, in an empty branch, the demo park.

    python -m yizhan.app.prepare

A process of its own, so that the supervisor stays small. Each step does nothing when it has nothing to do.
"""

import sys
from collections.abc import Callable

from yizhan.app.branch_database import BranchDatabase, branch_database, set_up_django
from yizhan.app.database_checks import require_suitable
from yizhan.app.demo_park import build_in_empty_branch
from yizhan.app.environment import Environment, read_environment
from yizhan.app.migrate import migrate_all
from yizhan.app.prepared import mark_prepared
from yizhan.app.static_files import collect_static_files
from yizhan.kernel.clock import SystemClock

Step = Callable[[Environment, BranchDatabase], None]


def migrate(environment: Environment, database: BranchDatabase) -> None:
    """Bring the database to this version."""
    migrate_all(database.owner_url, database.app_url, database.switch_url)


def vault_keys(environment: Environment, database: BranchDatabase) -> None:
    """Make the first keys of the card vault; keys that are wrong are told, and stop card payments only."""
    from yizhan.app.card_keys.making import make_first_keys

    trouble = make_first_keys(environment, database, SystemClock().now())
    if trouble and trouble.is_grave:
        print(f"yizhan: {trouble.message}; {trouble.mend}", file=sys.stderr)


def static_files(environment: Environment, database: BranchDatabase) -> None:
    """Collect and compress what browsers may keep."""
    collect_static_files(environment.home)


STEPS: tuple[Step, ...] = (migrate, vault_keys, static_files, build_in_empty_branch)


def prepare(environment: Environment, steps: tuple[Step, ...] = STEPS) -> None:
    """Run all steps. Raises what the first failing step raises."""
    with branch_database(environment) as database:
        require_suitable(database.owner_url)
        set_up_django(database)
        for step in steps:
            step(environment, database)
        mark_prepared(environment, database)


def main() -> int:
    """The exit status says whether the branch is ready; the reason is on standard error."""
    from yizhan.app.cli import reported

    return reported(lambda: prepare(read_environment()))


if __name__ == "__main__":
    sys.exit(main())

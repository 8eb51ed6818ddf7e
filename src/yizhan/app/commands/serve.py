"""Commands that bring a branch up: run, migrate."""

import typer


def register(application: typer.Typer) -> None:
    """Add the commands."""
    application.command()(run)
    application.command()(migrate)


def run() -> None:
    """Serve the branch: database, pages, worker and simulators, until Ctrl-C."""
    from yizhan.app.environment import read_environment
    from yizhan.app.running import run_branch

    run_branch(read_environment())


def migrate() -> None:
    """Bring the database to this version; does nothing when it is there already."""
    from yizhan.app.branch_database import branch_database, set_up_django
    from yizhan.app.database_checks import require_suitable
    from yizhan.app.environment import read_environment
    from yizhan.app.migrate import migrate_all

    with branch_database(read_environment()) as database:
        require_suitable(database.owner_url)
        set_up_django(database)
        migrate_all(database.owner_url, database.app_url, database.switch_url)
    typer.echo("The database is up to date.")

"""Commands that look after a branch: backup, restore, doctor."""

from pathlib import Path
from typing import Annotated

import typer


def register(application: typer.Typer) -> None:
    """Add the commands."""
    application.command()(backup)
    application.command()(restore)
    application.command()(doctor)


def backup(file: Annotated[Path, typer.Argument(help="New file for the backup.")]) -> None:
    """Write database and uploaded files to one FILE, while the branch goes on working."""
    from yizhan.app.backup import back_up
    from yizhan.app.branch_database import branch_database
    from yizhan.app.environment import read_environment

    environment = read_environment()
    with branch_database(environment) as database:
        manifest = back_up(database, environment.home, file.absolute())
    typer.echo(f"{sum(manifest.rows.values()):,} rows of {len(manifest.rows)} tables are in {file}.")
    typer.echo(f"The key file of the card vault is not in it: keep a copy of {environment.vault_keys} elsewhere (docs/howto/keys.md).")


def restore(
    file: Annotated[Path, typer.Argument(help="A backup's file.")],
    replace: Annotated[bool, typer.Option("--replace", help="Throw away what the database holds now.")] = False,
) -> None:
    """Put a backup back, all of it or nothing, and bring it to this version."""
    from yizhan.app.branch_database import branch_database, set_up_django
    from yizhan.app.card_keys.making import look_at_keys
    from yizhan.app.environment import read_environment
    from yizhan.app.migrate import migrate_all
    from yizhan.app.restore import restore as put_back

    environment = read_environment()
    with branch_database(environment) as database:
        manifest = put_back(database, environment.home, file.absolute(), replace)
        set_up_django(database)
        migrate_all(database.owner_url, database.app_url, database.switch_url)
        trouble = look_at_keys(environment, database)
    typer.echo(f"{sum(manifest.rows.values()):,} rows of {len(manifest.rows)} tables restored as of {manifest.made_at}.")
    if trouble:
        typer.echo(f"Card vault: {trouble.message}; to mend: {trouble.mend}.")


def doctor() -> None:
    """Say what is wrong with this installation and how to mend it; exit status 1 when something must be mended."""
    from rich.console import Console

    from yizhan.app.doctor import Level, examine
    from yizhan.app.environment import read_environment

    findings = examine(read_environment())
    colours = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "red"}
    console = Console(highlight=False, soft_wrap=True)
    for finding in findings:
        console.print(f"[{colours[finding.level]}]{finding.level.value:4}[/] {finding.check}: ", end="")
        console.print(finding.message, markup=False)
        if finding.mend:
            console.print(f"     to mend: {finding.mend}", markup=False)
    raise typer.Exit(int(any(finding.level is Level.FAIL for finding in findings)))

"""Commands of the policy desk: check a file of facts, and see whom a change of figures turns."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

policy = typer.Typer(no_args_is_help=True, help="Policies: verdicts, and what a change of figures does.")
DAY_FORMATS = ["%Y-%m-%d"]


def register(application: typer.Typer) -> None:
    """Add the commands."""
    application.add_typer(policy, name="policy")


@policy.command()
def check(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Facts in YAML or JSON, such as `staff: 120`.")],
    programme: Annotated[list[str] | None, typer.Option(help="Only this programme; may be given several times.")] = None,
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=DAY_FORMATS, help="Day of the verdict; today when not given.")
    ] = None,
    language: Annotated[str, typer.Option(help="zh or en.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object with the whole argument instead of text.")] = False,
) -> None:
    """Verdicts of the programmes on a file of facts, each with its argument. Needs no database."""
    from yizhan.app.policy_files import check_file

    typer.echo(check_file(file, programme or (), _day(as_of), language, as_json))


@policy.command()
def diff(
    old: Annotated[str, typer.Argument(help="A folder of parameter files, or `current` for the figures of this version.")],
    new: Annotated[str, typer.Argument(help="A folder of parameter files, a reform file, or `current`.")],
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=DAY_FORMATS, help="Day of the new figures; today when not given.")
    ] = None,
    old_as_of: Annotated[
        datetime | None, typer.Option("--old-as-of", formats=DAY_FORMATS, help="Day of the old figures; that of the new when not given.")
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Put the enterprises on the relationship manager's list to call.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
) -> None:
    """Enterprises of the branch whose verdict changes between two sets of figures or two days: old, new and why."""
    from yizhan.app.policy_files import books_of, told_changes

    books = books_of(old, new)
    from yizhan.app.commands.django_work import django_work

    with django_work():
        from yizhan.app.policy_changes import changes_between

        changes = changes_between(books, _day(as_of), _day(old_as_of), f"{old} → {new}" if keep else "")
    typer.echo(told_changes(changes, as_json))


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None

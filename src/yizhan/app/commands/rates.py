"""Commands of the exchange rates: what holds on a day, and a file of fixings checked before a person proposes them.

Nothing is proposed or confirmed here: that takes two people, and a command line is nobody. Programs act for a person over the API.
"""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from yizhan.payments.fixings import Fixing

rates = typer.Typer(no_args_is_help=True, help="Exchange rates of a day (docs/howto/fix-the-rate-of-a-day.md).")
COLUMNS = ("currency", "day", "rate", "source")


def register(application: typer.Typer) -> None:
    """Add the commands."""
    application.add_typer(rates, name="rates")


@rates.command("list")
def list_rates(
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of the rates; today when not given.")] = None,
) -> None:
    """List each currency's rate of a day, since when it holds, its confidence (A: fixed by the branch) and its source."""
    from yizhan.app.commands.django_work import django_work

    with django_work():
        from yizhan.kernel.clock import SystemClock, branch_date
        from yizhan.workflows.rate_fixings import versions_on

        on = day.date() if day else branch_date(SystemClock().now())
        found = {currency: dated.on_or_none(on) for currency, dated in versions_on(on).items()}
    for currency, version in found.items():
        if version is not None:
            typer.echo(f"{currency}  {version.value:>12}  since {version.effective_from}  {version.confidence:<10}  {version.source}")
    typer.echo(f"{sum(version is not None for version in found.values())} rates of {on}.")


@rates.command()
def check(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV with currency, day, rate, source.")]) -> None:
    """Check a file of fixings as if each line were proposed now; exit status 1 when one would be refused."""
    from yizhan.app.commands.django_work import django_work

    lines = list(_lines(file))
    with django_work():
        from yizhan.kernel.clock import SystemClock
        from yizhan.workflows.rate_fixings import proposal_refusal

        refusals = [proposal_refusal(fixing, None, SystemClock()) for _, fixing in lines]
    for (number, fixing), refusal in zip(lines, refusals, strict=True):
        told = f"{refusal.code} {dict(refusal.facts)}" if refusal else "can be proposed"
        typer.echo(f"line {number}: {fixing.currency} {fixing.first_day} {fixing.cny_per_unit}: {told}")
    raise typer.Exit(1 if any(refusals) else 0)


def _lines(file: Path) -> "Iterator[tuple[int, Fixing]]":
    """Number and fixing of each line; CommandFailed names the line that cannot be read."""
    from yizhan.app.command_failed import CommandFailed
    from yizhan.payments.fixings import Fixing

    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise CommandFailed(f"{file.name} has to begin with the line {','.join(COLUMNS)}")
        for row in reader:
            try:
                yield reader.line_num, Fixing(row["currency"], date.fromisoformat(row["day"]), Decimal(row["rate"]), row["source"] or "")
            except (ValueError, TypeError, InvalidOperation) as error:
                raise CommandFailed(f"{file.name}, line {reader.line_num}: write the day as 2026-12-01 and the rate as 7.1234") from error

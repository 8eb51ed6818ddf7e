"""Commands over populations: import invoices, evaluate enterprises."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

DAY = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"])]


def register(application: typer.Typer) -> None:
    """Add the commands."""
    application.command("import-invoices")(import_invoices)
    application.command()(evaluate)


def import_invoices(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Invoices of many enterprises: Parquet, CSV or XLSX.")],
    enterprises: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="Parquet with the columns enterprise and name.")],
) -> None:
    """Import a population's invoices; importing the same files again adds nothing."""
    from yizhan.app.commands.django_work import django_work

    with django_work():
        from yizhan.app.population import import_population

        import_population(file, enterprises)


def evaluate(
    every: Annotated[bool, typer.Option("--all", help="Every imported enterprise.")] = False,
    as_of: Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Last day of the invoices looked at.")] = None,
    decision_date: Annotated[
        datetime | None, typer.Option("--decision-date", formats=["%Y-%m-%d"], help="Day whose rules and rates hold; today when not given.")
    ] = None,
    product: Annotated[str, typer.Option(help="The product asked for.")] = "park-e",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of tables.")] = False,
) -> None:
    """Send every imported enterprise through features, score and decision."""
    from yizhan.app.commands.django_work import django_work

    if not every:
        raise typer.BadParameter("say --all: single enterprises are evaluated in their application", param_hint="--all")
    with django_work():
        from yizhan.app.population import print_evaluation

        print_evaluation(_day(as_of), _day(decision_date), product, as_json)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None

"""Commands of a loan after its payout: the day end, the loan tape."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from yizhan.app.commands import loan_lists

loans = typer.Typer(no_args_is_help=True, help="Loans after their payout.")


def register(application: typer.Typer) -> None:
    """Add the commands."""
    application.command()(day_end)
    loan_lists.register(loans)
    application.add_typer(loans, name="loans")


@loans.command()
def tape(file: Annotated[Path, typer.Argument(dir_okay=False, help="Where to write it; the ending says how: .csv or .parquet.")]) -> None:
    """Write the loan tape: one row a loan as the last day end left it."""
    from yizhan.app.command_failed import CommandFailed
    from yizhan.app.commands.django_work import django_work

    with django_work():
        from yizhan.kernel.clock import SystemClock, branch_date
        from yizhan.kernel.refusal import Refusal
        from yizhan.workflows.loan_tape import write_tape

        written = write_tape(file, branch_date(SystemClock().now()))
        if isinstance(written, Refusal):
            raise CommandFailed(f"{written.code}: {dict(written.facts)}")
    typer.echo(f"{written:,} loans written to {file}.")


def day_end(day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="The business day to close; days before it that were "
                                                                               "missed are closed first.")]) -> None:
    """Close a business day: collect what is due, accrue, classify, and prove the totals against the book."""
    from yizhan.app.command_failed import CommandFailed
    from yizhan.app.commands.django_work import django_work

    with django_work():
        from yizhan.kernel.clock import SystemClock
        from yizhan.kernel.refusal import Refusal
        from yizhan.workflows.day_end import run_day_end

        closed = run_day_end(SystemClock(), day.date())
        if isinstance(closed, Refusal):
            raise CommandFailed(f"{closed.code}: {dict(closed.facts)}")
        told = [(row.day, row.report) for row in closed]
    for on, report in told:
        _tell(on, report)
    if not all(report["is_proven"] for _, report in told):
        raise typer.Exit(1)


def _tell(on: date, report: dict) -> None:
    loans = sum(line["loans"] for line in report["classes"])
    overdue = sum(line["overdue"] for line in report["classes"])
    income, collected = report["income"], report["collected"]
    typer.echo(f"{on}: {loans:,} loans, {overdue:,} overdue; collected {_yuan(collected['amount_minor'])} in {collected['count']:,} "
               f"repayments; interest income {_yuan(income['interest_income'])}, penalty {_yuan(income['penalty_income'])}; "
               f"{'totals agree with the book' if report['is_proven'] else 'TOTALS DIFFER FROM THE BOOK'}")


def _yuan(minor: int) -> str:
    return f"{minor / 100:,.2f}"

"""Commands that list loans: arrears, loans that end soon, claims on programmes; and the morning's letters by hand."""

from datetime import date, datetime
from typing import Annotated

import typer

DAY = ["%Y-%m-%d"]


def register(loans: typer.Typer) -> None:
    """Add the commands to `yizhan loans`."""
    for command in (arrears, renewals, claims, letters):
        loans.command()(command)


def arrears() -> None:
    """List what is overdue, longest first: loan, days, what is due, the step of collection that comes next."""
    from yizhan.app.commands.django_work import django_work

    with django_work():
        from yizhan.workflows.arrears import loans_in_arrears

        rows = [(row.loan.number, row.loan.standing.overdue_days, row.due.major, row.step, row.loan.enterprise.name)
                for row in loans_in_arrears(None, _today())]
    for number, days, due, step, name in rows:
        typer.echo(f"{number}  {days:>4} days  {due:>16,.2f}  {step:<20}  {name}")
    typer.echo(f"{len(rows)} loans in arrears.")


def renewals() -> None:
    """List loans that end soon, each with how a renewal without repayment stands and why."""
    from yizhan.app.commands.django_work import django_work

    with django_work():
        from yizhan.workflows.renewals import near_maturity

        rows = [(row.loan.number, row.loan.matures_on, row.days_left, " ".join(row.reasons)) for row in near_maturity(None, _today())]
    for number, matures_on, left, reasons in rows:
        typer.echo(f"{number}  {matures_on}  {left:>3} days  {reasons}")
    typer.echo(f"{len(rows)} loans end soon.")


def claims(programme: Annotated[str, typer.Argument(help="subsidy or guarantee.")],
           first: Annotated[datetime, typer.Argument(formats=DAY, help="First day of the period.")],
           last: Annotated[datetime, typer.Argument(formats=DAY, help="Last day of the period.")]) -> None:
    """List what can be claimed of a programme for a period, loan by loan; nothing is filed."""
    from yizhan.app.command_failed import CommandFailed
    from yizhan.app.commands.django_work import django_work
    from yizhan.credit.subsidy import PROGRAMMES

    if programme not in PROGRAMMES:
        raise CommandFailed(f"there is no programme {programme}; choose {' or '.join(PROGRAMMES)}.")
    with django_work():
        from yizhan.workflows.claim_figures import claims_for

        rows = [(one.loan.number, len(one.lines), one.amount.major, one.loan.enterprise.name)
                for one in claims_for(programme, first.date(), last.date())]
    for number, lines, amount, name in rows:
        typer.echo(f"{number}  {lines:>3} periods  {amount:>16,.2f}  {name}")
    typer.echo(f"{len(rows)} loans, {sum(amount for _, _, amount, _ in rows):,.2f} in all.")


def letters() -> None:
    """Write the letters that are due today: arrears by the collection strategy, loans that end soon. Safe to run twice."""
    from yizhan.app.commands.django_work import django_work

    with django_work():
        from yizhan.kernel.clock import SystemClock
        from yizhan.workflows.letters import send_due_letters
        from yizhan.workflows.renewals import raise_renewal_alerts

        sent, alerts = send_due_letters(SystemClock()), raise_renewal_alerts(SystemClock())
    typer.echo(f"{sent} letters on arrears, {alerts} on loans that end soon.")


def _today() -> date:
    from yizhan.kernel.clock import SystemClock, branch_date

    return branch_date(SystemClock().now())

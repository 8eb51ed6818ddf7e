"""Commands of the branch: users, working calendar, ledger proof, the worker."""

from pathlib import Path
from typing import Annotated, Any

import typer

ledger = typer.Typer(no_args_is_help=True, help="The branch's book.")
calendar = typer.Typer(no_args_is_help=True, help="Working calendars.")
user = typer.Typer(no_args_is_help=True, help="Users of the branch.")


def register(application: typer.Typer) -> None:
    """Add the commands."""
    application.add_typer(ledger, name="ledger")
    application.add_typer(calendar, name="calendar")
    application.add_typer(user, name="user")
    application.command()(worker)


@ledger.command()
def verify() -> None:
    """Prove the book and the payment shards from their entries; exit status 1 when anything differs, or when the book is empty."""
    from yizhan.app.commands.django_work import django_work
    from yizhan.app.commands.shards import tell_proofs
    from yizhan.app.payment_shards import prove as prove_shards

    with django_work() as database:
        from django.db import connection

        from yizhan.ledger.verify import verify as prove

        with connection.cursor() as cursor:
            found = prove(cursor)
        proofs = prove_shards(database)
    typer.echo(f"{found.accounts:,} accounts, {found.journals:,} journals, {found.entries:,} entries")
    for finding in found.findings:
        typer.echo(f"{finding.code}: {dict(finding.facts)}")
    typer.echo("The book is proven." if found.is_proven else "The book is NOT proven.")
    tell_proofs(proofs)
    raise typer.Exit(0 if found.is_proven and not any(proof.findings for proof in proofs) else 1)


@calendar.command("import")
def import_calendar(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="YAML of one published year.")]) -> None:
    """Take over a published year; deadlines that waited for it are set."""
    from yizhan.app.command_failed import CommandFailed
    from yizhan.app.commands.django_work import django_work
    from yizhan.kernel.calendar import CalendarYear, parse_calendar_year

    text = file.read_text(encoding="utf-8")
    parsed = parse_calendar_year(text)
    if not isinstance(parsed, CalendarYear):
        raise CommandFailed("; ".join(f"{fault.code} {dict(fault.facts)}" for fault in parsed))
    with django_work():
        from yizhan.kernel.clock import SystemClock
        from yizhan.workflows.calendars import import_calendar as take_over

        take_over(None, SystemClock(), text)
    typer.echo(f"The calendar of {parsed.year} is known: {len(parsed.holidays)} holidays, {len(parsed.makeup_workdays)} make-up days.")


@user.command()
def create(
    username: Annotated[str, typer.Argument(help="Name to sign in with.")],
    role: Annotated[
        str, typer.Option(help="applicant, relationship_manager, credit_officer, approver, operations, branch_manager or auditor.")
    ],
    name: Annotated[str, typer.Option(help="Name that colleagues see.")] = "",
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for when not given.")] = "",
) -> None:
    """Create a user."""
    _system_work("yizhan.workflows.people", "create_user", username, password, role, name or username)
    typer.echo(f"{username} can sign in as {role}.")


@user.command()
def token(
    username: Annotated[str, typer.Argument(help="For whom a machine shall act.")],
    name: Annotated[str, typer.Option(help="What the token is for; one standing token a name.")],
    days: Annotated[int, typer.Option(help="Days until it expires, 366 at most.")] = 90,
) -> None:
    """Make a bearer token for the HTTP API. It is printed once; only its hash is kept."""
    from yizhan.workflows.token_secrets import new_token, token_hash

    secret = new_token()
    made = _system_work("yizhan.workflows.tokens", "create_token", username, name, token_hash(secret), days)
    typer.echo(secret)
    typer.echo(f"Acts as {username} until {made.expires_at:%Y-%m-%d}. It is not shown again.", err=True)


@user.command()
def password(
    username: Annotated[str, typer.Argument(help="Whose password.")],
    new: Annotated[str, typer.Option("--password", prompt="New password", hide_input=True, confirmation_prompt=True,
                                     help="Asked for when not given.")] = "",
) -> None:
    """Set a new password for somebody who has lost the old one."""
    _system_work("yizhan.workflows.people", "set_password", username, new)
    typer.echo(f"{username} signs in with the new password.")


@user.command()
def reset_second_step(username: Annotated[str, typer.Argument(help="Whose telephone is lost.")]) -> None:
    """Turn the second step of sign-in off for somebody whose telephone is lost."""
    _system_work("yizhan.workflows.second_step", "reset_second_step", username)
    typer.echo(f"{username} signs in with the password alone, and can set the second step up anew.")


@user.command()
def revoke_token(
    username: Annotated[str, typer.Argument(help="For whom the token acts.")],
    name: Annotated[str, typer.Option(help="The token's name.")],
) -> None:
    """End a bearer token at once."""
    _system_work("yizhan.workflows.tokens", "revoke_token", username, name)
    typer.echo(f"{name} of {username} is revoked.")


def worker() -> None:
    """Do outgoing and periodic work until stopped; `yizhan run` starts it."""
    from yizhan.app.commands.django_work import django_work

    with django_work(migrate=False):
        from yizhan.worker.serving import serve

        serve()


def _system_work(module: str, name: str, *arguments: Any) -> Any:
    """What a workflow gives when the system runs it; a refusal ends the command. It is named, as it can be imported only then."""
    from importlib import import_module

    from yizhan.app.command_failed import CommandFailed
    from yizhan.app.commands.django_work import django_work

    with django_work():
        from yizhan.kernel.clock import SystemClock
        from yizhan.kernel.refusal import Refusal

        done = getattr(import_module(module), name)(None, SystemClock(), *arguments)
        if isinstance(done, Refusal):
            raise CommandFailed(f"{done.code}: {dict(done.facts)}")
        return done

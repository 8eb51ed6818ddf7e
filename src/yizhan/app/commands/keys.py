"""Commands of the card vault's keys and of the keys with which wallets and terminals sign."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

keys = typer.Typer(no_args_is_help=True, help="Keys of the card vault (docs/howto/keys.md).")
caller = typer.Typer(no_args_is_help=True, help="Keys with which wallets and terminals sign their requests.")


def register(application: typer.Typer) -> None:
    """Add the commands."""
    keys.add_typer(caller, name="caller")
    application.add_typer(keys, name="keys")


@contextmanager
def _branch() -> Iterator[tuple]:
    """Settings, migrated database and the present moment."""
    from yizhan.app.branch_database import branch_database, set_up_django
    from yizhan.app.card_keys.making import make_first_keys
    from yizhan.app.environment import read_environment
    from yizhan.app.migrate import migrate_all
    from yizhan.kernel.clock import SystemClock

    environment, now = read_environment(), SystemClock().now()
    with branch_database(environment) as database:
        set_up_django(database)
        migrate_all(database.owner_url, database.app_url, database.switch_url)
        make_first_keys(environment, database, now)
        yield environment, database, now


@keys.command()
def status() -> None:
    """Master keys of the key file, data keys, what stands under each, and whether they open."""
    from yizhan.app.card_keys.turning import status as status_of

    with _branch() as (environment, database, _):
        found = status_of(environment, database)
    typer.echo(f"key file: {environment.vault_keys}")
    for master in found.masters:
        wrapped = sum(key.wrapped.master_key_id == master for key in found.data_keys)
        typer.echo(f"master key {master}{' (active)' if master == found.active_master else ''}: {wrapped} data keys")
    for key in found.data_keys:
        typer.echo(f"data key {key.id}: {key.purpose}, of {key.created_at:%Y-%m-%d}, under {key.wrapped.master_key_id}, "
                   f"{found.cards[key.id]} cards")


@keys.command("rotate-master")
def rotate_master() -> None:
    """A new master key, and all data keys under it. Run it again when it was cut off."""
    from yizhan.app.card_keys.turning import rotate_master as rotate

    with _branch() as (environment, database, now):
        active, count = rotate(environment, database, now)
    typer.echo(f"The master key {active} is active; {count} data keys were put under it. Keep a copy of {environment.vault_keys} apart.")


@keys.command("renew-data")
def renew_data(
    chunk: Annotated[int, typer.Option(min=1, help="Cards in one transaction.")] = 500,
) -> None:
    """New data keys; cards and callers' keys are sealed anew while payments go on. Run it again when it was cut off."""
    from yizhan.app.card_keys.turning import renew_data as renew

    with _branch() as (environment, database, now):
        done = renew(environment, database, now, chunk, lambda cards: typer.echo(f"{cards} cards", err=True))
    typer.echo(f"{done.cards} cards and {done.callers} callers' keys are under {', '.join(done.new_ids)}; "
               f"{len(done.removed_ids)} older keys were removed.")
    if done.kept_ids:
        typer.echo(f"Still in use by bindings under way: {', '.join(done.kept_ids)}; run this again in a quarter of an hour.")


@keys.command("retire-master")
def retire_master(key_id: Annotated[str, typer.Argument(metavar="ID", help="A master key that wraps nothing any more.")]) -> None:
    """Take an old master key out of the key file. Backups from its time open only with a copy of the file that has it."""
    from yizhan.app.card_keys.turning import retire_master as retire

    with _branch() as (environment, database, _):
        was_there = retire(environment, database, key_id)
    typer.echo(f"The master key {key_id} is out of the key file." if was_there else f"There is no master key {key_id} in the key file.")


@caller.command("create")
def create_caller(
    wallet: Annotated[str, typer.Option(help="A wallet programme, by its code.")] = "",
    terminal: Annotated[int, typer.Option(help="A merchant's number, for its terminals.")] = 0,
) -> None:
    """Make a key and print its secret, once."""
    from yizhan.app.card_keys.callers import create

    if bool(wallet) == bool(terminal):
        raise typer.BadParameter("give either --wallet or --terminal")
    with _branch() as (environment, database, now):
        key, secret = create(environment, database, wallet or terminal, now)
    typer.echo(f"key: {key.id}\nsecret: {secret}\nThe secret is not shown again; hand it over by a safe way.")


@caller.command("revoke")
def revoke_caller(key_id: Annotated[str, typer.Argument(metavar="ID", help="The key's id, key_….")]) -> None:
    """Close a key for good; the switch refuses it within fifteen seconds."""
    from yizhan.app.card_keys.callers import revoke
    from yizhan.app.command_failed import CommandFailed

    with _branch() as (_, database, now):
        if not revoke(database, key_id, now):
            raise CommandFailed(f"There is no caller's key {key_id}; `yizhan keys caller list` shows them.")
    typer.echo(f"The key {key_id} is revoked.")


@caller.command("list")
def list_callers() -> None:
    """All keys with their owners, and whether they are revoked."""
    from yizhan.app.card_keys.callers import all_keys

    with _branch() as (_, database, _):
        found = all_keys(database)
    for key in found:
        state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else "in force"
        typer.echo(f"{key.id}  {key.scope} {key.programme or key.merchant_id}  {state}")

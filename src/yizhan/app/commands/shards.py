"""Commands of the payment shards."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from yizhan.app.branch_database import BranchDatabase
    from yizhan.payments.shard_verify import ShardProof

shards = typer.Typer(no_args_is_help=True, help="Payment shards (docs/howto/scale-out.md).")


def register(application: typer.Typer) -> None:
    """Add the commands."""
    application.add_typer(shards, name="shards")


@shards.command()
def add(number: Annotated[int, typer.Argument(min=0, max=255, help="The new shard's number.")]) -> None:
    """Make a payment shard with the merchants that shard 0 knows; YIZHAN_SHARDS then names it to the switch."""
    from yizhan.app.payment_shards import add as make

    with _database() as database:
        merchants = make(database, number)
    typer.echo(f"Shard {number} stands, with {merchants} merchants. Name it in YIZHAN_SHARDS and start the switch again.")


@shards.command()
def migrate() -> None:
    """Bring all shards that stand to the version of this program."""
    from yizhan.app.payment_shards import migrate as bring_up

    with _database() as database:
        found = bring_up(database)
    for shard, applied in found.items():
        typer.echo(f"shard {shard}: " + (f"applied {', '.join(map(str, applied))}" if applied else "up to date"))


@shards.command("list")
def list_shards() -> None:
    """Shards with their version, payers and payments."""
    from yizhan.app.payment_shards import states

    with _database() as database:
        found = states(database)
    for state in found:
        typer.echo(f"shard {state.shard}: version {state.version}, {state.payers:,} payers, {state.payments:,} payments")


@shards.command()
def verify() -> None:
    """Prove every shard from its entries; exit status 1 when anything differs, or when all shards are empty."""
    from yizhan.app.payment_shards import prove

    with _database() as database:
        proofs = prove(database, lambda shard: typer.echo(f"reading shard {shard}", err=True))
    tell_proofs(proofs)
    is_proven = any(proof.is_proven for proof in proofs) and not any(proof.findings for proof in proofs)
    raise typer.Exit(0 if is_proven else 1)


def tell_proofs(proofs: "Iterable[ShardProof]") -> None:
    """Write what was looked at and what was found."""
    for proof in proofs:
        typer.echo(f"shard {proof.shard}: {proof.payers:,} payers, {proof.payments:,} payments, {proof.refunds:,} refunds, "
                   f"{proof.entries:,} entries, {proof.accounts:,} accounts")
        for finding in proof.findings:
            typer.echo(f"  {finding.code}: {finding.facts}")
        word = "NOT proven" if proof.findings else "empty, so nothing is proven" if proof.is_empty else "proven"
        typer.echo(f"shard {proof.shard} is {word}.")


@contextmanager
def _database() -> "Iterator[BranchDatabase]":
    from yizhan.app.branch_database import branch_database
    from yizhan.app.environment import read_environment

    with branch_database(read_environment()) as database:
        yield database

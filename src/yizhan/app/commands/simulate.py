"""Commands that play outside systems, for tests and the demo branch."""

from pathlib import Path
from typing import Annotated

import typer

simulate = typer.Typer(no_args_is_help=True, help="Outside systems, played.")


def register(application: typer.Typer) -> None:
    """Add the commands."""
    application.add_typer(simulate, name="simulate")


@simulate.callback()
def group() -> None:
    """Outside systems, played."""


@simulate.command()
def scheme(
    name: Annotated[str, typer.Option("--scheme", help="The scheme that is played: visa, mastercard …")] = "visa",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on loopback; 0 takes a free one.")] = 0,
    journal: Annotated[Path | None, typer.Option(dir_okay=False, help="File of what was booked; kept over restarts.")] = None,
    fault: Annotated[list[str] | None, typer.Option(help="NAME=RATE, such as drop=0.01; may be given several times.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of these choices.")] = 1,
    delay_ms: Annotated[int, typer.Option(help="How late a delayed answer comes.")] = 12_000,
    late_ms: Annotated[int, typer.Option(help="How long after the answer to its reversal a late answer comes.")] = 50,
    latency_ms: Annotated[int, typer.Option(help="Added to every answer.")] = 0,
    refused_sign_ons: Annotated[int, typer.Option(help="How many sign-ons are refused at first.")] = 0,
    codes_by_amount: Annotated[bool, typer.Option("--codes-by-amount", help="A payment of CNY 100.CC is answered CC.")] = False,
) -> None:
    """Play a card scheme with its issuers over ISO 8583 until the process is ended."""
    import asyncio

    from yizhan.simulators.scheme.faults import parse_rates
    from yizhan.simulators.scheme.server import SchemeOptions
    from yizhan.simulators.scheme.serving import serve

    try:
        rates = parse_rates(fault or [])
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--fault") from error
    asyncio.run(serve(SchemeOptions(
        name, port, journal, rates, seed, delay_ms / 1000, late_ms / 1000, latency_ms / 1000, refused_sign_ons, codes_by_amount)))

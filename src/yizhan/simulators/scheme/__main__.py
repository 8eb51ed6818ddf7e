"""Runs the scheme until the process is ended."""

import argparse
import asyncio
from pathlib import Path

from yizhan.simulators.scheme.faults import parse_rates
from yizhan.simulators.scheme.server import SchemeOptions
from yizhan.simulators.scheme.serving import serve


def main() -> None:
    """Options from the command line."""
    parser = argparse.ArgumentParser(prog="python -m yizhan.simulators.scheme", description=__doc__)
    parser.add_argument("--scheme", default="visa")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--journal", type=Path)
    parser.add_argument("--fault", action="append", default=[], metavar="NAME=RATE")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--delay-ms", type=int, default=12_000)
    parser.add_argument("--late-ms", type=int, default=50)
    parser.add_argument("--latency-ms", type=int, default=0)
    parser.add_argument("--refused-sign-ons", type=int, default=0)
    parser.add_argument("--codes-by-amount", action="store_true")
    given = parser.parse_args()
    try:
        rates = parse_rates(given.fault)
    except ValueError as error:
        parser.error(str(error))
    asyncio.run(serve(SchemeOptions(
        given.scheme, given.port, given.journal, rates, given.seed, given.delay_ms / 1000, given.late_ms / 1000,
        given.latency_ms / 1000, given.refused_sign_ons, given.codes_by_amount)))


if __name__ == "__main__":
    main()

"""A hundred rounds of the fault run (docs/algorithms/fault-run.md): things are killed under load. About twenty minutes.

    rounds                    rounds played
    under_way_at_kills        payments whose end no caller knew when something was killed
    committed_unacknowledged  of these, how many had been committed by then
    lost_or_charged_twice     what the judge of client log, shard and scheme journal found wrong
"""

import tempfile
from pathlib import Path

ROUNDS = 100


def run() -> list[dict]:
    """Four figures; raises when the judge found anything wrong."""
    from tests.databases import home_in
    from tests.faults.rounds import play

    with tempfile.TemporaryDirectory(prefix="yizhan-faults-") as name, home_in(Path(name)) as home:
        found = play(home, Path(name), ROUNDS)
    print(found.table())
    counts = found.verdict.counts
    if found.verdict.wrong:
        raise RuntimeError(f"{len(found.verdict.wrong)} things are wrong, first: {found.verdict.wrong[0]}")
    return [
        _figure("rounds", "rounds", len(found.rounds)),
        _figure("under_way_at_kills", "payments", counts["under way at the kills"]),
        _figure("committed_unacknowledged", "payments", counts["of these committed, not acknowledged"]),
        _figure("lost_or_charged_twice", "payments", len(found.verdict.wrong)),
    ]


def _figure(name: str, unit: str, value: float) -> dict:
    return {"bench": "payment_faults", "figure": name, "unit": unit, "value": value, "peer": "", "peer_value": None}

"""A fault run: rounds of load in which things are killed, and the wait after each until no doubt is open."""

import asyncio
import random
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from tests.faults.client import Callers
from tests.faults.clock import MovedClock
from tests.faults.judge import Verdict, judge
from tests.faults.log import ClientLog
from tests.faults.machine import Machine, running
from tests.faults.park import Park, settle
from yizhan.embedded import database
from yizhan.kernel.clock import SHANGHAI

CALLERS: Final = 128
FIRST_YEAR, ROUNDS_A_YEAR = 2026, 5  # The evenings of 27 to 31 December, year after year.
EVENING_S: Final = 2.5  # So long before midnight a round begins.
LOAD_S, CALM_S, QUIET_S = 4.5, 1.0, 90.0
SEEN_S: Final = 0.2  # Until every process has seen that the clock was moved.
SWITCH, POSTGRES, BOTH, TWICE, WRITERS = "switch", "postgres", "postgres and switch", "switch twice", "writers"
BLOWS: Final = (SWITCH, POSTGRES, BOTH, TWICE)
AGAIN_S: Final = (1.0, 2.5)  # A switch is killed again while it starts, or soon after.
OPEN: Final = """SELECT (SELECT count(*) FROM pay_00.payment WHERE stage IN (1, 2)),
    (SELECT count(*) FROM pay_00.reversal WHERE closed_at IS NULL)"""


@dataclass(slots=True)
class Round:
    """What one round was."""

    number: int
    blow: str
    evening: datetime
    under_way: int = 0
    writers_cut: int = 0
    answers: int = 0
    back_s: float = 0.0
    quiet_s: float = 0.0


@dataclass(slots=True)
class FaultRun:
    """All rounds and the verdict; the files that the verdict was made of lie in the folder."""

    folder: Path
    rounds: list[Round] = field(default_factory=list)
    verdict: Verdict | None = None
    seconds: float = 0.0

    def table(self) -> str:
        """For people."""
        lines = ["round  midnight after  blow                  under way  writers cut  answers  back s  no doubt s"]
        lines += [f"{one.number:>5}  {one.evening:%Y-%m-%d}      {one.blow:<20}  {one.under_way:>9}  {one.writers_cut:>11}"
                  f"  {one.answers:>7}  {one.back_s:>6.1f}  {one.quiet_s:>10.1f}" for one in self.rounds]
        return "\n".join([*lines, *(self.verdict.lines() if self.verdict else ()), f"{self.seconds:.0f} seconds in all"])


def play(home: Path, folder: Path, rounds: int, seed: int = 1) -> FaultRun:
    """Play so many rounds on a PostgreSQL of the home's own, and judge."""
    began, run, clock = time.monotonic(), FaultRun(folder), MovedClock(folder / "clock")
    clock.move_to(_evening(0) - timedelta(hours=1))
    with database(home) as server:
        park = settle(server, folder, clock)
        log = ClientLog(folder / "client.log")
        with running(server, home, folder, park, folder / "clock", seed) as machine:
            for number in range(rounds):
                run.rounds.append(_round(number, machine, park, log, clock, seed))
                print(run.table().splitlines()[number + 1], flush=True)
                if run.rounds[-1].quiet_s > QUIET_S:
                    break  # The judge will name what is still in doubt.
        log.close()
        run.verdict = judge(server.owner_url, folder)
    run.seconds = time.monotonic() - began
    return run


def _round(number: int, machine: Machine, park: Park, log: ClientLog, clock: MovedClock, seed: int) -> Round:
    played = Round(number, BLOWS[number % len(BLOWS)], _evening(number))
    clock.move_to(played.evening)
    time.sleep(SEEN_S)
    before = log.answers
    asyncio.run(_load(played, machine, Callers(machine.port, park, log, clock, seed * 1_000 + number), log, clock, seed))
    played.answers = log.answers - before
    began = time.monotonic()
    while machine.rows(OPEN) != [(0, 0)] and time.monotonic() < began + QUIET_S:
        time.sleep(0.2)
    played.quiet_s = time.monotonic() - began
    return played


async def _load(played: Round, machine: Machine, callers: Callers, log: ClientLog, clock: MovedClock, seed: int) -> None:
    draw, over = random.Random(seed * 1_000 + played.number), asyncio.Event()
    playing = asyncio.create_task(callers.play(CALLERS, over))
    began = time.monotonic()
    await asyncio.sleep(draw.uniform(1.0, 1.5))
    log.blow(WRITERS, played.number, clock.now())
    played.writers_cut = await asyncio.to_thread(machine.cut_writers)
    # Around midnight, on either side of it.
    await asyncio.sleep(max(began + draw.uniform(1.8, 3.2) - time.monotonic(), 0))
    struck = time.monotonic()
    database_began = await asyncio.to_thread(machine.database_began)
    await _strike(played, machine, log, clock, draw)
    await asyncio.to_thread(machine.wait_database)
    assert (await asyncio.to_thread(machine.database_began) != database_began) is (played.blow in (POSTGRES, BOTH)), "the blow missed"
    await asyncio.to_thread(machine.wait_open)
    played.back_s = time.monotonic() - struck
    await asyncio.sleep(max(began + LOAD_S - time.monotonic(), CALM_S))
    over.set()
    await playing


async def _strike(played: Round, machine: Machine, log: ClientLog, clock: MovedClock, draw: random.Random) -> None:
    if played.blow in (POSTGRES, BOTH):
        played.under_way += log.blow(POSTGRES, played.number, clock.now())
        await asyncio.to_thread(machine.kill_database)
    if played.blow == BOTH:
        await asyncio.sleep(0.3)
    for blow in range({POSTGRES: 0, TWICE: 2}.get(played.blow, 1)):
        if blow:
            await asyncio.sleep(draw.uniform(*AGAIN_S))
        played.under_way = max(played.under_way, log.blow(SWITCH, played.number, clock.now()))
        await asyncio.to_thread(machine.kill_switch)
        machine.start_switch()


def _evening(number: int) -> datetime:
    """Shortly before a midnight; each fifth one ends a year."""
    day = datetime(FIRST_YEAR + number // ROUNDS_A_YEAR, 12, 32 - ROUNDS_A_YEAR + number % ROUNDS_A_YEAR, tzinfo=SHANGHAI)
    return day + timedelta(days=1, seconds=-EVENING_S)

"""The demo park for commands and for `yizhan run`: built once in an empty branch, and the logins that it came with."""

import sys
import time
from datetime import datetime

import psycopg

from yizhan.app.branch_database import BranchDatabase
from yizhan.app.environment import Environment
from yizhan.demo.cast import LOGINS, logins_text

CAST_EXISTS = "SELECT EXISTS (SELECT 1 FROM records_user WHERE username = %s)"


def build_in_empty_branch(environment: Environment, database: BranchDatabase) -> None:
    """A step of the preparation: build the park unless YIZHAN_DEMO is 0 or anybody is in the branch already."""
    if environment.demo:
        build(environment, database)


def build(environment: Environment, database: BranchDatabase) -> str:
    """Build the park where the branch is empty; a line that says what was done. Needs Django set up, and no switch running."""
    from yizhan.demo.standing import is_empty, is_unfinished

    if not is_empty():
        if is_unfinished():
            _say("the demo park was interrupted while it was built; to build it again, stop and remove YIZHAN_HOME")
        return "The branch is not empty; nothing was built."
    from yizhan.demo.park import build_park
    from yizhan.kernel.clock import SystemClock

    start = time.monotonic()
    now = SystemClock().now()
    park = build_park(now, step=_say)
    if park is None:
        return "The clock of this machine lies before the first rules of the branch's promise; no demo park was built."
    payments = _payments(environment, database, now)
    seconds = time.monotonic() - start
    told = (f"{len(park.enterprises)} enterprises, {park.invoices:,} invoices, {len(park.stories)} cases, {payments} card payments "
            f"in {seconds:.0f} s")
    _say(told)
    return told


def _payments(environment: Environment, database: BranchDatabase, now: datetime) -> int:
    """The travellers' payments. Keys that cannot be used, or a switch that serves already, cost the park these alone."""
    from yizhan.app.card_keys.making import look_at_keys
    from yizhan.app.demo_payments import pay_in_the_past
    from yizhan.switch.past import NotWritten

    if trouble := look_at_keys(environment, database):
        _say(f"no card payments were made: {trouble.message}")
        return 0
    try:
        return pay_in_the_past(environment, database, now)
    except NotWritten as error:
        _say(f"no card payments were made: {error}")
        return 0


def greeting(address: str, environment: Environment, database: BranchDatabase) -> str:
    """What `yizhan run` says once all is up: the address and, where the demo cast lives, its logins."""
    line = f"Yizhan is open at {address}"
    if not environment.demo:
        return line
    with psycopg.connect(database.app_url) as connection:
        is_cast_here = connection.execute(CAST_EXISTS, (LOGINS[0].username,)).fetchone()[0]
    return f"{line}\n{logins_text(address)}" if is_cast_here else line


def _say(text: str) -> None:
    print(f"demo park: {text}", file=sys.stderr, flush=True)

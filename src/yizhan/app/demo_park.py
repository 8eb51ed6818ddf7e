"""The demo park for commands and for `yizhan run`: built once in an empty branch, and the logins that it came with."""

import sys
import time

import psycopg

from yizhan.app.branch_database import BranchDatabase
from yizhan.app.environment import Environment
from yizhan.demo.cast import LOGINS, logins_text

CAST_EXISTS = "SELECT EXISTS (SELECT 1 FROM records_user WHERE username = %s)"


def build_in_empty_branch(environment: Environment, database: BranchDatabase) -> None:
    """A step of the preparation: build the park unless YIZHAN_DEMO is 0 or anybody is in the branch already."""
    if environment.demo:
        build()


def build() -> str:
    """Build the park where the branch is empty; a line that says what was done. Needs Django set up."""
    from yizhan.demo.standing import is_empty, is_unfinished

    if not is_empty():
        if is_unfinished():
            _say("the demo park was interrupted while it was built; to build it again, stop and remove YIZHAN_HOME")
        return "The branch is not empty; nothing was built."
    from yizhan.demo.park import build_park
    from yizhan.kernel.clock import SystemClock

    start = time.monotonic()
    park = build_park(SystemClock().now(), step=_say)
    if park is None:
        return "The clock of this machine lies before the first rules of the branch's promise; no demo park was built."
    seconds = time.monotonic() - start
    told = f"{len(park.enterprises)} enterprises, {park.invoices:,} invoices, {len(park.stories)} cases in {seconds:.0f} s"
    _say(told)
    return told


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

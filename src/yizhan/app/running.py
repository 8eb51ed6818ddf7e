"""`yizhan run`: locks, database, preparation, then all processes until a signal asks to stop."""

import asyncio
import contextlib
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Sequence

from yizhan.app import locks
from yizhan.app.branch_database import BranchDatabase, branch_database
from yizhan.app.demo_park import greeting
from yizhan.app.environment import Environment
from yizhan.app.prepared import is_prepared
from yizhan.app.processes import Process, page_address, process_list
from yizhan.app.run_log import open_log, say
from yizhan.app.supervisor import Supervisor

LEASE_PAUSE_S = 1.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class NotPrepared(RuntimeError):
    """The preparation failed and has said why."""


def run_branch(environment: Environment) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP. Raises AlreadyRunning, EmbeddedError or NotPrepared."""
    held = take_locks(environment)
    log = open_log(environment.home)
    with branch_database(environment) as database:
        if is_prepared(environment, database):
            say(log, "yizhan", "database is up")
        else:
            say(log, "yizhan", "database is up; preparing")
            _prepare(environment, database)
        asyncio.run(supervise(process_list(environment, database), log, database, held,
                              greeting(page_address(environment), environment, database)))
    say(log, "yizhan", "stopped")


def take_locks(environment: Environment) -> list[int]:
    """The locks of home and port, and proof that the port is free. Raises AlreadyRunning."""
    home, ports = environment.home, {environment.port: "YIZHAN_PORT", environment.switch_port: "YIZHAN_SWITCH_PORT"}
    held = [
        locks.hold(locks.home_lock_path(home), f"Yizhan runs already for {home} (process {{process}}). "
                   "Stop it first, or set YIZHAN_HOME to another folder."),
        *(locks.hold(locks.port_lock_path(port), f"Yizhan runs already on port {port} (process {{process}}). "
                     f"Stop it first, or set {name} to a free port.") for port, name in ports.items()),
    ]
    for port, name in ports.items():
        locks.require_free_port(environment.host, port, name)
    return held


async def supervise(processes: Sequence[Process], log: logging.Logger, database: BranchDatabase,
                    held: Sequence[int], greeting: str) -> None:
    """Run the processes and keep the database's lease until a stop signal."""
    supervisor = Supervisor(processes, log, held)
    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, supervisor.stop)
    helpers = [asyncio.create_task(_greet(supervisor, log, greeting)), asyncio.create_task(_keep_lease(database, log))]
    await supervisor.run()
    for helper in helpers:
        helper.cancel()
    await asyncio.gather(*helpers, return_exceptions=True)


def _prepare(environment: Environment, database: BranchDatabase) -> None:
    variables = {**os.environ, "YIZHAN_HOME": str(environment.home), "DATABASE_URL": database.app_url,
                 "DATABASE_OWNER_URL": database.owner_url, "YIZHAN_SWITCH_DATABASE_URL": database.switch_url}
    command = [sys.executable, "-P", "-m", "yizhan.app.launcher", str(os.getpid()), sys.executable, "-m",
               "yizhan.app.prepare"]
    if subprocess.run(command, env=variables).returncode != 0:  # noqa: S603
        raise NotPrepared("The branch could not be prepared; the reason is above. `yizhan doctor` looks further.")


async def _greet(supervisor: Supervisor, log: logging.Logger, greeting: str) -> None:
    await supervisor.all_ready()
    say(log, "yizhan", greeting)


async def _keep_lease(database: BranchDatabase, log: logging.Logger) -> None:
    """After a keeper's death start the next one; the processes connect again by themselves."""
    while database.server:
        await asyncio.sleep(LEASE_PAUSE_S)
        if not database.server.held():
            say(log, "yizhan", "the database's keeper has died; starting another")
            with contextlib.suppress(Exception):  # tried again a second later, and said again
                await asyncio.to_thread(database.server.renew)

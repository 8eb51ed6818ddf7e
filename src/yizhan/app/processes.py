"""The processes of a branch: what each runs, when it is ready and what it needs first.

A new process is one more entry in `process_list`.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from yizhan.app.branch_database import BranchDatabase
from yizhan.app.environment import Environment
from yizhan.app.locks import free_port
from yizhan.payments.stored import SCHEMES

# Foreign settings that would change what our servers and database clients do.
FOREIGN_PREFIXES = ("GRANIAN_", "PG")
# Addresses of roles that pages and worker must not have: nothing that serves may migrate, and only the switch opens the vault.
WITHHELD = ("DATABASE_OWNER_URL", "YIZHAN_SWITCH_DATABASE_URL")


@dataclass(frozen=True, slots=True)
class HttpReady:
    """Ready when this address answers anything but a server error."""

    url: str
    host: str = ""


@dataclass(frozen=True, slots=True)
class Process:
    """One supervised process; `ready` None means ready when it has lived for a second."""

    name: str
    command: tuple[str, ...]
    ready: HttpReady | None = None
    needs: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)


def process_list(environment: Environment, database: BranchDatabase) -> list[Process]:
    """All processes of `yizhan run`, in the order in which they are best read: a simulator for each outside that is not named."""
    variables = _shared_variables(environment, database)
    simulators = []
    if not environment.core_bank_url:
        port = environment.simulator_port or free_port()
        variables["YIZHAN_CORE_BANK_URL"] = f"http://127.0.0.1:{port}"
        simulators.append(_core_bank(environment, port, variables))
    if not environment.schemes:
        port = free_port()
        variables["YIZHAN_SCHEMES"] = ",".join(f"{scheme}=127.0.0.1:{port}" for scheme in SCHEMES.values())
        simulators.append(_scheme(environment, port, variables))
    if not environment.directory_url:
        port = free_port()
        variables["YIZHAN_DIRECTORY_URL"] = f"http://127.0.0.1:{port}"
        simulators.append(_directory(port, variables))
    needs = [process.name for process in simulators]
    # The pages show forms that post to the switch, and their readiness must not wait for it: each answers for itself.
    return [*simulators, _switch(environment, database, variables, *needs), _web(environment, variables),
            _worker(variables, *(name for name in needs if name == "core_bank"))]


def page_address(environment: Environment) -> str:
    """The address to open in a browser on this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(environment.host, environment.host)  # noqa: S104 - only translated
    return f"http://{host}:{environment.port}"


def _shared_variables(environment: Environment, database: BranchDatabase) -> dict[str, str]:
    """Our own environment without the addresses of the other roles."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(FOREIGN_PREFIXES) and name not in WITHHELD}
    return kept | {
        "YIZHAN_HOME": str(environment.home),
        "DATABASE_URL": database.app_url,
        "YIZHAN_SECRET_KEY": environment.secret_key,
        "YIZHAN_CORE_BANK_KEY": environment.core_bank_key,
        "YIZHAN_SWITCH_KEY": environment.switch_key,
        "YIZHAN_DIRECTORY_KEY": environment.directory_key,
        "DJANGO_SETTINGS_MODULE": "yizhan.app.settings",
        "PYTHONUNBUFFERED": "1",
    }


def _web(environment: Environment, variables: Mapping[str, str]) -> Process:
    command = (sys.executable, "-m", "granian", "--interface", "wsgi", "--host", environment.host,
               "--port", str(environment.port), "--http", "1", "--no-ws", "--workers", "1",
               "--blocking-threads", str(environment.web_threads), "--workers-kill-timeout", "5",
               "--log-level", "warning", "yizhan.app.serving:application")
    host = environment.allowed_hosts[0] if environment.allowed_hosts else ""
    ready = HttpReady(f"{page_address(environment)}/healthz", "" if host.startswith(("*", ".")) else host)
    return Process("web", command, ready, variables=variables)


def _worker(variables: Mapping[str, str], *needs: str) -> Process:
    return Process("worker", (sys.executable, "-m", "yizhan.app.cli", "worker"), needs=needs, variables=variables)


def _core_bank(environment: Environment, port: int, variables: Mapping[str, str]) -> Process:
    folder: Path = environment.home / "simulators"
    folder.mkdir(mode=0o700, exist_ok=True)
    command = (sys.executable, "-m", "yizhan.simulators.core_bank", "--port", str(port),
               "--state", str(folder / "core_bank.sqlite"))
    return Process("core_bank", command, HttpReady(f"http://127.0.0.1:{port}/healthz"), variables=variables)


def _scheme(environment: Environment, port: int, variables: Mapping[str, str]) -> Process:
    """One simulated scheme stands for all: each link has an acquirer's number of its own."""
    folder: Path = environment.home / "simulators"
    folder.mkdir(mode=0o700, exist_ok=True)
    command = (sys.executable, "-m", "yizhan.simulators.scheme", "--port", str(port), "--journal", str(folder / "scheme.journal"))
    return Process("scheme", command, variables=variables)


def _directory(port: int, variables: Mapping[str, str]) -> Process:
    command = (sys.executable, "-m", "yizhan.simulators.directory", "--port", str(port))
    return Process("directory", command, HttpReady(f"http://127.0.0.1:{port}/healthz"), variables=variables)


def _switch(environment: Environment, database: BranchDatabase, variables: Mapping[str, str], *needs: str) -> Process:
    """The one process that has the switch's role: it opens the card vault and owns its shards."""
    command = (sys.executable, "-m", "granian", "--interface", "rsgi", "--host", environment.host, "--port", str(environment.switch_port),
               "--http", "1", "--no-ws", "--workers", "1", "--workers-kill-timeout", "10", "--log-level", "warning",
               "yizhan.app.switching:application")
    own = {**variables, "YIZHAN_SWITCH_DATABASE_URL": database.switch_url, "YIZHAN_VAULT_KEYS": str(environment.vault_keys)}
    return Process("switch", command, HttpReady(f"http://127.0.0.1:{environment.switch_port}/healthz"), needs=needs, variables=own)

"""What granian's worker loads for the switch: its application, in a process that ends with granian's own."""

import logging
import multiprocessing
import sys

from yizhan.app.parent_death import die_with
from yizhan.switch.hardening import keep_memory_off_disk

if (_parent := multiprocessing.parent_process()) is not None:
    die_with(_parent.pid)
    keep_memory_off_disk()

from yizhan.app.card_keys.making import open_keys
from yizhan.app.environment import read_environment
from yizhan.kernel.clock import SystemClock
from yizhan.switch.application import Application
from yizhan.switch.serving import Switch, SwitchConfig


def make_switch() -> Switch:
    """The switch as the settings say."""
    environment = read_environment()
    pages = {f"http://{host}:{environment.port}" for host in ("127.0.0.1", "localhost", *environment.allowed_hosts) if host != "*"}
    return Switch(SwitchConfig(
        environment.switch_database_url or environment.database_url, lambda: open_keys(environment), environment.switch_key,
        environment.schemes, environment.acquirer_id, environment.shards,
        public_url=environment.switch_public_url or f"http://127.0.0.1:{environment.switch_port}",
        return_origins=frozenset(pages | set(environment.trusted_origins)),
        directory=(environment.directory_url, environment.directory_key), bin_digits=environment.card_bin_digits), SystemClock())


logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
application = Application(make_switch)

"""What granian loads for the switch of a fault run: `yizhan.app.switching` with a clock that is moved and with short waits."""

import logging
import multiprocessing
import os
import sys
from dataclasses import replace
from pathlib import Path

from yizhan.app.parent_death import die_with

if (_parent := multiprocessing.parent_process()) is not None:
    die_with(_parent.pid)

from tests.faults.clock import MovedClock
from yizhan.app.card_keys.making import open_keys
from yizhan.app.environment import read_environment
from yizhan.switch.application import Application
from yizhan.switch.serving import Switch, SwitchConfig

PATIENCE_S, AUTHORISATION_S = 1.0, 1.5


class HastySwitch(Switch):
    """The same switch on links that wait seconds where the real ones wait minutes."""

    def _make_links(self) -> None:
        super()._make_links()
        for link in self.links.values():
            link.times = replace(link.times, reversal_timeout_s=1.0, network_timeout_s=3.0, reconnect_s=(0.1, 0.2, 0.5), repeat_s=(1.0,))


def make_switch() -> Switch:
    """The switch as the settings say, on the clock of the run."""
    environment = read_environment()
    config = SwitchConfig(environment.switch_database_url, lambda: open_keys(environment), environment.switch_key, environment.schemes,
                          environment.acquirer_id, patience_s=PATIENCE_S, authorisation_timeout_s=AUTHORISATION_S)
    return HastySwitch(config, MovedClock(Path(os.environ["FAULT_RUN_CLOCK"])))


logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
application = Application(make_switch)

"""`yizhan simulate scheme` plays the same scheme."""

import os
import re
import socket
import subprocess
import sys

from tests.payments.messages.sample import REQUEST
from tests.simulators.scheme.test_server import Caller


def test_the_command_says_where_it_listens_and_answers() -> None:
    command = [sys.executable, "-m", "yizhan.app.cli", "simulate", "scheme", "--scheme", "mastercard", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        try:
            line = process.stdout.readline()
            port = re.fullmatch(r"scheme mastercard on 127\.0\.0\.1:(\d+)\n", line)
            assert Caller(int(port[1])).ask(REQUEST).response_code == "00"
            process.terminate()
            assert process.wait(10) == 0
        finally:
            process.kill()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(port[1]))) != 0


def test_a_fault_that_is_none_is_said_by_the_command() -> None:
    command = [sys.executable, "-m", "yizhan.app.cli", "simulate", "scheme", "--fault", "fire=1"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 2 and "fire" in found.stderr

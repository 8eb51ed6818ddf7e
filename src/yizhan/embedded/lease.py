"""A client's lease: a connection to the keeper. While one is open the server runs."""

import socket
import subprocess
import sys
import time
from pathlib import Path

from yizhan.embedded.errors import EmbeddedError
from yizhan.embedded.keeper import BUSY, READY
from yizhan.embedded.places import Places

RETRY_PAUSE_S = 0.05


class Lease:
    """Holds the server up from `take` until `release`, or until the keeper dies."""

    def __init__(self, home: Path, places: Places) -> None:
        self._home = home
        self._places = places
        self._socket: socket.socket | None = None

    def take(self) -> None:
        """Wait until the server accepts connections, starting a keeper when there is none.

        There is no time limit: a recovery takes as long as it takes. Raises EmbeddedError when the keeper gives up.
        """
        self.release()
        while not self._wait_until_ready():
            time.sleep(RETRY_PAUSE_S)

    def held(self) -> bool:
        """Whether the keeper still lives; after it has died, `take` starts the next one."""
        if self._socket is None:
            return False
        try:
            return self._socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

    def release(self) -> None:
        """Give the lease back; the keeper stops the server when it was the last."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _wait_until_ready(self) -> bool:
        """False when the keeper was just going, or died: then another one has to be started."""
        connection = self._connect()
        if connection is None:
            _start_keeper(self._home)
            return False
        answer = _read_line(connection)
        if answer == READY:
            self._socket = connection
            return True
        connection.close()
        if answer.startswith(b"failed "):
            raise EmbeddedError(answer.removeprefix(b"failed ").decode(errors="replace").strip())
        return False

    def _connect(self) -> socket.socket | None:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(str(self._places.lease))
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            return None
        return connection


def _start_keeper(home: Path) -> None:
    command = [sys.executable, "-P", "-m", "yizhan.embedded.keeper", str(home)]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)  # noqa: S603
    if result.returncode not in (0, BUSY):
        raise EmbeddedError(result.stderr.strip() or f"the keeper ended with status {result.returncode}")


def _read_line(connection: socket.socket) -> bytes:
    """Everything up to the keeper's newline or its end; a failure's reason may itself have several lines."""
    answer = b""
    try:
        while answer != READY and (piece := connection.recv(8192)):
            answer += piece
    except ConnectionResetError:
        pass
    return answer

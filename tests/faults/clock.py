"""A clock that a file moves, so that the switch's process and the client's cross midnight and New Year together."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

LOOK_S: Final = 0.02


class MovedClock:
    """The machine's clock and what the file adds to it, in seconds; the file is looked at every twentieth of a second."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._looked_at = 0.0
        self._offset = timedelta()

    def now(self) -> datetime:
        """An aware moment."""
        if time.monotonic() - self._looked_at > LOOK_S:
            self._offset = timedelta(seconds=float(self._path.read_text(encoding="ascii")))
            self._looked_at = time.monotonic()
        return datetime.now(UTC) + self._offset

    def move_to(self, moment: datetime) -> None:
        """Let it be this moment now, for everybody who looks at the file."""
        draft = self._path.with_suffix(".new")
        draft.write_text(str((moment - datetime.now(UTC)).total_seconds()), encoding="ascii")
        draft.replace(self._path)
        self._looked_at = 0.0

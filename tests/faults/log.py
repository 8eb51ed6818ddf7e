"""What the client of a fault run saw: a file that is only added to, one line a request, an answer, a loss or a blow."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

SENT, ANSWERED, LOST, BLOW = "sent", "answered", "lost", "blow"


class ClientLog:
    """Writes a line before a request leaves and one after each answer; what is between stands in `under_way`."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8", buffering=1)
        self.under_way: dict[str, int] = {}
        self.answers = 0

    def sent(self, key: str, purpose: str, at: datetime, **facts: Any) -> None:
        """A request leaves."""
        self.under_way[key] = self.under_way.get(key, 0) + 1
        self._write(kind=SENT, key=key, purpose=purpose, at=at.timestamp(), **facts)

    def answered(self, key: str, purpose: str, at: datetime, status: int, content: dict[str, Any]) -> None:
        """An answer came."""
        self._leave(key)
        self.answers += 1
        self._write(kind=ANSWERED, key=key, purpose=purpose, at=at.timestamp(), status=status, content=content)

    def lost(self, key: str, purpose: str, at: datetime, why: str) -> None:
        """No answer came."""
        self._leave(key)
        self._write(kind=LOST, key=key, purpose=purpose, at=at.timestamp(), why=why)

    def blow(self, what: str, round_number: int, at: datetime) -> int:
        """Something is killed or cut now; how many keys are under way."""
        self._write(kind=BLOW, what=what, round=round_number, at=at.timestamp(), under_way=list(self.under_way))
        return len(self.under_way)

    def close(self) -> None:
        """No more."""
        self._file.close()

    def _leave(self, key: str) -> None:
        self.under_way[key] -= 1
        if not self.under_way[key]:
            del self.under_way[key]

    def _write(self, **line: Any) -> None:
        self._file.write(json.dumps(line, separators=(",", ":")) + "\n")


def read_log(path: Path) -> Iterator[dict[str, Any]]:
    """The lines."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)

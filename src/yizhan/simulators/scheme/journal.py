"""What the scheme says it has done, in a file that is only added to: the truth that is independent of ours.

Each batch is written before its answers are sent, so that a scheme that is killed never answered what it does not know.
One line a step, fields between tabs: kind, key of the authorisation, reference, amount, currency, code, masked number, key of the
reversal or name of the fault.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from yizhan.payments.messages.exchange import Key

AUTHORISED, CREDITED, CHECKED, DECLINED, REVERSED, FAULT = "authorised", "credited", "checked", "declined", "reversed", "fault"
FIELDS = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One step. `detail` is the key of the reversal, or the name of the fault."""

    kind: str
    key: str
    reference: str
    amount_minor: int
    currency: str
    code: str = ""
    masked: str = ""
    detail: str = ""

    def text(self) -> str:
        """The line as it is written."""
        amount = str(self.amount_minor)
        return "\t".join((self.kind, self.key, self.reference, amount, self.currency, self.code, self.masked, self.detail)) + "\n"


@dataclass(slots=True)
class SchemeTotals:
    """What the lines add up to. Amounts by reference (DE 37), in minor units; a reference that was never charged has 0."""

    net_by_reference: Counter = field(default_factory=Counter)
    approvals_by_reference: Counter = field(default_factory=Counter)
    reversed_by_reference: Counter = field(default_factory=Counter)
    faults: Counter = field(default_factory=Counter)
    codes: Counter = field(default_factory=Counter)
    second_chains: int = 0

    def net_charged(self, reference: str) -> int:
        """What the card was charged for a payment and not given back."""
        return self.net_by_reference[reference]

    @property
    def charged_minor(self) -> int:
        """Net over all payments."""
        return sum(self.net_by_reference.values())


class SchemeJournal:
    """Writes lines in batches; without a path it keeps nothing."""

    def __init__(self, path: Path | None) -> None:
        self._waiting: list[str] = []
        self._file = None if path is None else os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        if path is not None and path.stat().st_size and os.pread(self._file, 1, path.stat().st_size - 1) != b"\n":
            os.write(self._file, b"\n")  # The end of a line that was being written when the scheme was killed.

    def note(self, line: Line) -> None:
        """Add a line to the batch."""
        self._waiting.append(line.text())

    def flush(self) -> None:
        """Hand the batch to the system, where it outlives this process."""
        if self._waiting and self._file is not None:
            os.write(self._file, "".join(self._waiting).encode())
        self._waiting.clear()

    def close(self) -> None:
        """Flush and close."""
        self.flush()
        if self._file is not None:
            os.close(self._file)


def key_text(key: Key) -> str:
    """DE 7, 11 and 32 as one word."""
    return f"{key.transmitted}-{key.stan:06d}-{key.acquirer_id}"


def read_lines(path: Path) -> Iterator[Line]:
    """The lines of a journal; one that was cut off is left out."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for text in file:
            parts = text.rstrip("\n").split("\t")
            if text.endswith("\n") and len(parts) == FIELDS:
                yield Line(parts[0], parts[1], parts[2], int(parts[3]), *parts[4:])


def totals(path: Path) -> SchemeTotals:
    """Add a journal up. A reversal gives back what its own key had charged, once, whichever of the two came first."""
    found = SchemeTotals()
    charged: dict[str, int] = {}
    reversals: dict[str, str] = {}
    for line in read_lines(path):
        if line.kind == FAULT:
            found.faults[line.detail] += 1
        elif line.kind == REVERSED:
            if line.key in reversals:
                found.second_chains += reversals[line.key] != line.detail
                continue
            reversals[line.key] = line.detail
            found.reversed_by_reference[line.reference] += 1
            found.net_by_reference[line.reference] -= charged.get(line.key, 0)
        else:
            found.codes[line.code] += 1
            if line.kind in (AUTHORISED, CREDITED):
                amount = line.amount_minor if line.kind == AUTHORISED else -line.amount_minor
                charged[line.key] = amount
                found.approvals_by_reference[line.reference] += 1
                found.net_by_reference[line.reference] += 0 if line.key in reversals else amount
    return found

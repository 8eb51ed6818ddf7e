"""Which rows of which files are the same invoice. See docs/algorithms/invoice-identity.md."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yizhan.enterprise.invoices import InvoiceLine

DIGEST_BYTES = 16
DIGITAL_NUMBER_LENGTH = 20
# Cleaning removes control characters, so the unit separator cannot occur inside a field.
SEPARATOR = "\x1f"
FACTS = ("side", "code", "number", "issued_on", "counterparty_id", "counterparty_name",
         "net_minor", "tax_minor", "gross_minor")


@dataclass(frozen=True, slots=True)
class Copies:
    """How often one fingerprint occurs among the invoices of one enterprise, and how many are void."""

    total: int
    void: int

    def __post_init__(self) -> None:
        if not 0 <= self.void <= self.total:
            raise ValueError(f"{self.void} void of {self.total} copies")


@dataclass(frozen=True, slots=True)
class Merge:
    """What a file adds to the held copies: new rows, how many of them void, held rows that become void."""

    added: int
    added_void: int
    voided: int


def merge(held: Copies, file: Copies) -> Merge:
    """Of overlapping files the higher count stands, for copies and for void marks alike."""
    added = max(0, file.total - held.total)
    more_void = max(0, file.void - held.void)
    added_void = min(added, more_void)
    return Merge(added, added_void, more_void - added_void)


def fingerprint(line: "InvoiceLine") -> bytes:
    """16 bytes (BLAKE2b) over all fields but enterprise, void mark and line; the same on every machine."""
    return digest(SEPARATOR.join(str(getattr(line, name)) for name in FACTS).encode())


def is_coded(code: str, number: str) -> bool:
    """Whether an invoice is known by its own numbers: a code, or the 20 digits of a 数电票."""
    return bool(code) or len(number) == DIGITAL_NUMBER_LENGTH


def digest(content: bytes) -> bytes:
    """BLAKE2b (RFC 7693) of 16 bytes."""
    return blake2b(content, digest_size=DIGEST_BYTES).digest()

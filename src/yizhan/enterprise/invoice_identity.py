"""Which rows of which files are the same invoice. See docs/algorithms/invoice-identity.md."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yizhan.enterprise.invoices import InvoiceLine

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Copies:
    """How often one fingerprint occurs among the invoices of one enterprise, and how many of these are void."""

    total: int
    void: int


@dataclass(frozen=True, slots=True)
class Merge:
    """What a file adds to the held copies of one fingerprint: new rows, of these void; held rows that become void."""

    added: int
    added_void: int
    voided: int


def identity(line: InvoiceLine) -> str:
    """Code + number of a coded invoice, the number alone of a 20-digit 数电票; empty when only a fingerprint helps."""
    raise NotImplementedError


def fingerprint(line: InvoiceLine) -> bytes:
    """16 bytes (BLAKE2b) over all fields but enterprise, void mark and line; the same on every machine."""
    raise NotImplementedError


def fingerprints(batch: "pa.RecordBatch") -> "pa.Array":
    """`fingerprint` of every row, as fixed_size_binary(16)."""
    raise NotImplementedError


def merge(held: Copies, file: Copies) -> Merge:
    """Of overlapping files the higher count stands, for copies and for void marks alike."""
    raise NotImplementedError

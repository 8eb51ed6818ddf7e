"""Which rows of which files are the same invoice. See docs/algorithms/invoice-identity.md."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pyarrow as pa

    from yizhan.enterprise.invoices import InvoiceLine

DIGEST_BYTES = 16
DIGITAL_NUMBER_LENGTH = 20
# Cleaning removes control characters, so the unit separator cannot occur inside a field.
_SEPARATOR = "\x1f"
FACTS = (
    "side", "code", "number", "issued_on", "counterparty_id", "counterparty_name", "net_minor", "tax_minor", "gross_minor",
)


@dataclass(frozen=True, slots=True)
class Copies:
    """How often one fingerprint occurs among the invoices of one enterprise, and how many of these are void."""

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


class Copied(NamedTuple):
    """Columns that number the copies of a fingerprint within a file, and the identity that follows."""

    identity: "pa.Array"
    occurrence: "pa.Array"
    void_occurrence: "pa.Array"


def merge(held: Copies, file: Copies) -> Merge:
    """Of overlapping files the higher count stands, for copies and for void marks alike."""
    added = max(0, file.total - held.total)
    more_void = max(0, file.void - held.void)
    added_void = min(added, more_void)
    return Merge(added, added_void, more_void - added_void)


def fingerprint(line: "InvoiceLine") -> bytes:
    """16 bytes (BLAKE2b) over all fields but enterprise, void mark and line; the same on every machine."""
    return _digest(_SEPARATOR.join(str(getattr(line, name)) for name in FACTS))


def is_coded(code: str, number: str) -> bool:
    """Whether an invoice is known by its own numbers: a code, or the 20 digits of a 数电票."""
    return bool(code) or (len(number) == DIGITAL_NUMBER_LENGTH and number.isdigit())


def identity(line: "InvoiceLine", occurrence: int = 1) -> bytes:
    """16 bytes that name an invoice among those of its enterprise.

    By side, code and number where the invoice is coded; else by fingerprint and occurrence within the file.
    """
    if is_coded(line.code, line.number):
        return _coded_identity(line.side, line.code, line.number)
    return _copy_identity(fingerprint(line), occurrence)


def fingerprints(batch: "pa.RecordBatch") -> list[bytes]:
    """`fingerprint` of every row of a batch with the columns of `invoice_schema`."""
    import pyarrow as pa
    import pyarrow.compute as pc

    joined = pc.binary_join_element_wise(*(batch[name].cast(pa.string()) for name in FACTS), _SEPARATOR)
    return _digests(joined.cast(pa.binary()).to_pylist())


class CopyCounter:
    """Numbers the copies of each fingerprint within one file, across its batches.

    Holds one entry a distinct row (about 150 bytes), so `rows_max` bounds its memory.
    """

    def __init__(self) -> None:
        self._seen: dict[bytes, int] = {}
        self._void: dict[bytes, int] = {}
        self._enterprises: dict[str, bytes] = {}

    def number(self, batch: "pa.RecordBatch", digests: Sequence[bytes]) -> Copied:
        """Identity, occurrence (from 1) and occurrence among the void copies (0 for a live row) of every row."""
        import pyarrow as pa
        import pyarrow.compute as pc

        keys = self._keys(batch["enterprise"], digests)
        occurrences = _count(self._seen, keys)
        void_rows = pc.indices_nonzero(batch["is_void"]).to_pylist()
        void_occurrences = [0] * len(keys)
        for row, found in zip(void_rows, _count(self._void, [keys[row] for row in void_rows]), strict=True):
            void_occurrences[row] = found
        identities = list(digests)
        for row, occurrence in enumerate(occurrences):
            if occurrence > 1:
                identities[row] = _copy_identity(digests[row], occurrence)
        for row, side, code, number in _coded_rows(batch):
            identities[row] = _coded_identity(side, code, number)
            occurrences[row] = 1
        return Copied(pa.array(identities, pa.binary(DIGEST_BYTES)), pa.array(occurrences, pa.int32()),
                      pa.array(void_occurrences, pa.int32()))

    def _keys(self, enterprises: "pa.Array", digests: Sequence[bytes]) -> Sequence[bytes]:
        """Fingerprints told apart by enterprise: a file may hold the rows of many."""
        encoded = enterprises.dictionary_encode()
        prefixes = [self._prefix(name) for name in encoded.dictionary.to_pylist()]
        if len(prefixes) == 1 and not prefixes[0]:
            return digests
        return [prefixes[index] + digest for index, digest in zip(encoded.indices.to_pylist(), digests, strict=True)]

    def _prefix(self, enterprise: str) -> bytes:
        if enterprise not in self._enterprises:
            number = len(self._enterprises)
            self._enterprises[enterprise] = number.to_bytes(4, "big") if number else b""
        return self._enterprises[enterprise]


def _coded_rows(batch: "pa.RecordBatch") -> Iterable[tuple[int, str, str, str]]:
    import pyarrow.compute as pc

    digital = pc.match_substring_regex(batch["number"], f"^[0-9]{{{DIGITAL_NUMBER_LENGTH}}}$")
    rows = pc.indices_nonzero(pc.or_(pc.not_equal(batch["code"], ""), digital))
    columns = (batch[name].take(rows).to_pylist() for name in ("side", "code", "number"))
    return zip(rows.to_pylist(), *columns, strict=True)


def _count(seen: dict[bytes, int], keys: Sequence[bytes]) -> list[int]:
    found = []
    for key in keys:
        count = seen.get(key, 0) + 1
        seen[key] = count
        found.append(count)
    return found


def _coded_identity(side: Any, code: str, number: str) -> bytes:
    return _digest(_SEPARATOR.join(("coded", str(side), code, number)))


def _copy_identity(digest: bytes, occurrence: int) -> bytes:
    """The fingerprint itself for the first copy, so that the common case costs nothing."""
    return digest if occurrence == 1 else blake2b(digest + occurrence.to_bytes(4, "big"), digest_size=DIGEST_BYTES).digest()


def _digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=DIGEST_BYTES).digest()


def _digests(texts: Iterable[bytes]) -> list[bytes]:
    return [blake2b(text, digest_size=DIGEST_BYTES).digest() for text in texts]

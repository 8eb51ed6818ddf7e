"""Identity columns of whole batches, by the definition in `invoice_identity`."""

from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yizhan.enterprise.invoice_identity import (
    DIGEST_BYTES,
    DIGITAL_NUMBER_LENGTH,
    FACTS,
    SEPARATOR,
    coded_identity,
    copy_identity,
    digest,
)

_DIGEST = pa.binary(DIGEST_BYTES)


class CopyCounter:
    """Numbers the copies of each row within one file, across its batches; remembers 16 bytes a distinct row."""

    def __init__(self) -> None:
        self._all = KeyCounter()
        self._void = KeyCounter()

    def columns(self, facts: pa.RecordBatch) -> list[pa.Array]:
        """fingerprint, identity, occurrence from 1, and occurrence among the void copies (0 for a live row)."""
        digests = fingerprints(facts)
        keys = _keys(facts["enterprise"], digests)
        occurrences = self._all.number(keys)
        is_void = facts["is_void"].to_numpy(zero_copy_only=False)
        void_occurrences = np.zeros(len(keys), np.int32)
        void_occurrences[is_void] = self._void.number(keys[is_void])
        identities = _identities(facts, digests, occurrences)
        return [_binary(digests), identities, pa.array(occurrences), pa.array(void_occurrences)]


def fingerprints(facts: pa.RecordBatch) -> bytes:
    """The fingerprints of all rows, one after the other."""
    joined = pc.binary_join_element_wise(*(facts[name].cast(pa.string()) for name in FACTS), SEPARATOR)
    texts = joined.cast(pa.binary()).to_pylist()
    return b"".join([blake2b(text, digest_size=DIGEST_BYTES).digest() for text in texts])


class KeyCounter:
    """Counts 64-bit keys in the order in which they come, in a few sorted runs instead of a dictionary."""

    def __init__(self) -> None:
        self._runs: list[tuple[np.ndarray, np.ndarray]] = []

    def number(self, keys: np.ndarray) -> np.ndarray:
        """For every key how often it has come, this time included."""
        if not len(keys):
            return np.zeros(0, np.int32)
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
        counts = np.diff(np.r_[starts, len(keys)])
        distinct = ordered[starts]
        before = sum((_found(run, distinct) for run in self._runs), np.zeros(len(distinct), np.int64))
        rank = np.arange(len(keys)) - np.repeat(starts, counts) + 1 + np.repeat(before, counts)
        self._remember(distinct, counts)
        numbered = np.empty(len(keys), np.int32)
        numbered[order] = rank
        return numbered

    def _remember(self, keys: np.ndarray, counts: np.ndarray) -> None:
        """Runs are merged when the last two are of a size, so that their number grows with the logarithm."""
        self._runs.append((keys, counts))
        while len(self._runs) > 1 and len(self._runs[-2][0]) < 2 * len(self._runs[-1][0]):
            (first, first_counts), (second, second_counts) = self._runs[-2:]
            merged, position = np.unique(np.r_[first, second], return_inverse=True)
            total = np.zeros(len(merged), np.int64)
            np.add.at(total, position, np.r_[first_counts, second_counts])
            self._runs[-2:] = [(merged, total)]


def _found(run: tuple[np.ndarray, np.ndarray], keys: np.ndarray) -> np.ndarray:
    known, counts = run
    position = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[position] == keys, counts[position], 0)


def _keys(enterprises: pa.StringArray, digests: bytes) -> np.ndarray:
    """Half a fingerprint, shifted by the enterprise: among 5 million rows two differ wrongly once in a million files."""
    encoded = enterprises.dictionary_encode()
    shifts = np.array([int.from_bytes(digest(name.encode())[:8], "big") for name in encoded.dictionary.to_pylist()],
                      np.uint64)
    halves = np.frombuffer(digests, np.uint64)[::2]
    return halves ^ shifts[encoded.indices.to_numpy()] if len(halves) else halves


def _identities(facts: pa.RecordBatch, digests: bytes, occurrences: np.ndarray) -> pa.Array:
    """Fingerprints, but for later copies and coded invoices; a coded invoice has one copy only."""
    identities = bytearray(digests)
    for row in np.flatnonzero(occurrences > 1):
        start = int(row) * DIGEST_BYTES
        identities[start : start + DIGEST_BYTES] = copy_identity(
            digests[start : start + DIGEST_BYTES], int(occurrences[row]))
    coded = _coded_rows(facts)
    columns = (facts[name].take(coded).to_pylist() for name in ("side", "code", "number"))
    for row, side, code, number in zip(coded.to_pylist(), *columns, strict=True):
        identities[row * DIGEST_BYTES : (row + 1) * DIGEST_BYTES] = coded_identity(side, code, number)
        occurrences[row] = 1
    return _binary(bytes(identities))


def _coded_rows(facts: pa.RecordBatch) -> pa.Array:
    long = pc.equal(pc.utf8_length(facts["number"]), DIGITAL_NUMBER_LENGTH)
    digital = pc.and_(long, pc.utf8_is_digit(facts["number"]))
    return pc.indices_nonzero(pc.or_(pc.not_equal(facts["code"], ""), digital))


def _binary(content: bytes) -> pa.Array:
    return pa.Array.from_buffers(_DIGEST, len(content) // DIGEST_BYTES, [None, pa.py_buffer(content)])

"""Numbers of payers, cards and payments, and how they are shown: never as plain digits, which could pass for a card number.

    payer    shard << 40 | serial                                        pyr_…
    card     higher bits of its ordinal << 52 | payer << 4 | lowest four   crd_…
    payment  shard << 55 | milliseconds since 2020 << 15 | writer << 12 | index   pay_…, and ref_… for a refund

No sequence of a database is asked: a batch of a writer takes its milliseconds as its own, so that ids sort by time.
"""

from datetime import UTC, datetime
from typing import Final

from yizhan.kernel.refusal import Refusal, refuse

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DIGITS: Final = 13
KINDS: Final = {"payer": "pyr_", "card": "crd_", "payment": "pay_", "refund": "ref_"}
EPOCH_MS: Final = int(datetime(2020, 1, 1, tzinfo=UTC).timestamp() * 1000)
BATCH_MAX: Final = 1 << 12
CARDS_MAX: Final = 1 << 15  # of one payer in all, bound and unbound: eleven bits are free above the shard
# Written by hand, O is taken for 0, and I and L for 1. Python reads numbers of base 32 in other letters.
_LETTERS = frozenset(ALPHABET + "OIL")
_TO_BASE_32 = str.maketrans(ALPHABET + "OIL", "0123456789abcdefghijklmnopqrstuv" + "011")
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]


def payer_id(shard: int, serial: int) -> int:
    """The number of a payer."""
    return shard << 40 | serial


def card_id(payer: int, ordinal: int) -> int:
    """The number of a payer's n-th card, 0 to CARDS_MAX - 1. What lies beyond the first sixteen stands above shard and payer."""
    if not 0 <= ordinal < CARDS_MAX:
        raise ValueError(f"a payer's cards are numbered 0 to {CARDS_MAX - 1}, not {ordinal}")
    return ordinal >> 4 << 52 | payer << 4 | ordinal & 15


def payer_of(card: int) -> int:
    """Whose card it is."""
    return card >> 4 & (1 << 48) - 1


def shard_of_card(card: int) -> int:
    """In which shard a card lives."""
    return card >> 44 & 255


def first_id(shard: int, milliseconds: int, writer: int) -> int:
    """The id of the first item of a batch; `milliseconds` since 1970, never the same twice for one writer."""
    return shard << 55 | (milliseconds - EPOCH_MS) << 15 | writer << 12


def milliseconds_of(payment: int) -> int:
    """When a payment's batch began, in milliseconds since 1970."""
    return (payment >> 15 & (1 << 40) - 1) + EPOCH_MS


def shard_of(payment: int) -> int:
    """In which shard a payment or refund lives."""
    return payment >> 55


def reference_at(milliseconds: int, serial: int) -> str:
    """Twelve letters and digits that name an exchange (DE 37): its moment, and a serial of the process."""
    return _letters((milliseconds - EPOCH_MS) << 20 | serial & (1 << 20) - 1, 12)


def shown_id(kind: str, number: int) -> str:
    """`pay_0A1B2C3D4E5F6`: the kind and thirteen letters and digits (Crockford's base 32)."""
    return KINDS[kind] + _letters(number, DIGITS)


def read_id(kind: str, text: str) -> int | Refusal:
    """The number of a shown id; `id_malformed` (kind) for anything else."""
    prefix = KINDS[kind]
    letters = text[len(prefix):].upper()
    if not text.startswith(prefix) or len(letters) != DIGITS or not _LETTERS.issuperset(letters):
        return refuse("id_malformed", kind=kind)
    number = int(letters.translate(_TO_BASE_32), 32)
    return number if number < 1 << 63 else refuse("id_malformed", kind=kind)


def _letters(number: int, digits: int) -> str:
    pairs = [_PAIRS[number >> 10 * place & 1023] for place in range((digits + 1) // 2 - 1, -1, -1)]
    return "".join(pairs)[-digits:]

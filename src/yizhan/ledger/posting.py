"""Post journals: many in one call, all or none. Public face: `book`."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from yizhan.kernel.refusal import Refusal
from yizhan.ledger.journal import Journal, Posted
from yizhan.ledger.queries import execute, refusal_from


def post(cursor: Any, journals: Sequence[Journal], *, posted_at: datetime, posted_by: str,
         schema: str = "book") -> list[Posted] | Refusal:
    """Post all journals or none, in one statement; the result is in the order given.

    A journal whose key was posted before with the same content comes back as replayed and changes nothing.
    Refusals: `journal_key_reused` (same key, other content), `journal_key_twice` (within this call),
    `journal_too_short`, `journal_unbalanced`, `entry_of_zero`, `account_unknown`, `account_closed`,
    `account_currency_differs`, `account_overdrawn` (by the sum of this call's entries).
    Locks are held until the caller's transaction ends, so post once, and late, in a transaction.
    """
    if posted_at.tzinfo is None:
        raise ValueError("posted_at needs a time zone")
    if not journals:
        return []
    columns = _columns(journals, posted_at, posted_by)
    (code, facts, journal_ids, replays), = execute(cursor, schema, "post_journals", columns)
    refusal = refusal_from(code, facts)
    if refusal is not None:
        return refusal
    keys = [journal.key for journal in journals]
    return [Posted(*row) for row in zip(journal_ids, keys, replays, strict=True)]


def _columns(journals: Sequence[Journal], posted_at: datetime, posted_by: str) -> tuple[Any, ...]:
    """The journals as parallel arrays: one statement, however many there are."""
    places = [place for place, journal in enumerate(journals, 1) for _ in journal.entries]
    entries = [entry for journal in journals for entry in journal.entries]
    return (
        _plain_array(journal.id.hex for journal in journals), [journal.kind for journal in journals],
        [journal.key for journal in journals], _plain_array(journal.fingerprint for journal in journals),
        _plain_array(journal.booked_on for journal in journals),
        _plain_array(journal.value_date for journal in journals),
        [journal.reference for journal in journals], [journal.facts_json for journal in journals],
        _plain_array(places), _plain_array(entry.account_id.hex for entry in entries),
        _plain_array(entry.amount.currency for entry in entries),
        _plain_array(entry.amount.amount_minor for entry in entries),
        posted_at, posted_by,
    )


def _plain_array(values: Iterable[Any]) -> str:
    """PostgreSQL's text form of an array of digits, days and codes, which need no quotes; the driver's way
    through an object for each element takes several times as long."""
    return "{" + ",".join(map(str, values)) + "}"

"""What a fault run left behind: the client's log by key, and every row of the shard."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg.rows import namedtuple_row

from tests.faults.log import ANSWERED, BLOW, LOST, SENT, read_log

CAPTURED_STATES: Final = ("captured", "partly_refunded", "refunded")
_BALANCES: Final = "SELECT id >> 40 AS code, sum(balance_minor) AS balance FROM pay_00.account GROUP BY 1"
_CEILINGS: Final = """SELECT payer.*, year_max_micro FROM pay_00.payer JOIN pay_00.rule_ceiling AS ceiling
    ON ceiling.programme = payer.programme AND ceiling.tier = payer.tier
    AND date '2026-12-31' BETWEEN ceiling.first_day AND ceiling.last_day"""
_UNBALANCED: Final = """WITH half AS (SELECT debit AS number, amount_minor AS amount FROM pay_00.entry
        UNION ALL SELECT credit, -amount_minor FROM pay_00.entry),
    booked AS (SELECT number, sum(amount) AS amount FROM half GROUP BY number)
    SELECT count(*) AS wrong FROM pay_00.account FULL JOIN booked ON booked.number = account.id
    WHERE coalesce(account.balance_minor, 0) <> coalesce(booked.amount, 0)"""
# Reserved once for the whole charge, and moved on once: by a purchase, a refusal or a reversal.
_ENTRIES: Final = """SELECT count(*) AS wrong FROM (
    SELECT payment.id, payment.stage, payment.order_minor + payment.user_fee_minor AS charged,
        coalesce(sum(amount_minor) FILTER (WHERE event = 1), 0) AS held,
        coalesce(sum(amount_minor) FILTER (WHERE event IN (3, 4, 11) AND line = 1), 0) AS released,
        coalesce(sum(amount_minor) FILTER (WHERE event = 11 AND line IN (2, 3)), 0) AS captured
    FROM pay_00.payment LEFT JOIN pay_00.entry ON entry.payment_id = payment.id GROUP BY payment.id) AS booked
    WHERE held <> charged OR released <> charged OR captured <> CASE stage WHEN 3 THEN charged ELSE 0 END"""


@dataclass(slots=True)
class Seen:
    """All that the client saw of one key: how its requests ended, and when the second of them left."""

    sent: int
    answers: list[tuple[float, int, dict[str, Any]]]
    purpose: str = ""

    def final(self) -> set[str]:
        """How it ended, in all final answers."""
        return {end for _, status, content in self.answers if (end := end_of(status, content))}

    def acknowledged_before(self, moment: float) -> bool:
        """Whether a final answer had come by then."""
        return any(at <= moment and end_of(status, content) for at, status, content in self.answers)


@dataclass(slots=True)
class Shard:
    """Everything of the shard."""

    payments: dict[int, Any]
    keys: dict[str, Any]
    refunds: dict[int, Any]
    ceilings: dict[int, Any]
    unbalanced: int
    entries_wrong: int
    balances: dict[int, int]
    open_reversals: int
    late_alarms: int


def end_of(status: int, content: dict[str, Any]) -> str | None:
    """captured, declined, reversed, refused; None for an answer that leaves it open."""
    state = content.get("state")
    if status == 201:
        return "captured" if state in CAPTURED_STATES else None if "refund" in content else f"{status} {state}"
    if status == 200:
        return "captured" if state in CAPTURED_STATES else state if state in ("declined", "reversed") else None
    if status == 402:
        return state
    return "refused" if status == 409 else None


def read_evidence(path: Path) -> tuple[dict[str, Seen], list[dict[str, Any]], Counter]:
    """Keys, blows, and how many requests ended how."""
    seen: dict[str, Seen] = {}
    blows, counts = [], Counter()
    for line in read_log(path):
        if line["kind"] == BLOW:
            blows.append(line)
            continue
        one = seen.setdefault(line["key"], Seen(0, []))
        if line["kind"] == SENT:
            one.purpose = one.purpose or line["purpose"]
            one.sent += 1
            counts["requests"] += 1
        elif line["kind"] == LOST:
            counts["requests without an answer"] += 1
        elif line["kind"] == ANSWERED and line["purpose"] == "other":
            counts["keys reused with other content"] += line["status"] == 422
            counts["keys reused and taken"] += line["status"] in (200, 201)
        elif line["kind"] == ANSWERED:
            one.answers.append((line["at"], line["status"], line["content"]))
            counts[f"answers {line['status']}"] += 1
    return seen, blows, counts


def read_shard(owner_url: str) -> Shard:
    """All rows that a verdict needs."""
    with psycopg.connect(owner_url, autocommit=True, row_factory=namedtuple_row) as connection:
        def rows(query: str) -> list[Any]:
            return connection.execute(query).fetchall()

        return Shard(
            {row.id: row for row in rows("SELECT * FROM pay_00.payment")},
            {str(row.key): row for row in rows("SELECT * FROM pay_00.payment_key")},
            {row.id: row for row in rows("SELECT * FROM pay_00.refund")},
            {row.id: row for row in rows(_CEILINGS)},
            rows(_UNBALANCED)[0].wrong, rows(_ENTRIES)[0].wrong,
            {row.code: int(row.balance) for row in rows(_BALANCES)},
            rows("SELECT count(*) AS open FROM pay_00.reversal WHERE closed_at IS NULL")[0].open,
            rows("SELECT count(*) AS late FROM pay_00.alarm WHERE kind = 'late_approval'")[0].late)

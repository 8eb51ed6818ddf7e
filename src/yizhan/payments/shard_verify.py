"""Prove a shard from its entries: balances are sums, journals fit the stages, totals are those of the payments, limits what counts.

An empty shard proves nothing, and is told as empty.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from yizhan.kernel.sql_files import named_queries
from yizhan.payments.shard_accounts import CODE_NUMBERS, STRIPES, house_accounts
from yizhan.payments.shards import SQL_FOLDER, schema_name
from yizhan.payments.states import TRANSITIONS, Stage
from yizhan.payments.stored import STAGE_NUMBERS, STEPS, Step

FINDINGS_MAX: Final = 100
CHECKS: Final = ("verify_balances", "verify_accounts", "verify_histories", "verify_lines", "verify_refunds", "verify_totals",
                 "verify_limits", "verify_keys", "verify_places", "verify_disputes")
OWED: Final = "merchant_payable"
# What a payment without anything left to dispute books nothing for.
DISPUTES: Final = frozenset({Step.DISPUTE, Step.WIN_DISPUTE, Step.LOSE_DISPUTE})
History = tuple[Stage, tuple[Step, ...]]


@dataclass(frozen=True, slots=True)
class ShardFinding:
    """One thing that is wrong: a code and its facts.

    Codes: `entry_without_account`, `balance_differs_from_entries`, `account_missing`, `account_not_of_its_number`,
    `journals_do_not_fit_stage`, `entry_not_of_its_payment`, `refunds_differ_from_payment`, `entry_not_of_its_refund`,
    `total_differs_from_payments`, `counted_differs_from_payments`, `payment_without_key`, `key_without_payment`,
    `key_of_refused_payment`, `payer_of_other_shard`, `card_of_other_payer`, `payment_of_other_shard`, `doubt_out_of_sight`,
    `dispute_out_of_balance`.
    """

    code: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ShardProof:
    """What was looked at and what was found."""

    shard: int
    payers: int
    payments: int
    refunds: int
    entries: int
    accounts: int
    findings: tuple[ShardFinding, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to prove."""
        return not self.payments and not self.entries

    @property
    def is_proven(self) -> bool:
        """Whether there was something and nothing is wrong."""
        return not self.is_empty and not self.findings


def verify(cursor: Any, shard: int) -> ShardProof:
    """Read the whole shard and compare; at most FINDINGS_MAX findings of each check. As the owner, for the keys are read too; in one
    snapshot (a REPEATABLE READ transaction) while a switch is at work.
    """
    queries = named_queries(SQL_FOLDER, schema_name(shard))
    cursor.execute(queries["shard_counts"])
    counts = cursor.fetchall()[0]
    values = _values(shard)
    findings = []
    for check in CHECKS:
        cursor.execute(queries[check], values)
        findings += [ShardFinding(code, json.loads(facts) if isinstance(facts, str) else facts) for code, facts in cursor.fetchall()]
    return ShardProof(shard, *counts, tuple(findings))


def histories() -> Iterator[History]:
    """Every way in which a payment comes to a stage, by the table of states: the steps that booked, in the order of their numbers."""
    waiting: list[History] = [(Stage.RESERVED, (Step.RESERVE,)), (Stage.CAPTURED, (Step.PURCHASE,))]
    while waiting:
        stage, steps = waiting.pop()
        yield stage, tuple(sorted(steps))
        waiting += [(_end(step), (*steps, step)) for step, (begin, _) in STEPS.items() if begin is stage and step not in steps]


def _end(step: Step) -> Stage:
    stage, events = STEPS[step]
    for event in events:
        stage = TRANSITIONS[stage, event]
    assert stage is not None  # each step has an event
    return stage


def _values(shard: int) -> dict[str, Any]:
    codes, owners = zip(*house_accounts(), strict=True)
    ways = sorted({(stage, steps, False) for stage, steps in histories()}
                  | {(stage, tuple(step for step in steps if step not in DISPUTES), True) for stage, steps in histories()})
    return {
        "most": FINDINGS_MAX, "shard": shard, "stripe_max": STRIPES - 1, "codes": list(codes), "owners": list(owners),
        "numbers": [CODE_NUMBERS[code] for code in codes], "merchant_code": OWED, "merchant_number": CODE_NUMBERS[OWED],
        "stages": [STAGE_NUMBERS[stage] for stage, _, _ in ways],
        "histories": [",".join(str(int(step)) for step in steps) for _, steps, _ in ways],
        "is_empty": [is_empty for _, _, is_empty in ways],
    }

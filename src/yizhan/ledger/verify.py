"""Prove the book from its entries: journals balance, balances are sums, nothing is missing."""

import json
from dataclasses import dataclass
from typing import Any

from yizhan.ledger.queries import execute

# A broken book can have as many findings as entries; the first of each kind are enough to look into.
FINDINGS_MAX = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: a stable code and its facts.

    Codes: `book_empty`, `journal_unbalanced`, `journal_too_short`, `journal_without_entries`,
    `journal_with_missing_lines`, `journal_of_two_days`, `entry_without_journal`, `entry_without_account`,
    `entry_of_other_currency`, `balance_differs_from_entries`, `account_with_missing_entries`,
    `account_overdrawn`.
    """

    code: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at and what was found; an empty book proves nothing and is a finding itself."""

    accounts: int
    journals: int
    entries: int
    findings: tuple[Finding, ...]

    @property
    def is_proven(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def verify(cursor: Any, schema: str = "book") -> Verification:
    """Read the whole book and compare; at most FINDINGS_MAX findings of each check. Run it in one snapshot
    (a REPEATABLE READ transaction) when others post meanwhile."""
    accounts, journals, entries = execute(cursor, schema, "book_counts")[0]
    findings = [] if entries else [Finding("book_empty", {})]
    for check in ("verify_journals", "verify_balance", "verify_accounts"):
        rows = execute(cursor, schema, check, (FINDINGS_MAX,))
        findings += [Finding(code, json.loads(facts)) for code, facts in rows]
    return Verification(accounts, journals, entries, tuple(findings))

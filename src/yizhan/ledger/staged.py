"""Post journals that SQL has worked out: entries staged in a temporary table, posted without passing through the program.

A day end makes hundreds of thousands of entries by set-based statements; each may insert into `staged_entry`, and one call posts
all that stands there under the same checks as any other journal. Public face: `book`.
"""

from datetime import datetime
from typing import Any

from yizhan.kernel.refusal import Refusal
from yizhan.ledger.queries import execute, named_queries, refusal_from


def make_stage(cursor: Any, schema: str = "book") -> None:
    """Make the session's temporary table `staged_entry`; its rows vanish with each commit.

    One row an entry: `journal_id`, `journal_key`, `kind`, `booked_on`, `value_date`, `reference`, `facts` (JSON as text), `account_id`,
    `amount_minor` (debit positive), `currency` (CNY when left out). Rows of one journal repeat its columns; several rows of one account
    are summed.
    """
    cursor.execute(named_queries(schema)["make_stage"])


def post_staged(cursor: Any, *, posted_at: datetime, posted_by: str, schema: str = "book") -> int | Refusal:
    """Post all staged journals or none, and clear the stage; the number of journals.

    Journals whose entries cancel out are left out. Refusals are those of `book.post`.
    """
    if posted_at.tzinfo is None:
        raise ValueError("posted_at needs a time zone")
    # Nobody else counts a temporary table's rows, and a plan made for a handful takes minutes for a hundred thousand.
    cursor.execute("ANALYZE staged_entry")
    rows = execute(cursor, schema, "post_staged", (posted_at, posted_by))
    cursor.execute("DELETE FROM staged_entry")
    if not rows:
        return 0
    code, facts, journals = rows[0]
    return refusal_from(code, facts) or journals

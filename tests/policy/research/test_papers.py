"""The printed ledger keeps a running total; the list of papers is there in both languages."""

from datetime import date

from yizhan.kernel.money import Money
from yizhan.policy.research.ledger import Head, LedgerLine, ledgers_of
from yizhan.policy.research.papers import HEAD_LABELS, papers_to_keep, printed


def test_what_takes_away_lowers_the_running_total() -> None:
    lines = [LedgerLine("P", "n", date(2026, month, 1), str(month), head, Money(amount)) for month, head, amount in
             ((1, Head.STAFF, 100), (2, Head.OTHER_RELATED, 20), (3, Head.SPECIAL_INCOME, 30))]
    assert [row.running for row in printed(ledgers_of(lines)[0])] == [Money(100), Money(120), Money(90)]


def test_every_head_has_a_label_and_papers_are_listed() -> None:
    assert set(HEAD_LABELS) == set(Head)
    assert any("辅助账" in paper.zh for paper in papers_to_keep())

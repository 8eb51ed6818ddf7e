"""A process that is killed with -9 at any moment loses nothing that it had acknowledged, and leaves nothing half done."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.cast import clock, make_cast
from tests.databases import TestDatabase
from tests.stories import journey
from tests.stories.acknowledging import thursday
from yizhan.kernel.money import Money
from yizhan.ledger import book
from yizhan.ledger.verify import verify
from yizhan.records.models import Application, AuditRow, Consent, Enterprise, Loan, Repayment
from yizhan.workflows import repayments

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 10


@pytest.fixture
def program(committing_db: TestDatabase) -> Iterator[subprocess.Popen]:
    variables = {**os.environ, "DATABASE_URL": committing_db.app_url, "PYTHONUNBUFFERED": "1"}
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.stories.acknowledging"],
        cwd=ROOT,
        env=variables,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert running.stdout.readline() == "ready\n"
    yield running
    running.stdin.close()
    assert running.wait(20) == 0


def killed_after(program: subprocess.Popen, order: str, seconds: float) -> list[tuple[str, str]]:
    """Let one child work for a while, kill it, and return what it acknowledged."""
    program.stdin.write(order + "\n")
    program.stdin.flush()
    said: list[list[str]] = []
    timer: threading.Timer | None = None
    for line in program.stdout:
        if line == "over\n":
            break
        said.append(line.split())
        child = next((int(words[1]) for words in said if words[0] == "child"), None)
        # Counted from the first acknowledgement, so that each round kills somebody at work.
        if timer is None and child and len(said) > 1:
            timer = threading.Timer(seconds, os.kill, (child, signal.SIGKILL))
            timer.start()
    return [(words[0], words[1]) for words in said if words[0] != "child" and len(words) == 2]


def check_kept(name: str, identity: str) -> None:
    """What was acknowledged is there, with its audit row."""
    if name == "deposit":
        assert AuditRow.objects.filter(action="deposit.receive", after__reference=identity).exists(), identity
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM book.journal WHERE key = %s", (f"deposit_received:{identity}",))
            assert cursor.fetchone() == (1,), identity
        return
    model = {"repayment": Repayment, "enterprise": Enterprise, "application": Application, "consents": Application}[name]
    assert model.objects.filter(pk=identity).exists(), (name, identity)
    if name == "consents":
        assert Consent.objects.filter(application=identity).count() == 3
    else:
        assert AuditRow.objects.filter(subject_id=identity, outcome="done").exists(), (name, identity)


def check_book(loan: Loan) -> None:
    with connection.cursor() as cursor:
        assert verify(cursor).is_proven
        lent = Money(loan.principal_minor)
        repaid = sum(loan.repayments.values_list("principal_minor", flat=True))
        assert book.balance(cursor, loan.loan_account_id) == lent - Money(repaid)
    due = sum(loan.instalments.filter(state="due").values_list("principal_minor", flat=True))
    assert due == loan.principal_minor - repaid, "the schedule was replaced with its repayment or not at all"


def test_a_killed_process_loses_nothing_acknowledged(program: subprocess.Popen) -> None:
    cast, chance = make_cast(), random.Random(20261116)
    loan = journey.paid_out(cast, clock())
    acknowledged: list[tuple[str, str]] = []
    for number in range(ROUNDS):
        said = killed_after(program, f"{number} {loan.id} {cast.applicant.id}", chance.uniform(0.05, 0.7))
        assert said, "the child was killed at work"
        acknowledged += said
        for name, identity in said:
            check_kept(name, identity)
        check_book(Loan.objects.get(pk=loan.pk))
    assert {name for name, _ in acknowledged} == {"deposit", "repayment", "enterprise", "application", "consents"}
    # What the book has beyond what was said is at most one deposit and one repayment a round, killed before they could speak.
    told = sum(name == "repayment" for name, _ in acknowledged)
    assert told <= loan.repayments.count() <= told + ROUNDS
    # The journey goes on: no lock and no half of anything stands in its way.
    again, now = Loan.objects.get(pk=loan.pk), thursday()
    preview = journey.done(repayments.early_preview(again, now.now().date(), Money.of("100"), "term"))
    journey.done(repayments.repay_early(cast.applicant, now, again.id, Money.of("100"), "term", preview.total))
    check_book(again)

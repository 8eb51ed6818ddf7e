"""Payments to outside, over TCP to the core-bank simulator: accepted, rejected and mended, unknown and asked for again."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection

from tests.cast import Cast, clock, make_cast
from tests.stories import journey
from yizhan.connectors.core_bank import CoreBank
from yizhan.kernel.clock import FixedClock
from yizhan.kernel.money import Money
from yizhan.ledger import book
from yizhan.records.models import OutboxMessage, Payout
from yizhan.simulators.core_bank import make_server
from yizhan.workflows import payouts

pytestmark = pytest.mark.django_db


@pytest.fixture
def core_bank() -> Iterator[CoreBank]:
    server = make_server(0, "k" * 40, delay_s=3.0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    bank = CoreBank(f"http://127.0.0.1:{server.server_address[1]}", "k" * 40, timeout_s=1.0)
    yield bank
    bank.close()
    server.shutdown()
    server.server_close()
    thread.join()


def ordered(cast: Cast, now: FixedClock, account: str) -> Payout:
    """A payout that waits in the outbox, to an account whose last digits tell the simulator what to do."""
    return journey.paid_out(cast, now, payee_account=account).payouts.get()


def test_an_accepted_payout_closes_the_transit_account(core_bank: CoreBank) -> None:
    cast, now = make_cast(), clock()
    payout = ordered(cast, now, "6222000000000100")
    assert payouts.send_due_payouts(now, core_bank) == 1
    payout.refresh_from_db()
    assert (payout.state, payout.closing_journal_id is None, bool(payout.core_bank_reference)) == ("accepted", False, True)
    assert payouts.send_due_payouts(now, core_bank) == 0, "nothing is sent twice"
    assert journey.balance(payout.loan.deposit_account_id) == Money(0)
    journey.check_book()


def test_a_rejected_payout_gives_the_money_back_and_is_ordered_again_with_a_mended_payee(core_bank: CoreBank) -> None:
    cast, now = make_cast(), clock()
    payout = ordered(cast, now, "6222000000000001")
    payouts.send_due_payouts(now, core_bank)
    payout.refresh_from_db()
    assert (payout.state, payout.reject_code) == ("rejected", "account_closed")
    assert journey.balance(payout.loan.deposit_account_id) == Money.of("500000"), "the money is back on the deposit"
    with connection.cursor() as cursor:
        assert book.journal_of(cursor, payout.closing_journal_id).journal.facts["reverses"] == str(payout.journal_id)
    assert payout.loan.application.events.filter(kind="payout_rejected", facts__code="account_closed").exists()
    again = journey.done(payouts.retry_payout(cast.operations, now, payout.id, "深圳市元器件供应有限公司", "6222000000000100", "某银行"))
    assert again.reference != payout.reference
    assert payouts.retry_payout(cast.operations, now, payout.id, "x", "6222000000000100", "y").code == "payout_ordered_already"
    payouts.send_due_payouts(now, core_bank)
    again.refresh_from_db()
    assert again.state == "accepted"
    assert journey.balance(payout.loan.deposit_account_id) == Money(0)
    journey.check_book()


@pytest.mark.parametrize("ending", ["003", "004", "005"])
def test_an_unknown_payout_is_asked_for_under_its_own_reference_until_the_core_bank_knows(core_bank: CoreBank, ending: str) -> None:
    """003 hangs up after booking, 004 answers later than one waits, 005 says "pending" to the first questions."""
    cast, now = make_cast(), clock()
    payout = ordered(cast, now, f"6222000000000{ending}")
    payouts.send_due_payouts(now, core_bank)
    payout.refresh_from_db()
    assert (payout.state, payout.closing_journal_id) == ("unknown", None)
    assert payouts.retry_payout(cast.operations, now, payout.id, "x", "6222000000000100", "y").code == "payout_not_rejected"
    for _ in range(3):
        now.advance(timedelta(minutes=31))
        payouts.send_due_payouts(now, core_bank)
    payout.refresh_from_db()
    assert payout.state == "accepted"
    assert OutboxMessage.objects.get().key == payout.reference
    assert journey.balance(payout.loan.deposit_account_id) == Money(0)
    journey.check_book()

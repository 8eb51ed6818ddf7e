"""Money that arrives from outside stands on the deposit and in the settlement with head office."""

import pytest
from django.db import connection

from tests.cast import clock, make_cast
from tests.stories import journey
from yizhan.kernel.money import Money
from yizhan.ledger import book
from yizhan.ledger.verify import verify
from yizhan.workflows.action import PermissionRefused
from yizhan.workflows.deposits import receive_deposit

pytestmark = pytest.mark.django_db


def test_the_same_transfer_reported_twice_is_credited_once() -> None:
    cast, now = make_cast(), clock()
    enterprise = journey.register(cast.applicant, now)
    for _ in range(2):
        enterprise = journey.done(receive_deposit(None, now, enterprise.id, Money.of("1234.56"), "CB1"))
    with connection.cursor() as cursor:
        assert book.balance(cursor, enterprise.deposit_account_id) == Money.of("1234.56")
        assert verify(cursor).is_proven


def test_the_same_reference_with_another_amount_is_refused() -> None:
    cast, now = make_cast(), clock()
    enterprise = journey.register(cast.applicant, now)
    journey.done(receive_deposit(None, now, enterprise.id, Money.of("10"), "CB1"))
    assert receive_deposit(None, now, enterprise.id, Money.of("11"), "CB1").code
    assert receive_deposit(None, now, enterprise.id, Money.of("0"), "CB2").code == "amount_missing"


def test_no_person_reports_incoming_money() -> None:
    cast, now = make_cast(), clock()
    enterprise = journey.register(cast.applicant, now)
    with pytest.raises(PermissionRefused):
        receive_deposit(cast.operations, now, enterprise.id, Money.of("10"), "CB1")

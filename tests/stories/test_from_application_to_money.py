"""The whole journey on a real database: from a registered enterprise to money on the book and back."""


import pytest
from django.db import connection

from tests.cast import clock, make_cast
from tests.stories import journey
from yizhan.kernel.money import Money
from yizhan.ledger import book
from yizhan.ledger.verify import verify
from yizhan.records.models import Application, AuditRow, Loan, OutboxMessage
from yizhan.workflows import loans

pytestmark = pytest.mark.django_db


def balance(account_id) -> Money:
    with connection.cursor() as cursor:
        return book.balance(cursor, account_id)


def test_a_sound_firm_gets_its_money_within_the_promise_and_the_book_agrees() -> None:
    cast, now = make_cast(), clock()
    loan = journey.paid_out(cast, now)
    application = Application.objects.get(pk=loan.application_id)
    assert (application.state, application.due_state) == ("paid_out", "kept")
    assert balance(loan.loan_account_id) == Money.of("500000")
    assert balance(loan.deposit_account_id) == Money(0)
    assert sum(line.principal_minor for line in loan.instalments.all()) == loan.principal_minor
    assert OutboxMessage.objects.get().payload["payee_account"] == "6222000000000100"
    with connection.cursor() as cursor:
        assert verify(cursor).is_proven
    actions = set(AuditRow.objects.filter(application=application, outcome="done").values_list("action", flat=True))
    assert {
        "application.submit",
        "evaluation.run",
        "visit.finish",
        "decision.propose",
        "decision.take",
        "offer.make",
        "offer.accept",
        "loan.disburse",
    } <= actions


def test_paying_out_twice_makes_one_loan() -> None:
    cast, now = make_cast(), clock()
    loan = journey.paid_out(cast, now)
    again = loans.disburse(cast.operations, now, loan.application_id)
    assert again.code == "paid_out_already"
    assert Loan.objects.count() == 1

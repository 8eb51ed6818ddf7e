"""The whole journey on a real database: from a registered enterprise to money on the book and back."""


from datetime import timedelta

import pytest
from django.db import connection

from tests.cast import clock, make_cast
from tests.stories import journey
from yizhan.kernel.money import Money
from yizhan.ledger import book
from yizhan.ledger.verify import verify
from yizhan.records.models import Application, AuditRow, Loan, OutboxMessage
from yizhan.workflows import applications, contracts, loans

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


def test_who_is_paid_may_be_told_as_late_as_the_offer() -> None:
    cast, now = make_cast(), clock()
    enterprise = journey.register(cast.applicant, now)
    journey.describe(cast.applicant, now, enterprise)
    application = journey.complete(cast.applicant, now, enterprise, payee_name="", payee_account="", payee_bank="")
    journey.evaluate(cast.manager, now, application)
    journey.visit(cast.manager, now, application)
    now.advance(timedelta(minutes=5))
    journey.evaluate(cast.officer, now, application)
    journey.approve(cast.approver, now, journey.propose(cast.officer, now, application))
    contract = journey.offer(cast.operations, now, application)
    refused = contracts.accept_offer(cast.applicant, now, application.id, contract.text_sha256)
    assert refused.code == "payee_needed"
    journey.done(applications.name_payee(cast.applicant, now, application.id, "供应商", "6222000000000100", "某银行"))
    journey.accept(cast.applicant, now, application)

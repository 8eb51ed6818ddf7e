"""Alarms of the payments: answered once, with words, by those who may."""

import pytest

from tests.cast import clock, make_cast
from tests.stories.journey import done
from tests.workflows.paid import shopping
from tests.workflows.shops import shop
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import AlarmAnswer, AuditRow
from yizhan.workflows.action import PermissionRefused
from yizhan.workflows.card_payments import alarms
from yizhan.workflows.payment_alarms import BEGINNING, AlarmUnknown, answer_payment_alarm


def test_an_alarm_is_answered_once_with_words(committing_db) -> None:
    cast, now = make_cast(), clock()
    with shopping(committing_db, shop(cast, now), now.now()) as till:
        number = till.alarm(till.paid(1_000))
    silent = answer_payment_alarm(cast.operations, now, 0, number, " ")
    assert isinstance(silent, Refusal) and silent.code == "reason_missing"
    with pytest.raises(PermissionRefused):
        answer_payment_alarm(cast.auditor, now, 0, number, "x")
    with pytest.raises(AlarmUnknown):
        answer_payment_alarm(cast.operations, now, 0, number + 1, "x")
    done(answer_payment_alarm(cast.operations, now, 0, number, "scheme asked"))
    again = answer_payment_alarm(cast.branch, now, 0, number, "again")
    assert isinstance(again, Refusal) and again.code == "alarm_closed_already"
    (seen,) = alarms(BEGINNING)
    assert seen.answer == AlarmAnswer.objects.get() and seen.row.kind == "late_approval"
    assert AuditRow.objects.get(action="payment.answer_alarm", outcome="done").after["words"] == "scheme asked"

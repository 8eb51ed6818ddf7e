"""The arrears desk: who is late, what is due, what was promised."""

from datetime import date, timedelta

import pytest

from tests.lent import Branch
from tests.stories.journey import done
from yizhan.credit.schedule import RepaymentForm
from yizhan.kernel.money import Money
from yizhan.workflows.arrears import loans_in_arrears, note_arrears, state_of

START, LATE = date(2026, 3, 2), date(2026, 4, 7)


@pytest.fixture
def branch(db) -> Branch:
    return Branch(START)


def test_late_loans_stand_with_their_bucket_and_a_promise_is_watched(branch) -> None:
    loan = branch.lend("12000", RepaymentForm.EQUAL_PRINCIPAL)
    branch.lend("12000", RepaymentForm.BULLET)
    branch.close(LATE)
    (late,) = loans_in_arrears(branch.cast.manager, branch.today)
    # 1,060.00 at 9 % over 360 for six nights: 1.59.
    assert (late.loan, str(late.bucket), late.step, late.due) == (loan, "1–30", "call", Money.of("1061.59"))
    until = LATE + timedelta(days=3)
    note = done(note_arrears(branch.cast.manager, branch.clock, loan.pk, "promise", "下周回款后支付", Money.of("500"), until))
    assert (note.overdue_days, state_of(note, LATE)) == (5, "open")
    branch.receive(loan, "600")
    branch.close(LATE + timedelta(days=1))
    assert state_of(note, branch.today) == "kept"


def test_what_cannot_be_noted_says_why(branch) -> None:
    loan = branch.lend("12000", RepaymentForm.EQUAL_PRINCIPAL)
    user = branch.cast.manager
    codes = [note_arrears(user, branch.clock, loan.pk, "song", "x").code, note_arrears(user, branch.clock, loan.pk, "call", " ").code,
             note_arrears(user, branch.clock, loan.pk, "call", "x").code]
    branch.close(LATE)
    codes.append(note_arrears(user, branch.clock, loan.pk, "promise", "x", Money.of("5"), START).code)
    assert codes == ["arrears_kind_unknown", "words_needed", "not_in_arrears", "promise_incomplete"]

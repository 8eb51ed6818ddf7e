"""Letters to borrowers: when the strategy asks for one, where it goes, and what staff see of it."""

import email
from datetime import date, timedelta
from email import policy

import pytest

from tests.lent import Branch
from tests.stories.journey import done
from tests.workflows.mail_server import mail_box
from yizhan.connectors.mail import MailServer
from yizhan.credit.schedule import RepaymentForm
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import ArrearsNote, Membership, Notice, OutboxMessage
from yizhan.workflows.letters import send_due_letters, send_due_mail, send_letter

START, DUE = date(2026, 3, 2), date(2026, 4, 2)
ONE_DAY = timedelta(days=1)


@pytest.fixture
def branch(db) -> Branch:
    return Branch(START)


@pytest.fixture
def loan(branch):
    """A loan on which nothing was paid, of an enterprise with an address and a member."""
    enterprise = branch.enterprise(contact_email="finance@firm.example")
    Membership.objects.create(user=branch.cast.applicant, enterprise=enterprise, created_at=branch.clock.now())
    return branch.lend("12000", RepaymentForm.EQUAL_PRINCIPAL, enterprise=enterprise)


def test_each_step_goes_out_once_on_the_day_the_strategy_says(branch, loan) -> None:
    """The strategy: a reminder from day 1, a notice from day 15; the call of day 3 is no letter."""
    sent = {}
    for number in range(20):
        branch.close(DUE + ONE_DAY * number)
        if send_due_letters(branch.clock):
            sent[number] = ArrearsNote.objects.order_by("-created_at")[0].step
        assert send_due_letters(branch.clock) == 0
    assert sent == {1: "remind", 15: "notice"}
    steps = [(notice.recipient, notice.loan) for notice in Notice.objects.all()]
    assert steps == [(branch.cast.applicant, loan)] * 2


def test_a_new_spell_of_arrears_begins_the_letters_anew(branch, loan) -> None:
    branch.close(DUE + ONE_DAY)
    assert send_due_letters(branch.clock) == 1
    branch.receive(loan, "5000")
    branch.close(DUE + 2 * ONE_DAY)
    assert send_due_letters(branch.clock) == 0
    branch.receive(loan, "0.01")
    loan.refresh_from_db()
    due_again = date(2026, 8, 3)
    branch.close(due_again + 2 * ONE_DAY)
    assert ArrearsNote.objects.count() == 1
    assert send_due_letters(branch.clock) == 1


def test_a_letter_keeps_the_words_in_which_it_went_out(branch, loan) -> None:
    branch.close(DUE + ONE_DAY)
    note = done(send_letter(branch.cast.manager, branch.clock, loan.pk))
    # 1,060.00 due, and penalty at 9 % over 360 for two nights: 0.53.
    assert "1,060.53 CNY" in note.letter["text"]["en"] and loan.number in note.letter["subject"]["zh"]
    assert (note.letter["version"], note.overdue_days, note.written_by) == ("1", 1, branch.cast.manager)
    again = send_letter(branch.cast.manager, branch.clock, loan.pk)
    assert isinstance(again, Refusal) and again.code == "letter_sent_already"


def test_no_letter_without_arrears(branch, loan) -> None:
    refused = send_letter(branch.cast.manager, branch.clock, loan.pk)
    assert isinstance(refused, Refusal) and refused.code == "not_in_arrears"


def test_mail_arrives_once_with_both_languages(branch, loan) -> None:
    branch.close(DUE + ONE_DAY)
    send_due_letters(branch.clock)
    with mail_box() as box:
        server = MailServer(box.url(), "branch@bank.example")
        assert (send_due_mail(branch.clock, server), send_due_mail(branch.clock, server)) == (1, 0)
        (letter,) = [email.message_from_string(text, policy=policy.default) for text in box.letters]
    text = letter.get_content()
    assert letter["To"] == "finance@firm.example" and letter["Message-ID"] == f"<remind.{loan.number}.2026-04-03@bank.example>"
    assert "逾期 1 天" in text and "1 days late" in text
    assert OutboxMessage.objects.get().state == "accepted"


def test_a_server_that_is_away_is_tried_again_and_a_refusal_is_kept(branch, loan) -> None:
    branch.close(DUE + ONE_DAY)
    send_due_letters(branch.clock)
    away = MailServer("smtp://127.0.0.1:9", "branch@bank.example", timeout_s=1)
    send_due_mail(branch.clock, away)
    message = OutboxMessage.objects.get()
    assert (message.state, message.attempts, message.last_error) == ("waiting", 1, "ConnectionRefusedError")
    branch.clock.set(message.due_at)
    with mail_box() as box:
        box.refusal = "550 no such user"
        send_due_mail(branch.clock, MailServer(box.url(), "branch@bank.example"))
        message.refresh_from_db()
        assert (message.state, message.last_error) == ("rejected", "550 no such user")
        box.refusal = ""
        assert send_due_mail(branch.clock, MailServer(box.url(), "branch@bank.example")) == 0


def test_an_enterprise_without_an_address_reads_it_on_its_home_page_alone(branch) -> None:
    loan = branch.lend("12000", RepaymentForm.EQUAL_PRINCIPAL)
    branch.close(DUE + ONE_DAY)
    note = done(send_letter(branch.cast.manager, branch.clock, loan.pk))
    assert note.message is None and not OutboxMessage.objects.exists()

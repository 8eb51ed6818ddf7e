"""Letters to borrowers: written in the transaction that decides them, shown on the home page, and mailed where an address is known."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app as queue

from yizhan.connectors.mail import Mail, MailAnswer, MailServer, MailState
from yizhan.credit.arrears import outgoing_step
from yizhan.credit.letters import letter
from yizhan.credit.parameters import Parameters
from yizhan.kernel.clock import Clock, branch_date
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import plain
from yizhan.records.models import ArrearsNote, Loan, Notice, OutboxMessage, User
from yizhan.workflows.action import Act, action
from yizhan.workflows.arrears import due_now
from yizhan.workflows.standings import locked

DESTINATION = "mail"
RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
TRIES_MAX = 24  # Two days of trying; then a person looks.


def send_due_letters(clock: Clock) -> int:
    """Write the letters that the collection strategy asks for today; how many. Safe to run twice."""
    late = Loan.objects.filter(standing__overdue_days__gt=0, state="active").order_by("id").values_list("id", flat=True)
    return sum(not isinstance(send_letter(None, clock, loan_id), Refusal) for loan_id in list(late) if _step_due(loan_id, clock))


@action("arrears.send")
def send_letter(act: Act, loan_id: UUID) -> ArrearsNote | Refusal:
    """Send the letter of the step that the arrears have reached: once a step and spell of arrears.

    Refusals: `not_in_arrears`, `letter_not_due`, `letter_sent_already`.
    """
    loan = locked(act, loan_id)
    standing = loan.standing
    if standing.overdue_since is None or not standing.is_open:
        return refuse("not_in_arrears")
    step = outgoing_step(standing.overdue_days, Parameters(act.today))
    if not step:
        return refuse("letter_not_due")
    if _is_sent(loan, step):
        return refuse("letter_sent_already", step=step)
    facts = {"days": str(standing.overdue_days), "due": _money(due_now(loan, act.today)), "on": act.today.isoformat()}
    told, message = write_letter(act, loan, step, "arrears_notice", facts)
    row = ArrearsNote.objects.create(loan=loan, kind="notice", on=act.today, overdue_days=standing.overdue_days, step=step, letter=told,
                                     message=message, written_by=act.actor, created_at=act.now)
    act.changed(row, after={"loan": loan.number, "step": step, "overdue_days": row.overdue_days, "by_mail": message is not None})
    return row


def write_letter(act: Act, loan: Loan, code: str, notice: str, facts: Mapping[str, str]) -> tuple[dict[str, Any], OutboxMessage | None]:
    """A letter on the home page of all who act for the borrower, and in the outbox where the borrower has an address."""
    enterprise = loan.enterprise
    found = letter(code, {"enterprise": enterprise.name, "number": loan.number, **facts}, Parameters(act.today))
    told = plain(found)
    members = User.objects.filter(memberships__enterprise=enterprise, is_active=True)
    Notice.objects.bulk_create(Notice(recipient=user, loan=loan, code=notice, facts=told, at=act.now) for user in members)
    if not enterprise.contact_email:
        return told, None
    message = OutboxMessage.objects.create(
        destination=DESTINATION, kind=notice, key=f"{code}:{loan.number}:{act.today}", due_at=act.now, created_at=act.now,
        payload={"to": enterprise.contact_email, "subject": f"{found.subject.zh} · {found.subject.en}",
                 "text": f"{found.text.zh}\n\n{found.text.en}\n"})
    queue.configure_task("send_mail").defer()
    return told, message


def send_due_mail(clock: Clock, server: MailServer, limit: int = 50) -> int:
    """Hand letters to the mail server; how many were handled. The call stands between two transactions, never inside one."""
    due = OutboxMessage.objects.filter(destination=DESTINATION, state__in=("waiting", "sent"), due_at__lte=clock.now())
    ids = list(due.order_by("due_at").values_list("id", flat=True)[:limit])
    for message_id in ids:
        claimed = claim_mail(None, clock, message_id)
        if not isinstance(claimed, Refusal):
            payload = claimed.payload
            settle_mail(None, clock, message_id, server.send(Mail(claimed.key, payload["to"], payload["subject"], payload["text"])))
    return len(ids)


@action("mail.send")
def claim_mail(act: Act, message_id: UUID) -> OutboxMessage | Refusal:
    """Mark a letter as being sent, and when it is tried again should nothing come back."""
    message = OutboxMessage.objects.select_for_update().get(pk=message_id)
    if message.state not in ("waiting", "sent") or message.due_at > act.now:
        return refuse("message_not_due", state=message.state)
    message.attempts += 1
    message.state, message.due_at = "sent", act.now + RETRY_AFTER[min(message.attempts, len(RETRY_AFTER)) - 1]
    message.save()
    act.changed(message, after={"key": message.key, "attempts": message.attempts})
    return message


@action("mail.send")
def settle_mail(act: Act, message_id: UUID, answer: MailAnswer) -> OutboxMessage | Refusal:
    """Keep what the mail server said: accepted, rejected, or tried again later until the tries are used up."""
    message = OutboxMessage.objects.select_for_update().get(pk=message_id)
    if message.state in ("accepted", "rejected"):
        return refuse("message_not_due", state=message.state)
    is_given_up = answer.state is MailState.LATER and message.attempts >= TRIES_MAX
    message.state = "rejected" if is_given_up else "waiting" if answer.state is MailState.LATER else answer.state.value
    message.last_error, message.answered_at = answer.code[:300], None if message.state == "waiting" else act.now
    message.save()
    act.changed(message, after={"key": message.key, "state": message.state, "code": answer.code})
    return message


def _step_due(loan_id: UUID, clock: Clock) -> bool:
    loan = Loan.objects.select_related("standing").get(pk=loan_id)
    step = outgoing_step(loan.standing.overdue_days, Parameters(branch_date(clock.now())))
    return bool(step) and not _is_sent(loan, step)


def _is_sent(loan: Loan, step: str) -> bool:
    """Whether the step went out in this spell of arrears; a spell that ended begins the strategy anew."""
    return loan.arrears_notes.filter(kind="notice", step=step, on__gte=loan.standing.overdue_since).exists()


def _money(amount: Any) -> str:
    return f"{amount.major:,.2f} {amount.currency}"

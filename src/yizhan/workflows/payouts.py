"""Payments to outside: written to the outbox in the loan's transaction, sent by the worker, closed by what the core bank says.

waiting → sent → accepted | rejected; unknown is asked again and never sent under a new reference. The call to the core bank stands
between two transactions, never inside one.
"""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from procrastinate.contrib.django import app as queue

from yizhan.connectors.core_bank import CoreBank, Transfer, TransferAnswer, TransferState
from yizhan.credit.journals import accepted_journal, outgoing_journal, rejected_journal
from yizhan.kernel.clock import Clock, branch_date
from yizhan.kernel.ids import new_id
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.records.models import Loan, OutboxMessage, Payout, User
from yizhan.workflows.action import Act, action
from yizhan.workflows.house import payout_accounts, post_journal
from yizhan.workflows.transitions import note

RETRY_AFTER = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=5), timedelta(minutes=30))
OPEN_STATES = ("waiting", "sent", "unknown")


def send_due_payouts(clock: Clock, bank: CoreBank, limit: int = 50) -> int:
    """Send or ask for every message that is due; how many were handled. Run by the worker, safe to run twice."""
    due = OutboxMessage.objects.filter(Q(state__in=OPEN_STATES), destination="core_bank", due_at__lte=clock.now())
    handled = 0
    for message_id in list(due.order_by("due_at").values_list("id", flat=True)[:limit]):
        send_one(clock, bank, message_id)
        handled += 1
    return handled


def send_one(clock: Clock, bank: CoreBank, message_id: UUID) -> Payout | Refusal:
    """One message: claim it, call, and keep the answer. A crash between leaves it "sent": it is asked for again."""
    claimed = claim_message(None, clock, message_id)
    if isinstance(claimed, Refusal):
        return claimed
    first_time = claimed.attempts == 1
    answer = bank.send(_transfer(claimed)) if first_time else _ask(bank, claimed)
    return settle_message(None, clock, message_id, answer)


def enqueue_send() -> None:
    """Wake the worker after the transaction that wrote the outbox."""
    queue.configure_task("send_payouts").defer()


@action("payout.send")
def claim_message(act: Act, message_id: UUID) -> OutboxMessage | Refusal:
    """Mark a message as being sent, and when it will be looked at again should nothing come back."""
    message = OutboxMessage.objects.select_for_update().get(pk=message_id)
    if message.state not in OPEN_STATES or message.due_at > act.now:
        return refuse("message_not_due", state=message.state)
    before = message.state
    message.attempts += 1
    message.due_at = act.now + RETRY_AFTER[min(message.attempts, len(RETRY_AFTER)) - 1]
    message.state = "sent" if message.attempts == 1 else "unknown"
    message.save()
    payout = Payout.objects.get(reference=message.key)
    Payout.objects.filter(pk=payout.pk).update(state=message.state, sent_at=payout.sent_at or act.now)
    act.changed(payout, before={"state": before}, after={"state": message.state, "attempts": message.attempts})
    return message


@action("payout.settle")
def settle_message(act: Act, message_id: UUID, answer: TransferAnswer) -> Payout | Refusal:
    """Book what the core bank said: accepted closes the transit account, rejected gives the money back, unknown waits."""
    message = OutboxMessage.objects.select_for_update().get(pk=message_id)
    payout = Payout.objects.select_for_update(of=("self",)).select_related("loan__application").get(reference=message.key)
    if payout.state in ("accepted", "rejected"):
        return refuse("payout_closed_already", state=payout.state)
    before = payout.state
    payout.state = message.state = answer.state.value
    message.last_error = answer.code[:300]
    payout.reject_code = answer.code if answer.state is TransferState.REJECTED else ""
    payout.core_bank_reference = answer.bank_reference
    if answer.state is not TransferState.UNKNOWN:
        refusal = _close(act, payout)
        if refusal:
            return refusal
        message.answered_at = payout.closed_at = act.now
    message.save()
    payout.save()
    note(act, payout.loan.application, f"payout_{payout.state}", reference=payout.reference, code=answer.code)
    act.changed(payout, before={"state": before}, after={"state": payout.state, "code": answer.code})
    return payout


@action("payout.retry")
def retry_payout(act: Act, payout_id: UUID, payee_name: str, payee_account: str, payee_bank: str) -> Payout | Refusal:
    """After a rejection: order the payment again with mended payee details, under a new reference."""
    payout = Payout.objects.select_related("loan__enterprise", "loan__application").get(pk=payout_id)
    act.application(payout.loan.application_id)
    if payout.state != "rejected":
        return refuse("payout_not_rejected", state=payout.state)
    if payout.loan.payouts.exclude(state="rejected").exists():
        return refuse("payout_ordered_already")
    again = order_payout(act, payout.loan, Money(payout.amount_minor), payee_name, payee_account, payee_bank, payout.purpose, payout.method)
    if isinstance(again, Refusal):
        return again
    act.changed(again, after={"reference": again.reference, "replaces": payout.reference})
    return again


def order_payout(
    act: Act, loan: Loan, amount: Money, payee_name: str, payee_account: str, payee_bank: str, purpose: str, method: str
) -> Payout | Refusal:
    """Take the money out of the deposit into transit and write the message, all in the caller's transaction."""
    payout_id = new_id()
    reference = payout_id.hex
    accounts = payout_accounts(act, loan.id, loan.deposit_account_id)
    posted = post_journal(act, outgoing_journal(accounts, reference, amount, act.today))
    if isinstance(posted, Refusal):
        return posted
    payout = Payout.objects.create(
        id=payout_id,
        loan=loan,
        reference=reference,
        amount_minor=amount.amount_minor,
        payee_name=payee_name,
        payee_account=payee_account,
        payee_bank=payee_bank,
        purpose=purpose,
        method=method,
        journal_id=posted,
        created_at=act.now,
    )
    OutboxMessage.objects.create(
        destination="core_bank",
        kind="transfer",
        key=reference,
        due_at=act.now,
        created_at=act.now,
        payload={
            "amount_minor": amount.amount_minor,
            "payee_name": payee_name,
            "payee_account": payee_account,
            "payee_bank": payee_bank,
            "purpose": purpose,
        },
    )
    enqueue_send()
    return payout


def _close(act: Act, payout: Payout) -> Refusal | None:
    accounts = payout_accounts(act, payout.loan_id, payout.loan.deposit_account_id)
    amount = Money(payout.amount_minor)
    if payout.state == "accepted":
        journal = accepted_journal(accounts, payout.reference, amount, act.today)
    else:
        outgoing = outgoing_journal(accounts, payout.reference, amount, branch_date(payout.created_at))
        journal = rejected_journal(replace(outgoing, id=payout.journal_id), act.today, payout.reject_code)
    posted = post_journal(act, journal)
    if isinstance(posted, Refusal):
        return posted
    payout.closing_journal_id = posted
    return None


def _ask(bank: CoreBank, message: OutboxMessage) -> TransferAnswer:
    """Ask what became of it; a reference that the core bank never saw is sent again, which is safe."""
    answer = bank.query(message.key)
    return bank.send(_transfer(message)) if answer.code == "not_found" else answer


def _transfer(message: OutboxMessage) -> Transfer:
    payload = message.payload
    return Transfer(
        message.key,
        Money(payload["amount_minor"]),
        payload["payee_name"],
        payload["payee_account"],
        payload["payee_bank"],
        payload["purpose"],
    )


def open_payouts(actor: User | None) -> list[Payout]:
    """Payouts that are not closed, oldest first, for the operations desk."""
    return list(Payout.objects.filter(state__in=(*OPEN_STATES, "rejected")).select_related("loan__enterprise").order_by("id"))

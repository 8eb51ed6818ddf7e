"""The worker's tasks: outgoing payments, reading of uploads, warnings of the promise, offers that ran out.

Workflows enqueue by name; every task may run twice.
"""

import logging
from uuid import UUID

from django.conf import settings
from procrastinate.contrib.django import app

from yizhan.connectors.core_bank import CoreBank
from yizhan.kernel.clock import SystemClock
from yizhan.workflows.deadlines import expire_offers, warn_of_deadlines
from yizhan.workflows.payouts import send_due_payouts
from yizhan.workflows.readings import read_upload
from yizhan.workflows.scorecards_watch import watch_cards

log = logging.getLogger(__name__)
CLOCK = SystemClock()


@app.task(name="read_upload", pass_context=False, retry=3)
def read_upload_task(upload_id: str) -> None:
    """Read an uploaded file into records."""
    read_upload(CLOCK, UUID(upload_id))


@app.periodic(cron="* * * * * */10")
@app.task(name="send_payouts_periodically", queueing_lock="send_payouts_periodically", pass_context=False)
def send_payouts_periodically(timestamp: int) -> None:
    """Look every ten seconds for payments that are due, in case a wake-up was lost."""
    _send()


@app.task(name="send_payouts", pass_context=False)
def send_payouts() -> None:
    """Send payments that are due."""
    _send()


@app.periodic(cron="* * * * *")
@app.task(name="watch_deadlines", queueing_lock="watch_deadlines", pass_context=False)
def watch_deadlines(timestamp: int) -> None:
    """Warn of deadlines each minute, and end offers that ran out."""
    warned, expired = warn_of_deadlines(CLOCK), expire_offers(CLOCK)
    if warned or expired:
        log.info("deadlines: %d warnings, %d offers expired", warned, expired)


@app.periodic(cron="20 6 * * *")
@app.task(name="watch_cards", queueing_lock="watch_cards", pass_context=False)
def watch_scorecards(timestamp: int) -> None:
    """Look each morning whether the cards in force still fit those who apply, and raise alarms where they do not."""
    raised = watch_cards(CLOCK)
    if raised:
        log.info("scorecards: %d alarms", raised)


def _send() -> None:
    bank = CoreBank(settings.CORE_BANK_URL, settings.ENVIRONMENT.core_bank_key)
    try:
        handled = send_due_payouts(CLOCK, bank)
    finally:
        bank.close()
    if handled:
        log.info("payouts: %d handled", handled)

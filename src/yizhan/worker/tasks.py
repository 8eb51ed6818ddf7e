"""The worker's tasks: outgoing payments, reading of uploads, warnings of the promise, offers that ran out, the day end, letters,
what the switch has to know.

Workflows enqueue by name; every task may run twice.
"""

import logging
from uuid import UUID

from django.conf import settings
from procrastinate.contrib.django import app

from yizhan.connectors.core_bank import CoreBank
from yizhan.connectors.mail import MailServer
from yizhan.connectors.switch_client import SwitchClient
from yizhan.kernel.clock import Clock, SystemClock
from yizhan.kernel.refusal import Refusal
from yizhan.workflows.day_end import last_day_to_close, missed_days, run_day_end
from yizhan.workflows.deadlines import expire_offers, warn_of_deadlines
from yizhan.workflows.early_warnings import watch_borrowers
from yizhan.workflows.letters import send_due_letters, send_due_mail
from yizhan.workflows.payouts import send_due_payouts
from yizhan.workflows.readings import read_upload
from yizhan.workflows.renewals import raise_renewal_alerts
from yizhan.workflows.scorecards_watch import watch_cards
from yizhan.workflows.switch_outbox import send_due_messages

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


@app.periodic(cron="20 22 * * *")  # UTC: 06:20 in the branch
@app.task(name="watch_cards", queueing_lock="watch_cards", pass_context=False)
def watch_scorecards(timestamp: int) -> None:
    """Look each morning whether the cards in force still fit those who apply, and raise alarms where they do not."""
    raised = watch_cards(CLOCK)
    if raised:
        log.info("scorecards: %d alarms", raised)


@app.periodic(cron="*/5 * * * *")
@app.task(name="run_day_end", queueing_lock="run_day_end", pass_context=False)
def run_day_end_task(timestamp: int) -> None:
    """Close the day after business, and days that were missed at any time."""
    close_days(CLOCK)


@app.periodic(cron="30 22 * * *")
@app.task(name="watch_borrowers", queueing_lock="watch_borrowers", pass_context=False)
def watch_borrowers_task(timestamp: int) -> None:
    """Look at borrowers' fresh invoices once a day, before business."""
    opened = watch_borrowers(CLOCK)
    if opened:
        log.info("early warnings: %d opened", opened)


@app.periodic(cron="0 1 * * *")  # UTC: 09:00 in the branch
@app.task(name="write_letters", queueing_lock="write_letters", pass_context=False)
def write_letters(timestamp: int) -> None:
    """Each morning: the letters of the collection strategy, and alerts of loans that end soon."""
    letters, alerts = send_due_letters(CLOCK), raise_renewal_alerts(CLOCK)
    if letters or alerts:
        log.info("letters: %d on arrears, %d on loans that end soon", letters, alerts)


@app.periodic(cron="* * * * *")
@app.task(name="send_mail_periodically", queueing_lock="send_mail_periodically", pass_context=False)
def send_mail_periodically(timestamp: int) -> None:
    """Look each minute for letters that are due, in case a wake-up was lost or a server was away."""
    _mail()


@app.task(name="send_mail", pass_context=False)
def send_mail() -> None:
    """Hand letters to the mail server."""
    _mail()


@app.periodic(cron="* * * * * */10")
@app.task(name="send_to_switch_periodically", queueing_lock="send_to_switch_periodically", pass_context=False)
def send_to_switch_periodically(timestamp: int) -> None:
    """Look every ten seconds for messages to the switch that are due, in case a wake-up was lost or the switch was away."""
    _tell_switch()


@app.task(name="send_to_switch", pass_context=False)
def send_to_switch() -> None:
    """Tell the switch what is due: merchants and travellers as they stand, refunds."""
    _tell_switch()


def close_days(clock: Clock) -> None:
    """Close what is open: through today after business close, through yesterday before it."""
    through = last_day_to_close(clock)
    if not missed_days(through):
        return
    closed = run_day_end(clock, through)
    if isinstance(closed, Refusal):
        log.warning("day end: %s", closed.code)
        return
    for row in closed:
        log.log(logging.INFO if row.report["is_proven"] else logging.ERROR, "day end of %s: proven=%s", row.day, row.report["is_proven"])


def _send() -> None:
    bank = CoreBank(settings.CORE_BANK_URL, settings.ENVIRONMENT.core_bank_key)
    try:
        handled = send_due_payouts(CLOCK, bank)
    finally:
        bank.close()
    if handled:
        log.info("payouts: %d handled", handled)


def _mail() -> None:
    """Letters wait in the outbox while no mail server is set."""
    environment = settings.ENVIRONMENT
    if environment.mail_url:
        handled = send_due_mail(CLOCK, MailServer(environment.mail_url, environment.mail_from))
        if handled:
            log.info("mail: %d letters handled", handled)


def _tell_switch() -> None:
    switch = SwitchClient(settings.SWITCH_URL, "branch", settings.SWITCH_KEY)
    try:
        handled = send_due_messages(CLOCK, switch)
    finally:
        switch.close()
    if handled:
        log.info("switch: %d messages handled", handled)

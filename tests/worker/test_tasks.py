"""The worker's tasks on a real queue: what a workflow enqueued is done, and done again without harm."""

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import pytest
from django.conf import settings
from django.test import override_settings
from procrastinate.contrib.django import app

from tests.cast import clock, make_cast
from tests.lent import Branch
from tests.stories import journey
from tests.workflows.listening import listening
from tests.workflows.mail_server import mail_box
from tests.workflows.shops import shop
from yizhan.credit.schedule import RepaymentForm
from yizhan.kernel.clock import SHANGHAI
from yizhan.records.models import ArrearsNote, DayEnd, Invoice, OutboxMessage, Upload
from yizhan.worker import serving, tasks
from yizhan.workflows import uploads
from yizhan.workflows.letters import send_letter

assert serving.CONCURRENCY >= 1


def work_off() -> None:
    """Do what is waiting, as the worker process does, and return when the queue is empty."""
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
        worker_app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


@pytest.mark.usefixtures("committing_db")
def test_an_upload_is_read_by_the_worker_and_reading_it_twice_changes_nothing() -> None:
    cast, now = make_cast(), clock()
    enterprise = journey.register(cast.applicant, now)
    application = journey.start(cast.applicant, now, enterprise)
    content = BytesIO(journey.sales_file(now.now().date(), months=3))
    upload = journey.done(uploads.receive_upload(cast.applicant, now, application.id, "invoices", "a.csv", content))
    work_off()
    upload.refresh_from_db()
    assert (upload.state, upload.rows_added) == ("done", 36)
    tasks.read_upload_task(upload_id=str(upload.id))
    assert Invoice.objects.count() == 36
    assert Upload.objects.get().rows_added == 36


@pytest.mark.django_db
def test_watching_deadlines_with_nothing_open_does_nothing() -> None:
    tasks.watch_deadlines(timestamp=0)


@pytest.mark.django_db
def test_the_worker_closes_yesterday_before_business_close_and_today_after_it() -> None:
    branch = Branch(date(2026, 3, 2))
    branch.lend()
    branch.clock.set(datetime(2026, 3, 3, 17, 59, tzinfo=SHANGHAI))
    tasks.close_days(branch.clock)
    assert [row.day for row in DayEnd.objects.all()] == [date(2026, 3, 2)]
    branch.clock.set(datetime(2026, 3, 3, 18, 0, tzinfo=SHANGHAI))
    tasks.close_days(branch.clock)
    tasks.close_days(branch.clock)
    assert [row.day for row in DayEnd.objects.order_by("day")] == [date(2026, 3, 2), date(2026, 3, 3)]


@pytest.mark.usefixtures("committing_db")
def test_a_letter_that_a_workflow_wrote_is_mailed_by_the_worker_and_waits_without_a_server() -> None:
    branch = Branch(date(2026, 3, 2))
    loan = branch.lend("12000", RepaymentForm.EQUAL_PRINCIPAL, enterprise=branch.enterprise(contact_email="finance@firm.example"))
    branch.close(date(2026, 4, 3))
    journey.done(send_letter(branch.cast.manager, branch.clock, loan.pk))
    work_off()
    assert OutboxMessage.objects.get().state == "waiting"
    with mail_box() as box, override_settings(ENVIRONMENT=replace(settings.ENVIRONMENT, mail_url=box.url())):
        tasks.send_mail_periodically(timestamp=0)
        assert len(box.letters) == 1
    assert OutboxMessage.objects.get().state == "accepted"


@pytest.mark.django_db
def test_a_morning_with_nothing_late_and_nothing_ending_writes_nothing() -> None:
    Branch(date(2026, 3, 2)).lend()
    tasks.write_letters(timestamp=0)
    assert not ArrearsNote.objects.exists()


@pytest.mark.usefixtures("committing_db")
def test_a_merchant_that_was_taken_on_is_told_to_the_switch_by_the_worker_as_soon_as_it_listens() -> None:
    cast, now = make_cast(), clock()
    merchant = shop(cast, now)
    with override_settings(SWITCH_URL="http://127.0.0.1:9"):
        work_off()
    assert OutboxMessage.objects.get().state == "unknown"
    OutboxMessage.objects.update(due_at=now.now())
    with listening() as switch, override_settings(SWITCH_URL=f"http://127.0.0.1:{switch.server_address[1]}"):
        tasks.send_to_switch_periodically(timestamp=0)
        assert [body["merchant_id"] for _path, body in switch.told] == [merchant.pk]
    assert OutboxMessage.objects.get().state == "accepted"

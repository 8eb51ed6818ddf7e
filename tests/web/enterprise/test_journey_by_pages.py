"""The applicant's journey through the pages alone; the branch's steps in between go by workflow."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html

from tests.stories import journey
from yizhan.kernel.clock import SystemClock
from yizhan.records.models import Application, Contract, Enterprise, Upload
from yizhan.web.doors import today
from yizhan.web.enterprise import application, base, cases, company, consents, figures, offer, status, tasks, uploads, words
from yizhan.workflows.applications import pause_application
from yizhan.workflows.readings import read_upload

pytestmark = pytest.mark.django_db
assert application and base and cases and company and consents and figures and offer and status and tasks and uploads and words
NOW = SystemClock()


def page_of(client: Client, address: str):
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return html.fromstring(response.content)


def send(client: Client, address: str, **typed):
    """Fill the page's form as a browser would, hidden fields included, and send it."""
    form = page_of(client, address).xpath("//main//form[@method='post']")[0]
    values = {name: value for name, value in form.fields.items() if value is not None} | typed
    return client.post(address, values)


def registered(client: Client) -> Enterprise:
    first = send(client, reverse("my_enterprise_new"), uscc=f" {journey.USCC.lower()} ")
    second = send(client, first["Location"], name="深圳市晨星数据科技有限公司", registered_on="2021-03-05", industry="software",
                  in_park="yes", contact_name="林晓", contact_phone="138 0000 0000", registered_capital="500万")
    enterprise = Enterprise.objects.get(uscc=journey.USCC)
    assert second["Location"] == reverse("my_application_new", args=[enterprise.id])
    assert enterprise.registered_capital_minor == 500_000_000 and enterprise.in_park is True
    return enterprise


def started(client: Client, enterprise: Enterprise) -> Application:
    address = reverse("my_application_new", args=[enterprise.id])
    assert "product" in page_of(client, address).xpath("//main//form")[0].fields
    answer = send(client, f"{address}?product=park-e", amount="50万", term_months="12", repayment_form="annuity", purpose="materials",
                  purpose_note="采购芯片")
    draft = Application.objects.get(enterprise=enterprise)
    assert answer["Location"] == reverse("my_application", args=[draft.id]) and draft.amount_minor == 50_000_000
    return draft


def state_of_tasks(client: Client, draft: Application) -> dict[str, str]:
    items = page_of(client, reverse("my_application", args=[draft.id])).xpath("//ul[@class='yz-tasks']/li")
    return {item.xpath("string(.//a)"): item.xpath("string(./span[contains(@class, 'yz-pill')])") for item in items}


def filled(client: Client, draft: Application) -> None:
    def here(name: str) -> str:
        return reverse(f"my_application_{name}", args=[draft.id])

    send(client, here("payee"), payee_name="深圳市元器件供应有限公司", payee_account="6222 0000 0000 0100", payee_bank="某银行")
    send(client, here("figures"), staff="46", technical_staff="31")
    send(client, here("figures") + "?part=rights", ip_class_one="2", ip_class_two="9", has_titles="yes", since_high_tech="2024-10-01")
    send(client, here("figures") + "?part=standing", tax_grade="A", bank_debt="0", overdue="no", on_dishonest_list="no")
    send(client, here("consents"), credit_report="on", tax_and_invoice_data="on", personal_information="on")
    file = SimpleUploadedFile("发票.csv", journey.sales_file(today()))
    client.post(here("uploads"), {"file": file})
    journey.done(read_upload(NOW, Upload.objects.get(kind="invoices").id))


def test_a_company_applies_answers_accepts_and_is_paid(applicant: Client, cast) -> None:
    draft = started(applicant, registered(applicant))
    assert state_of_tasks(applicant, draft)["Invoices"] == "Needed"
    filled(applicant, draft)
    assert state_of_tasks(applicant, draft) == {
        "What you need": "Done", "Who is paid": "Done", "Who the company is": "Done", "People": "Done",
        "Intellectual property and titles": "Started", "Tax and debts": "Done", "Invoices": "Done", "Yearly statements": "Optional",
        "Read and consent": "Done", "Check your answers and hand in": "Ready"}
    journey.upload_statements(cast.applicant, NOW, draft)
    here = reverse("my_application", args=[draft.id])
    check = page_of(applicant, f"{here}check/").xpath("string(//main)")
    assert "¥500,000.00" in check and "High-tech enterprise (since 2024-10-01 Tue)" in check and "Still missing" not in check
    assert send(applicant, f"{here}check/")["Location"] == here
    received = page_of(applicant, here)
    assert received.xpath("string(//h1)") == "Application received" and "safe to close" in received.xpath("string(//main)")
    _ask_and_answer(applicant, cast, draft, here)
    _decide(cast, draft)
    _accept(applicant, draft, here)
    loan = journey.disburse(cast.operations, NOW, draft.id)
    paid = page_of(applicant, here)
    assert paid.xpath(f"//main//a[@href='{reverse('my_loan', args=[loan.id])}']")
    assert "kept its promise" in paid.xpath("string(//main)") or "published" in paid.xpath("string(//main)")


def _ask_and_answer(client: Client, cast, draft: Application, here: str) -> None:
    journey.done(pause_application(cast.manager, NOW, draft.id, "clarification", "在手订单有多少？<script>alert(1)</script>"))
    waiting = page_of(client, here)
    assert "在手订单有多少" in waiting.xpath("string(//main)") and not waiting.xpath("//main//script")
    assert "Waits for your answer" in waiting.xpath("string(//main)")
    assert send(client, f"{here}answer/", answer="三个订单，共 80 万元。")["Location"] == here
    assert "三个订单" in page_of(client, here).xpath("string(//ol[@class='yz-timeline'])")


def _decide(cast, draft: Application) -> None:
    journey.evaluate(cast.manager, NOW, draft)
    planned = journey.done(journey.visits.plan_visit(cast.manager, NOW, draft.id, NOW.now(), "深圳市南山区科技园"))
    for item in planned.items.all():
        journey.done(journey.visits.record_finding(cast.manager, NOW, item.id, "confirm", "与现场情况核对一致", None))
    journey.done(journey.visits.finish_visit(cast.manager, NOW, planned.id, "现场经营正常。"))
    journey.evaluate(cast.officer, NOW, draft)
    journey.approve(cast.approver, NOW, journey.propose(cast.officer, NOW, draft))
    journey.offer(cast.operations, NOW, draft)


def _accept(client: Client, draft: Application, here: str) -> None:
    shown = page_of(client, f"{here}offer/")
    assert "entrusted payment" in shown.xpath("string(//main)") and len(shown.xpath("//details[@class='yz-explain']")) == 12
    assert page_of(client, f"{here}offer/print/").xpath("//*[@class='yz-signatures']")
    unticked = send(client, f"{here}offer/accept/")
    assert unticked.status_code == 200 and b"Tick the box" in unticked.content
    stale = send(client, f"{here}offer/accept/", agrees="on", text_sha256="0" * 64)
    assert b"The offer has changed" in stale.content
    assert send(client, f"{here}offer/accept/", agrees="on")["Location"] == here
    assert Contract.objects.get(application=draft).accepted_at is not None


def test_sending_the_last_page_twice_hands_in_once(applicant: Client, cast) -> None:
    enterprise = journey.register(cast.applicant, NOW)
    draft = journey.start(cast.applicant, NOW, enterprise)
    address = reverse("my_application_check", args=[draft.id])
    form = dict(page_of(applicant, address).xpath("//main//form[@method='post']")[0].fields)
    first, second = applicant.post(address, form), applicant.post(address, form)
    assert first["Location"] == second["Location"] == reverse("my_application", args=[draft.id])
    assert Application.objects.get(pk=draft.id).events.filter(kind="submit_incomplete").count() == 1
    assert "Handed in, but not complete" in page_of(applicant, first["Location"]).xpath("string(//main)")


def test_several_files_at_once_are_each_taken_and_a_bad_one_is_named(applicant: Client, cast) -> None:
    draft = journey.start(cast.applicant, NOW, journey.register(cast.applicant, NOW))
    address = reverse("my_application_uploads", args=[draft.id])
    files = [BytesIO(journey.sales_file(today(), months=1)), BytesIO(b"")]
    files[0].name, files[1].name = "good.csv", "empty.csv"
    response = applicant.post(address, {"file": files})
    assert response.status_code == 200 and b"The file empty.csv is empty" in response.content
    assert list(draft.uploads.values_list("file_name", flat=True)) == ["good.csv"]

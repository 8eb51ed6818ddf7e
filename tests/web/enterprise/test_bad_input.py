"""Bad input on the applicant's pages: a clear error at its field, nothing typed is lost, nothing leaks, nothing changes by GET."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html

from tests.stories import journey
from tests.web.enterprise.conftest import signed_in
from yizhan.kernel.clock import SystemClock
from yizhan.records.models import Application, AuditRow, Enterprise, Fact
from yizhan.web.enterprise import company, figures_form, request_form, upload_view, uploads, urls
from yizhan.workflows.readings import read_upload

pytestmark = pytest.mark.django_db
assert company and figures_form and request_form and upload_view and uploads
NOW = SystemClock()
DETAILS = {"name": "晨星<script>alert(1)</script>", "registered_on": "2021-03-05", "industry": "software", "in_park": "yes",
           "contact_name": "林晓", "contact_phone": "13800000000"}


def parsed(response):
    return html.fromstring(response.content)


@pytest.fixture
def draft(applicant: Client, cast) -> Application:
    return journey.start(cast.applicant, NOW, journey.register(cast.applicant, NOW))


@pytest.mark.parametrize(("typed", "told"), [
    ("91440300MA5DATRG00", "must be R"), ("91440300MA5DATRG0", "17 characters"), ("", "Enter the unified social credit code"),
    ("91440300MA5DATRGOR", "at place 17")])
def test_a_wrong_code_says_what_is_wrong_and_stays_in_its_field(applicant: Client, typed: str, told: str) -> None:
    page = parsed(applicant.post(reverse("my_enterprise_new"), {"uscc": typed}))
    assert told in page.xpath("string(//*[@role='alert'])").replace("0R", "R")
    assert page.xpath("//*[@role='alert']//a/@href") == ["#id_uscc"]
    assert page.xpath("//input[@name='uscc']/@value") == ([typed] if typed else [])


def test_a_script_in_a_name_is_text_everywhere(applicant: Client) -> None:
    applicant.post(f"{reverse('my_enterprise_new_details')}?uscc={journey.USCC}", DETAILS)
    enterprise = Enterprise.objects.get()
    for address in (reverse("my_cases"), reverse("my_enterprise", args=[enterprise.id])):
        page = parsed(applicant.get(address))
        assert "<script>alert(1)</script>" in page.text_content() and not page.xpath("//main//script")


def test_an_enterprise_that_is_registered_already_is_refused_and_the_form_stays(applicant: Client, cast) -> None:
    journey.register(cast.stranger, NOW)
    page = parsed(applicant.post(f"{reverse('my_enterprise_new_details')}?uscc={journey.USCC}", DETAILS))
    assert "registered already" in page.xpath("string(//*[@role='alert'])")
    assert page.xpath("//input[@name='contact_phone']/@value") == ["13800000000"]


@pytest.mark.parametrize(("changed", "field"), [
    ({"registered_on": "2999-01-01"}, "registered_on"), ({"registered_on": "yesterday"}, "registered_on"), ({"name": ""}, "name"),
    ({"contact_phone": "call me"}, "contact_phone"), ({"registered_capital": "much"}, "registered_capital"),
    ({"industry": "magic"}, "industry")])
def test_a_wrong_detail_is_told_at_its_field(applicant: Client, changed: dict, field: str) -> None:
    page = parsed(applicant.post(f"{reverse('my_enterprise_new_details')}?uscc={journey.USCC}", DETAILS | changed))
    assert page.xpath("//*[@role='alert']//a/@href") == [f"#id_{field}"]
    assert not Enterprise.objects.exists()


@pytest.mark.parametrize(("changed", "field"), [
    ({"amount": "1"}, "amount"), ({"amount": "20000000"}, "amount"), ({"amount": "abc"}, "amount"), ({"term_months": "36"}, "term_months"),
    ({"term_months": "0"}, "term_months"), ({"repayment_form": "never"}, "repayment_form_0"), ({"purpose": "dividends"}, "purpose_0")])
def test_a_request_that_the_product_does_not_allow_is_told_at_its_field(
    applicant: Client, draft: Application, changed: dict, field: str
) -> None:
    typed = {"amount": "600000", "term_months": "6", "repayment_form": "bullet", "purpose": "wages", "purpose_note": "工资"} | changed
    page = parsed(applicant.post(reverse("my_application_details", args=[draft.id]), typed))
    assert f"#id_{field}" in page.xpath("//*[@role='alert']//a/@href")
    assert page.xpath("//input[@name='purpose_note']/@value") == ["工资"]
    assert Application.objects.get(pk=draft.id).amount_minor == 50_000_000


@pytest.mark.parametrize(("part", "typed", "field"), [
    ("people", {"staff": "3", "technical_staff": "5"}, "technical_staff"), ("people", {"staff": "-1"}, "staff"),
    ("people", {"staff": "many"}, "staff"), ("standing", {"overdue": "yes"}, "overdue_days"),
    ("standing", {"tax_grade": "Z"}, "tax_grade_0"), ("rights", {"has_titles": "yes"}, "since_tech_sme"),
    ("rights", {"has_titles": "yes", "since_high_tech": "2999-01-01"}, "since_high_tech")])
def test_figures_that_cannot_be_are_told_and_none_is_kept(
    applicant: Client, draft: Application, part: str, typed: dict, field: str
) -> None:
    page = parsed(applicant.post(f"{reverse('my_application_figures', args=[draft.id])}?part={part}", typed))
    assert page.xpath("//*[@role='alert']//a/@href") == [f"#id_{field}"]
    assert not Fact.objects.exists()


def test_a_figure_that_is_no_longer_known_becomes_unknown_and_the_others_stay(applicant: Client, draft: Application, cast) -> None:
    journey.describe(cast.applicant, NOW, draft.enterprise)
    address = f"{reverse('my_application_figures', args=[draft.id])}?part=standing"
    applicant.post(address, {"tax_grade": "", "bank_debt": "1,000", "overdue": "no", "on_dishonest_list": "no"})
    form = parsed(applicant.get(address)).xpath("//main//form[@method='post']")[0]
    assert (form.fields["tax_grade"], form.fields["bank_debt"], form.fields["overdue"]) == ("", "1,000", "no")
    people = parsed(applicant.get(reverse("my_application_figures", args=[draft.id]))).xpath("//main//form[@method='post']")[0]
    assert people.fields["staff"] == "46"


def test_ticking_nothing_consents_to_nothing(applicant: Client, draft: Application) -> None:
    response = applicant.post(reverse("my_application_consents", args=[draft.id]), {})
    assert b"Tick at least one consent" in response.content and not draft.consents.exists()


def test_a_consent_to_other_words_than_those_in_force_is_refused(applicant: Client, draft: Application) -> None:
    stale = {"credit_report": "on", "credit_report_sha256": "0" * 64}
    response = applicant.post(reverse("my_application_consents", args=[draft.id]), stale)
    assert b"has changed since you opened the page" in response.content and not draft.consents.exists()
    form = parsed(response).xpath("//main//form[@method='post']")[0]
    assert form.fields["credit_report"] is None and form.fields["credit_report_sha256"] not in (None, "0" * 64)


def test_bad_rows_are_listed_with_line_field_and_fix_and_as_csv(applicant: Client, draft: Application) -> None:
    bad = "进销项,发票代码,发票号码,开票日期,对方名称,金额,税额,价税合计,是否作废\n销项,044002600111,10000001,2026-02-30,=甲,abc,1,2,否\n"
    applicant.post(reverse("my_application_uploads", args=[draft.id]), {"file": SimpleUploadedFile("bad.csv", bad.encode())})
    upload = draft.uploads.get()
    journey.done(read_upload(NOW, upload.id))
    page = parsed(applicant.get(reverse("my_upload_problems", args=[draft.id, upload.id])))
    assert "is no amount. Write it like 1234.56." in page.text_content() and "Net amount" in page.text_content()
    table = b"".join(applicant.get(reverse("my_upload_problems_csv", args=[draft.id, upload.id])).streaming_content)
    lines = table.decode("utf-8-sig").splitlines()
    assert lines[0] == 'Line,Field,"What is wrong, and the fix"' and lines[1].startswith("2,")


def test_a_file_that_cannot_be_read_says_why(applicant: Client, draft: Application) -> None:
    applicant.post(reverse("my_application_uploads", args=[draft.id]), {"file": SimpleUploadedFile("photo.csv", b"\x89PNG\r\n\x1a\n" * 9)})
    upload = draft.uploads.get()
    read_upload(NOW, upload.id)
    page = parsed(applicant.get(reverse("my_application_uploads", args=[draft.id])))
    assert "could not be read" in page.text_content() and "Not readable" in page.text_content()
    done = applicant.get(reverse("my_upload_progress", args=[draft.id, upload.id]))
    assert done["HX-Refresh"] == "true"


def test_files_sent_twice_by_a_double_click_are_taken_once(applicant: Client, draft: Application) -> None:
    address, key = reverse("my_application_uploads", args=[draft.id]), "k" * 32
    for _click in range(2):
        files = [SimpleUploadedFile(f"{name}.csv", name.encode() * 40) for name in ("one", "two")]
        assert applicant.post(address, {"file": files, "request_key": key}).status_code == 302
    assert sorted(draft.uploads.values_list("file_name", flat=True)) == ["one.csv", "two.csv"]


def test_a_file_on_its_way_shows_its_progress_and_asks_again(applicant: Client, draft: Application) -> None:
    file = SimpleUploadedFile("a.csv", journey.sales_file(NOW.now().date(), 1))
    applicant.post(reverse("my_application_uploads", args=[draft.id]), {"file": file})
    address = reverse("my_upload_progress", args=[draft.id, draft.uploads.get().id])
    response = applicant.get(address)
    assert parsed(response).xpath("//@hx-get") == [address] and "HX-Refresh" not in response


OWN = [pattern for pattern in urls.urlpatterns if pattern.pattern.converters]


@pytest.mark.parametrize("name", [pattern.name for pattern in OWN])
def test_somebody_else_s_id_is_not_found(applicant: Client, cast, draft: Application, name: str) -> None:
    file = SimpleUploadedFile("a.csv", b"a")
    upload = journey.done(journey.uploads.receive_upload(cast.applicant, NOW, draft.id, "invoices", "a.csv", file))
    ids = {"enterprise_id": draft.enterprise_id, "application_id": draft.id, "upload_id": upload.id, "loan_id": draft.id}
    pattern = next(item for item in OWN if item.name == name)
    address = reverse(name, kwargs={key: ids[key] for key in pattern.pattern.converters})
    stranger, before = signed_in(cast.stranger), AuditRow.objects.filter(outcome="done").count()
    for method in pattern.callback.methods:
        assert getattr(stranger, method.lower())(address).status_code == 404, method
    assert AuditRow.objects.filter(outcome="done").count() == before


@pytest.mark.parametrize("name", ["my_loan_pay", "my_loan_early_pay"])
def test_a_get_never_pays(applicant: Client, draft: Application, name: str) -> None:
    assert applicant.get(reverse(name, args=[draft.id])).status_code == 405

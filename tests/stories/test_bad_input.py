"""Bad input over HTTP: a clear error with the right status, nothing lost, nothing changed, nothing leaked."""

import re
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.urls import reverse

from tests.cast import PASSWORD, make_cast
from tests.databases import TestDatabase
from tests.served import Served
from tests.stories import journey
from tests.stories.visitors import Visitor, addresses, all_patterns, changed_since, everything
from yizhan.app.migrate import django_connected_to
from yizhan.kernel.clock import FixedClock, SystemClock
from yizhan.records.models import Application, AuditRow, Enterprise, Upload
from yizhan.workflows.readings import read_upload

pytestmark = pytest.mark.xdist_group("served")
SCRIPT = "<script>alert(1)</script>"
NAME = f"深圳市{SCRIPT}科技有限公司"
GOOD_CODE, WRONG_CODE = "91440300MA5DATRG0R", "91440300MA5DATRG0K"
TERMS = {"amount": "500000", "term_months": "12", "repayment_form": "annuity", "purpose": "materials", "purpose_note": ""}


@pytest.fixture(scope="module")
def branch(web: Served, web_database: TestDatabase, django_db_blocker) -> Iterator[Served]:
    """The served branch, with Django here on the same database."""
    with django_db_blocker.unblock(), django_connected_to(web_database.app_url):
        yield web


@pytest.fixture(scope="module")
def known(branch: Served) -> SimpleNamespace:
    """A paid-out case of the applicant, a draft, and people who are signed in."""
    cast, clock = make_cast(), FixedClock(SystemClock().now() - timedelta(days=7))
    loan = journey.paid_out(cast, clock, purpose_note=SCRIPT, payee_name=NAME)
    Enterprise.objects.update(name=NAME, address=NAME, contact_name=SCRIPT, legal_representative=SCRIPT)
    draft = journey.start(cast.applicant, clock, loan.enterprise)
    journey.upload_invoices(cast.applicant, clock, draft)
    upload = Upload.objects.filter(application=draft).get()
    Upload.objects.update(file_name=f"{SCRIPT}.csv")
    visit = loan.application.visits.get()
    people = {role: Visitor(branch.address).sign_in(user.username) for role, user in cast.by_role().items()}
    return SimpleNamespace(
        cast=cast,
        clock=clock,
        loan=loan,
        draft=draft,
        upload=upload,
        visit=visit,
        people=people,
        applicant=people["applicant"],
        stranger=Visitor(branch.address).sign_in("stranger"),
    )


def ids(known: SimpleNamespace, application: Application) -> dict[str, uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM book.account ORDER BY id LIMIT 1")
        account = cursor.fetchone()[0]
    return {
        "application_id": application.id,
        "enterprise_id": application.enterprise_id,
        "loan_id": known.loan.id,
        "upload_id": known.upload.id,
        "visit_id": known.visit.id,
        "item_id": known.visit.items.first().id,
        "payout_id": known.loan.payouts.get().id,
        "journal_id": known.loan.payout_journal_id,
        "account_id": account,
        "evaluation_id": known.loan.application.evaluations.first().id,
    }


def details(known: SimpleNamespace) -> str:
    return reverse("my_application_details", args=[known.draft.id])


def test_a_wrong_check_digit_is_named_with_the_expected_one_and_what_was_typed_stays(known) -> None:
    before = everything()
    answer = known.applicant.post("/my/enterprises/new/", {"uscc": WRONG_CODE})
    assert answer.status_code in (200, 422)
    assert WRONG_CODE in answer.text
    assert re.search(r"\bR\b", re.sub(r"<[^>]+>", " ", answer.text)), "the expected check digit is named"
    assert not changed_since(before)


def test_a_broken_row_is_told_with_line_field_and_fix_and_the_good_rows_stay(known) -> None:
    rows = journey.sales_file(known.clock.now().date(), months=3).decode().split("\n")
    cells = rows[4].split(",")
    cells[5] = "12O.00"  # A letter where a nought should be.
    rows[4] = ",".join(cells)
    page = reverse("my_application_uploads", args=[known.draft.id]) + "?kind=invoices"
    answer = known.applicant.post(page, files={"file": ("broken.csv", "\n".join(rows).encode())})
    assert answer.status_code == 302, answer.text
    upload = read_upload(known.clock, Upload.objects.get(file_name="broken.csv").id)
    assert (upload.rows_bad, upload.rows_read) == (1, len(rows) - 1)
    assert upload.rows_added + upload.rows_known == len(rows) - 2
    told = known.applicant.get(reverse("my_upload_problems", args=[known.draft.id, upload.id])).text
    assert "12O.00" in told and "1234.56" in told and re.search(r">\s*5\s*<", told)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"amount": "-500000"}, "-500000"),
        ({"amount": "9" * 13}, "9" * 13),
        ({"amount": "9" * 400}, ""),
        ({"amount": "1e9"}, "1e9"),
        ({"amount": "0"}, ""),
        ({"amount": "500000.001"}, ""),
        ({"amount": "500\x00000"}, ""),
        ({"amount": "٥٠٠٠٠٠"}, ""),
        ({"amount": ""}, ""),
        ({"term_months": "-1"}, ""),
        ({"term_months": "9" * 30}, ""),
        ({"term_months": "12.5"}, "12.5"),
        ({"repayment_form": "never"}, ""),
        ({"purpose": "roulette"}, ""),
        ({"purpose_note": "x" * 501}, ""),
        ({"purpose_note": "a\x00b"}, ""),
        ({"request_key": "k" * 65}, ""),
    ],
)
def test_a_field_out_of_bounds_is_refused_and_nothing_changes(known, changes: dict[str, str], word: str) -> None:
    before = everything()
    answer = known.applicant.post(details(known), TERMS | changes)
    assert answer.status_code in (200, 422), answer.status_code
    assert "yz-error" in answer.text and word in answer.text
    assert changed_since(before) <= {"AuditRow"}, "a refusal leaves at most its own audit row"


def test_an_unknown_product_is_refused(known) -> None:
    before = everything()
    page = reverse("my_application_new", args=[known.draft.enterprise_id])
    for product in ("no-such-product", "x" * 1000, "a\x00b", "../../etc/passwd"):
        assert known.applicant.post(page, TERMS | {"product": product}).status_code in (200, 422)
        assert known.applicant.get(f"{page}?product={product.replace(chr(0), '')}").status_code == 200
    assert not changed_since(before)


@pytest.mark.parametrize("day", ["2999-01-01", "0000-00-00", "1000000-01-01", "-1-01-01", "2026-02-30", "\x00", "x" * 500])
def test_a_day_out_of_range_is_refused(known, day: str) -> None:
    before = everything()
    data = {
        "name": "新企业",
        "registered_on": day,
        "industry": "software",
        "in_park": "yes",
        "contact_name": "林",
        "contact_phone": "13800000000",
    }
    answer = known.applicant.post(f"/my/enterprises/new/details/?uscc={GOOD_CODE}", data)
    assert answer.status_code in (200, 422) and "yz-error" in answer.text
    assert not changed_since(before)


def test_bytes_that_are_no_text_do_no_harm(known) -> None:
    before = everything()
    body = b"amount=%FF%FE&term_months=%C0%80&repayment_form=%ED%A0%80&purpose=%00&purpose_note=\xff\xfe\x00"
    answer = known.applicant.post(details(known), body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code in (200, 400, 422)
    broken = known.applicant.post(details(known), b"--x\r\nContent-Disposition: form-data", headers={"Content-Type": "multipart/form-data"})
    assert broken.status_code in (200, 400, 403, 422)
    assert not changed_since(before)


def test_no_address_fails_on_a_strange_query(known) -> None:
    queries = ("?q=%00", "?q=%FF%FE&page=-1&sort=__class__&state=%27%3B--", f"?page={'9' * 40}&kind=%3Cscript%3E&q={'x' * 3000}")
    for name, path, methods in addresses(ids(known, known.draft)):
        for query in queries if "GET" in methods else ():
            reader = known.applicant if name.startswith("my_") else known.people["auditor"]
            answer = reader.get(path + query)
            assert answer.status_code in (200, 302, 400, 403, 404, 422), (name, query, answer.status_code)


def test_a_script_in_a_name_is_text_on_every_page_and_no_page_changes_anything(known) -> None:
    before, shown = everything(), 0
    # Roles share their pages; every address by every role is tests/web/test_routes_by_role.py.
    readers = (("applicant", known.draft), *((role, known.loan.application) for role in ("applicant", "operations", "auditor")))
    for role, application in readers:
        for name, path, methods in addresses(ids(known, application)):
            if "GET" not in methods or name == "login":
                continue
            answer = known.people[role].get(path)
            assert answer.status_code in (200, 302, 403, 404, 422), (role, name, answer.status_code)
            assert SCRIPT not in answer.text or "html" not in answer.headers["Content-Type"], (role, name)
            shown += "&lt;script&gt;alert(1)" in answer.text
    assert shown > 20, "the name is shown, so its escaping was put to the test"
    assert not changed_since(before)


def test_pages_and_api_never_share_the_name_of_an_address() -> None:
    names = Counter((pattern.name, frozenset(pattern.pattern.converters)) for pattern in all_patterns() if pattern.name)
    assert not [name for name, count in names.items() if count > 1]


def test_a_get_that_would_change_state_is_answered_405(known) -> None:
    before, tried = everything(), 0
    for name, path, methods in addresses(ids(known, known.draft)):
        if "GET" in methods:
            continue
        for person in (known.applicant, known.people["operations"], known.people["relationship_manager"]):
            answer = person.get(path)
            assert (answer.status_code, answer.headers["Allow"]) == (405, "POST"), name
            tried += 1
    assert tried >= 30
    assert not changed_since(before)


def test_somebody_elses_ids_are_not_found_and_tell_nothing(known) -> None:
    before = everything()
    nobodys = {name: uuid.uuid4() for name in ids(known, known.draft)}
    for application in (known.draft, known.loan.application):
        missing = {name: path for name, path, _ in addresses(nobodys)}
        for name, path, methods in addresses(ids(known, application)):
            if not name.startswith("my_") or path == missing[name]:
                continue
            for method in methods:
                ask = known.stranger.get if method == "GET" else known.stranger.post
                theirs, nothing = ask(path), ask(missing[name])
                assert (theirs.status_code, nothing.status_code) == (404, 404), (name, method)
                assert len(theirs.text) == len(nothing.text), "the page does not tell the one from the other"
                assert theirs.headers.keys() == nothing.headers.keys()
    assert not changed_since(before)


def test_an_expired_session_on_a_post_leads_to_sign_in_and_back_to_the_form(known, branch: Served) -> None:
    person = Visitor(branch.address).sign_in("applicant")
    page, before = details(known), everything()
    person.get(page)
    person.http.cookies.delete("sessionid")
    answer = person.post(page, TERMS | {"amount": "600000"}, headers={"Referer": branch.address + page})
    assert answer.status_code == 302 and answer.headers["Location"] == f"/sign-in/?next={page}"
    assert not changed_since(before)
    sign_in = person.get(answer.headers["Location"])
    assert f'value="{page}"' in sign_in.text
    back = person.post("/sign-in/", {"username": "applicant", "password": PASSWORD, "next": page})
    assert back.headers["Location"] == page
    form = person.get(page).text
    assert "600000" in form and "send it once more" in form, "what was typed is here again"
    assert "600000" not in person.get(page).text, "and only once"
    assert not changed_since(before)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_signing_in_never_leads_to_another_site(branch: Served, known, elsewhere: str) -> None:
    person = Visitor(branch.address)
    person.get("/sign-in/")
    answer = person.post("/sign-in/", {"username": "auditor", "password": PASSWORD, "next": elsewhere})
    assert answer.headers["Location"] == "/home/"


def test_a_form_without_its_token_is_refused_with_words_that_help(known) -> None:
    before = everything()
    answer = known.applicant.post(details(known), TERMS | {"amount": "700000"}, headers={"X-CSRFToken": ""})
    assert answer.status_code == 403
    assert "reload the page" in answer.text
    foreign = known.applicant.post(details(known), TERMS, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert not changed_since(before)


def test_each_form_sent_twice_has_one_effect(known) -> None:
    def twice(path: str, data: dict[str, str]) -> list[int]:
        sent = data | {"request_key": uuid.uuid4().hex}
        answers = [known.applicant.post(path, sent) for _ in range(2)]
        return [answer.status_code for answer in answers]

    application = known.draft.id
    audit = AuditRow.objects.count()
    assert twice(details(known), TERMS | {"amount": "450000"}) == [302, 302]
    assert twice(
        reverse("my_application_payee", args=[application]),
        {"payee_name": "供应商", "payee_account": "6222000000000200", "payee_bank": "某银行"},
    ) == [302, 302]
    assert twice(reverse("my_application_figures", args=[application]), {"staff": "47", "technical_staff": "31"}) == [302, 302]
    assert AuditRow.objects.count() == audit + 3, "the second sending of each changed nothing and was not audited as a change"
    assert AuditRow.objects.filter(outcome="refused", action__startswith="application.").count() <= 20


def test_a_forged_request_key_is_a_bad_request(known) -> None:
    page = reverse("my_application_uploads", args=[known.draft.id])
    for key in ("ключ", "a b", "a'--"):
        answer = known.applicant.post(page, {"request_key": key}, files={"file": ("a.csv", b"a,b\n")})
        assert answer.status_code == 400

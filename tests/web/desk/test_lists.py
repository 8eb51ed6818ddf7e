"""Lists, the enterprise, the loan and the papers."""

from tests.stories import journey
from tests.web.desk.test_cases import text
from yizhan.records.models import AuditRow, UploadProblem
from yizhan.web.desk import documents, enterprises, lists, loan_book, loans, papers

assert lists.PAGE_ROWS == 25 and loans.loan and papers.decision and loan_book.read


def test_the_applications_are_filtered_and_ordered_by_the_address(cast, visitor_of, complete) -> None:
    officer = visitor_of(cast.officer)
    shown = ("?state=open&product=park-e&sort=-amount_minor", f"?q={complete.number[-5:]}", "?state=no-such-state&page=99", "")
    for query in shown:
        assert complete.number in officer.get(f"/desk/cases/{query}").content.decode(), query
    for query in ("?state=refused", "?holder=me", "?due=late", "?product=xingke"):
        assert complete.number not in officer.get(f"/desk/cases/{query}").content.decode(), query


def test_an_empty_branch_shows_what_comes_here(cast, visitor_of) -> None:
    officer = visitor_of(cast.officer)
    assert "No applications yet" in officer.get("/desk/cases/").content.decode()
    assert "No loans yet" in officer.get("/desk/loans/").content.decode()
    assert "No enterprises yet" in officer.get("/desk/enterprises/").content.decode()


def test_contact_data_are_masked_until_asked_for_with_a_reason(cast, visitor_of, complete) -> None:
    manager, key = visitor_of(cast.manager), complete.enterprise_id
    address = f"/desk/enterprises/{key}/"
    page = manager.get(address).content.decode()
    assert "13800000000" not in page and "138****0000" in page and "林晓" not in page
    refused = manager.post(address + "contact/", {"reason": " "})
    assert refused.status_code == 422 and "13800000000" not in refused.content.decode()
    shown = manager.post(address + "contact/", {"reason": "appointment"}).content.decode()
    assert "13800000000" in shown and "林晓" in shown
    row = AuditRow.objects.get(action="person.unmask", outcome="done")
    assert (row.actor, row.enterprise_id, row.after["reason"]) == (cast.manager, key, "appointment")
    assert "13800000000" not in str(row.after)
    assert visitor_of(cast.operations).post(address + "contact/", {"reason": "x"}).status_code == 403
    assert "Show the contact data" not in visitor_of(cast.operations).get(address).content.decode()


def test_the_enterprise_shows_claims_their_history_and_its_cases(cast, visitor_of, complete) -> None:
    page = text(visitor_of(cast.auditor).get(f"/desk/enterprises/{complete.enterprise_id}/"))
    assert "People employed 46" in page and "claimed only" in page and complete.number in page
    assert enterprises.contact_rows(complete.enterprise, unmasked=True)[2].value == "13800000000"


def test_a_loan_shows_its_balance_from_the_book_and_why_each_interest_is_what_it_is(cast, clock, visitor_of) -> None:
    loan = journey.paid_out(cast, clock)
    page = text(visitor_of(cast.auditor).get(f"/desk/loans/{loan.pk}/"))
    # E: 500,000.00 at 3.20 % a year, a whole month bears a twelfth.
    assert "Principal owed ¥500,000.00" in page and "¥500,000.00 × 3.20% × 1 ÷ 12 = ¥1,333.33" in page
    assert "Loan paid to the deposit account" in page and "Payment to outside, in transit" in page
    assert loan.number in visitor_of(cast.officer).get("/desk/loans/?state=active&payout=waiting").content.decode()
    assert loan.number not in visitor_of(cast.officer).get("/desk/loans/?state=closed").content.decode()


def test_a_decision_prints_with_its_reasons_parts_and_versions(cast, clock, visitor_of) -> None:
    loan = journey.paid_out(cast, clock)
    approver = visitor_of(cast.approver)
    page = text(approver.get(f"/desk/cases/{loan.application_id}/decision/"))
    for words in (
        "Credit decision",
        "Approved",
        "Limit: the smallest of four",
        "knock_out.yaml",
        "Fingerprint of inputs",
        "Decided by Approver",
    ):
        assert words in page, words
    assert approver.get(f"/desk/cases/{loan.application_id}/refusal-letter/").status_code == 404


def test_a_letter_of_refusal_tells_what_the_applicant_can_do(cast, clock, visitor_of) -> None:
    enterprise = journey.register(cast.applicant, clock)
    journey.describe(cast.applicant, clock, enterprise, tax_grade="D")
    application = journey.complete(cast.applicant, clock, enterprise)
    journey.evaluate(cast.manager, clock, application)
    journey.visit(cast.manager, clock, application)
    journey.evaluate(cast.officer, clock, application)
    journey.approve(cast.approver, clock, journey.propose(cast.officer, clock, application, None, "refuse"))
    page = text(visitor_of(cast.officer).get(f"/desk/cases/{application.pk}/refusal-letter/"))
    assert "The tax credit grade is not among those accepted" in page and "Have the tax credit repaired" in page
    assert "a person looks at your case again" in page


def test_bad_rows_stand_beside_their_file_with_line_and_fix(cast, visitor_of, complete) -> None:
    upload = complete.uploads.get(kind="invoices")
    upload.rows_bad = 1
    upload.save()
    UploadProblem.objects.create(upload=upload, line=7, field="net", code="amount_malformed", facts={"value": "12,x"})
    file = next(file for file in documents.of_application(complete).files if file.upload == upload)
    assert [problem["line"] for problem in file.problems] == [7]
    page = text(visitor_of(cast.manager).get(f"/desk/cases/{complete.pk}/"))
    assert "“12,x” is no amount" in page

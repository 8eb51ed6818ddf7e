"""Pages of a loan after its payout: closing reports, standing, payments from outside, repayments taken back."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.lent import Branch, servicing_records
from yizhan.credit.schedule import RepaymentForm
from yizhan.kernel.clock import SHANGHAI, SystemClock
from yizhan.records.models import DayEnd, Membership, Repayment
from yizhan.workflows.renewals import raise_renewal_alerts

pytestmark = pytest.mark.django_db
START, DUE = date(2026, 3, 2), date(2026, 4, 2)


@pytest.fixture
def world():
    """A loan three days late."""
    branch = Branch(START)
    loan = branch.lend("12000", RepaymentForm.EQUAL_PRINCIPAL)
    branch.close(DUE + timedelta(days=3))
    return branch, loan


def signed_in(user, language: str = "en") -> Client:
    client = Client()
    client.cookies["yizhan_language"] = language
    client.force_login(user)
    return client


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_closing_report_shows_totals_beside_the_book(world, language) -> None:
    branch, _ = world
    client = signed_in(branch.cast.operations, language)
    listed = client.get(reverse("day_ends"))
    assert listed.status_code == 200
    shown = client.get(reverse("day_end", args=[DUE.isoformat()]))
    assert shown.status_code == 200
    assert ("Control totals" if language == "en" else "核对总数") in shown.content.decode()
    assert client.get(reverse("day_end", args=["2031-01-01"])).status_code == 404
    assert client.get(reverse("day_end", args=["tomorrow"])).status_code == 404


def test_operations_book_a_payment_that_came_late_and_take_it_back(world) -> None:
    branch, loan = world
    client = signed_in(branch.cast.operations)
    page = client.get(reverse("loan", args=[loan.pk])).content.decode()
    assert "Overdue since" in page and "Special mention" in page
    wrong = client.post(reverse("loan_receive", args=[loan.pk]), {"amount": "0", "reference": "x"})
    assert wrong.status_code == 422
    # The clock of pages is the machine's, so the value date lies long ago.
    sent = client.post(reverse("loan_receive", args=[loan.pk]), {"amount": "1060", "reference": "core-1", "value_date": DUE.isoformat()})
    assert sent.status_code == 302, sent.content.decode()
    row = Repayment.objects.get(loan=loan)
    assert (row.penalty_minor, row.interest_minor, row.principal_minor) == (0, 6_000, 100_000)
    assert client.post(reverse("repayment_reverse", args=[row.pk]), {"words": " "}).status_code == 422
    assert client.post(reverse("repayment_reverse", args=[row.pk]), {"words": "付款人弄错"}).status_code == 302
    assert Repayment.objects.get(loan=loan).is_reversed
    assert signed_in(branch.cast.manager).get(reverse("loan_receive", args=[loan.pk])).status_code == 403


def test_the_borrower_sees_what_is_due_now_in_the_order_it_is_paid(world) -> None:
    branch, loan = world
    Membership.objects.create(user=branch.cast.applicant, enterprise=loan.enterprise, created_at=branch.clock.now())
    page = signed_in(branch.cast.applicant).get(reverse("my_loan", args=[loan.pk])).content.decode()
    assert page.index("Penalty interest") < page.index("Pay what is due now")
    assert DayEnd.objects.filter(state="closed").count() == 35


def test_a_change_is_proposed_by_one_and_approved_by_another_with_both_schedules_in_view() -> None:
    branch = Branch(START)
    loan = branch.lend("120000", RepaymentForm.BULLET, 36)
    officer, approver = signed_in(branch.cast.officer), signed_in(branch.cast.approver)
    propose = reverse("loan_propose", args=[loan.pk])
    assert officer.get(propose).status_code == 200
    assert officer.post(propose, {"kind": "judgement", "words": "x"}).status_code == 422
    assert officer.post(propose, {"kind": "extension", "months": "36", "words": "x"}).status_code == 422  # over half the term
    sent = officer.post(propose, {"kind": "extension", "months": "6", "words": "项目回款推迟"})
    assert sent.status_code == 302
    page = approver.get(sent.url).content.decode()
    assert "Schedule now" in page and "2029-03-02" in page
    take = sent.url + "take/"
    assert officer.post(take, {"verdict": "approved"}).status_code == 403
    assert approver.post(take, {"verdict": "perhaps"}).status_code == 422
    assert approver.post(take, {"verdict": "approved"}).status_code == 302
    assert "Changes of terms" in approver.get(reverse("loan", args=[loan.pk])).content.decode()


def test_the_arrears_desk_names_the_late_loan_and_keeps_a_promise(world) -> None:
    branch, loan = world
    client = signed_in(branch.cast.manager)
    listed = client.get(reverse("arrears")).content.decode()
    assert loan.number in listed and "1–30 days" in listed
    note = reverse("arrears_note", args=[loan.pk])
    assert client.post(note, {"kind": "promise", "words": "下周", "promised": "", "promised_on": ""}).status_code == 422
    sent = client.post(note, {"kind": "promise", "words": "下周", "promised": "500", "promised_on": "2099-01-01"})
    assert sent.status_code == 302
    assert "promise open" in client.get(reverse("loan", args=[loan.pk])).content.decode()
    assert "Notice of arrears" in client.get(reverse("arrears_notice", args=[loan.pk])).content.decode()


def test_an_early_warning_is_closed_with_a_finding(world) -> None:
    branch, loan = world
    made = servicing_records(loan, branch.cast.officer)
    client = signed_in(branch.cast.manager)
    assert "Early warnings" in client.get(reverse("arrears")).content.decode()
    address = reverse("warning", args=[made["warning_id"]])
    assert client.get(address).status_code == 200
    assert client.post(address, {"finding": ""}).status_code == 422
    assert client.post(address, {"finding": "已核实，属季节性波动"}).status_code == 302
    assert "Early warnings" not in client.get(reverse("arrears")).content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_branch_manager_sees_the_portfolio(world, language) -> None:
    branch, _ = world
    page = signed_in(branch.cast.branch, language).get(reverse("portfolio"))
    assert page.status_code == 200
    assert "2026-Q1" in page.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_letter_is_sent_from_the_desk_and_stands_on_the_borrowers_home_page(world, language) -> None:
    branch, loan = world
    Membership.objects.create(user=branch.cast.applicant, enterprise=loan.enterprise, created_at=branch.clock.now())
    client = signed_in(branch.cast.manager, language)
    address = reverse("loan", args=[loan.pk])
    assert client.post(reverse("arrears_send", args=[loan.pk])).url == address
    page = client.get(address).content.decode()
    assert (f"Loan {loan.number}: a payment is due" if language == "en" else f"贷款 {loan.number} 还款提醒") in page
    shown = client.get(reverse("letter", args=[loan.arrears_notes.get().pk])).content.decode()
    assert "collected by itself" in shown and "自动扣收" in shown
    client.post(reverse("arrears_send", args=[loan.pk]))
    assert loan.arrears_notes.count() == 1
    home = signed_in(branch.cast.applicant, language).get(reverse("my_cases")).content.decode()
    assert ("Letters from the branch" if language == "en" else "银行函件") in home
    assert "银行函件" not in signed_in(branch.cast.stranger).get(reverse("my_cases")).content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_loan_that_ends_soon_is_on_the_desk_and_the_borrower_asks_to_renew(language) -> None:
    branch = Branch(SystemClock().now().astimezone(SHANGHAI).date() - timedelta(days=5))
    loan = branch.lend("120000", RepaymentForm.BULLET, 1)
    branch.go_to(branch.today + timedelta(days=5))
    Membership.objects.create(user=branch.cast.applicant, enterprise=loan.enterprise, created_at=branch.clock.now())
    assert raise_renewal_alerts(branch.clock) == 1
    officer, applicant = signed_in(branch.cast.officer, language), signed_in(branch.cast.applicant, language)
    assert reverse("renewals") in officer.get(reverse("desk")).content.decode()
    own = reverse("my_loan", args=[loan.pk])
    assert ("Ask for a renewal" if language == "en" else "申请续贷") in applicant.get(own).content.decode()
    assert applicant.post(reverse("my_loan_renewal", args=[loan.pk])).url == own
    page = officer.get(reverse("renewals")).content.decode()
    assert ("the borrower asks for it" if language == "en" else "借款人已提出") in page
    prefilled = officer.get(reverse("loan_propose", args=[loan.pk]), {"kind": "renewal", "months": 1}).content.decode()
    assert 'value="renewal"' in prefilled and "checked" in prefilled


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_fee_is_proposed_by_one_and_charged_by_another_and_the_borrower_sees_it(world, language) -> None:
    branch, loan = world
    Membership.objects.create(user=branch.cast.applicant, enterprise=loan.enterprise, created_at=branch.clock.now())
    operations, approver = signed_in(branch.cast.operations, language), signed_in(branch.cast.approver, language)
    address = reverse("loan_fee_propose", args=[loan.pk])
    name = "Notary" if language == "en" else "公证费"
    assert name in operations.get(address).content.decode()
    over = operations.post(address, {"code": "notary", "amount": "5001", "words": "收据 12 号"})
    assert over.status_code == 422 and "5,000.00" in over.content.decode()
    sent = operations.post(address, {"code": "notary", "amount": "300", "words": "收据 12 号"})
    assert sent.status_code == 302
    assert operations.post(sent.url + "take/", {"verdict": "charged"}).status_code == 403
    assert approver.get(sent.url).status_code == 200
    assert approver.post(sent.url + "take/", {"verdict": "perhaps"}).status_code == 422
    assert approver.post(sent.url + "take/", {"verdict": "charged"}).status_code == 302
    assert name in operations.get(reverse("loan", args=[loan.pk])).content.decode()
    page = signed_in(branch.cast.applicant, language).get(reverse("my_loan", args=[loan.pk])).content.decode()
    assert name in page and "收据 12 号" in page
    assert approver.post(sent.url + "waive/", {"words": ""}).status_code == 422
    assert approver.post(sent.url + "waive/", {"words": "收据作废"}).status_code == 302
    assert name not in signed_in(branch.cast.applicant, language).get(reverse("my_loan", args=[loan.pk])).content.decode()


def test_arrears_become_principal_with_both_schedules_in_view() -> None:
    today = SystemClock().now().astimezone(SHANGHAI).date()
    branch = Branch(today - timedelta(days=45))
    loan = branch.lend("12000", RepaymentForm.EQUAL_PRINCIPAL)
    branch.close(today - timedelta(days=1))
    form = {"kind": "restructure", "months": "3", "fold_arrears": "on", "words": "订单推迟"}
    sent = signed_in(branch.cast.officer).post(reverse("loan_propose", args=[loan.pk]), form)
    page = signed_in(branch.cast.approver).get(sent.url).content.decode()
    assert "becomes principal" in page and "Schedule after the change" in page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_claim_goes_from_the_loan_to_the_printed_list_and_the_money(language) -> None:
    branch = Branch(START)
    loan = branch.lend("1200000", RepaymentForm.EQUAL_PRINCIPAL)
    loan.application.purpose = "fixed_assets"
    loan.application.save()
    branch.go_to(DUE)
    branch.receive(loan, "120000")
    branch.close(DUE)
    officer, approver, operations = (signed_in(user, language) for user in (branch.cast.officer, branch.cast.approver,
                                                                             branch.cast.operations))
    assert officer.get(reverse("claims")).status_code == 200
    register = reverse("claim_register", args=[loan.pk])
    assert officer.post(register, {"programme": "subsidy", "words": ""}).status_code == 422
    assert officer.post(register, {"programme": "subsidy", "words": "设备购置合同"}).status_code == 302
    wrong = officer.post(reverse("claims_file"), {"programme": "subsidy", "first": "2026-04-01", "last": "2026-03-01"})
    assert wrong.status_code == 422
    sent = officer.post(reverse("claims_file"), {"programme": "subsidy", "first": "2026-04-01", "last": "2026-04-30"})
    assert sent.status_code == 302
    assert "1,500.00" in officer.get(sent.url).content.decode()
    assert "1,500.00" in officer.get(sent.url + "print/").content.decode()
    assert approver.post(sent.url + "take/", {"verdict": "approved"}).status_code == 302
    assert operations.post(sent.url + "settle/", {"reference": ""}).status_code == 422
    assert operations.post(sent.url + "settle/", {"reference": "CZ-1"}).status_code == 302
    assert operations.post(sent.url + "settle/", {"reference": "CZ-1"}).status_code == 422
    assert "CZ-1" in officer.get(sent.url).content.decode()
    assert loan.number in officer.get(reverse("claims")).content.decode()


def test_operations_close_what_is_open_from_the_page() -> None:
    branch = Branch(SystemClock().now().astimezone(SHANGHAI).date() - timedelta(days=3))
    branch.lend("12000")
    operations = signed_in(branch.cast.operations)
    assert "Close through" in operations.get(reverse("day_ends")).content.decode()
    assert operations.post(reverse("day_end_run")).url == reverse("day_ends")
    assert DayEnd.objects.filter(state="closed").count() in (3, 4)  # the fourth after business close
    assert "Close through" not in operations.get(reverse("day_ends")).content.decode()
    assert signed_in(branch.cast.manager).post(reverse("day_end_run")).status_code == 403

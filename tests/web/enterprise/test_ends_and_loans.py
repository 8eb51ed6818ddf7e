"""How cases end, and the life of a loan, as the applicant sees them."""

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from tests.stories import journey
from tests.web.enterprise.conftest import signed_in
from yizhan.connectors.core_bank import TransferAnswer, TransferState
from yizhan.kernel.clock import FixedClock, SystemClock
from yizhan.kernel.money import Money
from yizhan.records.models import Application, Loan, OutboxMessage
from yizhan.web.enterprise import early, ending, history, loan, status
from yizhan.workflows.payouts import claim_message, settle_message

pytestmark = pytest.mark.django_db
assert early and ending and history and loan and status
NOW = SystemClock()


def text(client: Client, address: str, path: str = "//main") -> str:
    return " ".join(html.fromstring(client.get(address).content).xpath(f"string({path})").split())


def test_a_withdrawal_asks_first_keeps_the_reason_and_ends_well(applicant: Client, cast) -> None:
    draft = journey.start(cast.applicant, NOW, journey.register(cast.applicant, NOW))
    address, here = reverse("my_application_withdraw", args=[draft.id]), reverse("my_application", args=[draft.id])
    assert "Withdraw the application?" in text(applicant, address)
    assert Application.objects.get(pk=draft.id).state == "draft"
    applicant.post(address, {"reason": "另有资金来源", "request_key": "one"})
    ended = text(applicant, here)
    assert "You took the application back" in ended and "另有资金来源" in ended and "Apply again" in ended
    assert applicant.get(address)["Location"] == here


def test_a_refusal_names_reasons_to_act_on_and_the_rights(applicant: Client, cast, week_ago: FixedClock) -> None:
    enterprise = journey.register(cast.applicant, week_ago)
    journey.describe(cast.applicant, week_ago, enterprise, overdue_days=20)
    case = journey.complete(cast.applicant, week_ago, enterprise)
    journey.evaluate(cast.manager, week_ago, case)
    journey.visit(cast.manager, week_ago, case)
    journey.evaluate(cast.officer, week_ago, case)
    decision = journey.propose(cast.officer, week_ago, case, None, "refuse")
    here = reverse("my_application", args=[case.id])
    before = text(applicant, here)
    assert "Settle what is overdue" not in before and "refuse" not in before.lower()
    journey.approve(cast.approver, week_ago, decision)
    told = text(applicant, here)
    assert "Settle what is overdue, then apply again." in told and "Your rights" in told and "explain the decision" in told
    assert cast.approver.display_name not in told.replace("Approver", "")
    with_chinese = text(signed_in(cast.applicant, "zh-hans"), here)
    assert "结清逾期款项后可再次申请" in with_chinese


@pytest.fixture
def paid(cast, week_ago: FixedClock) -> Loan:
    return journey.paid_out(cast, week_ago)


def give_back(own: Loan) -> None:
    """The core bank rejects the payout, so that the money stands on the borrower's account again."""
    message = OutboxMessage.objects.get()
    clock = FixedClock(NOW.now())
    journey.done(claim_message(None, clock, message.id))
    journey.done(settle_message(None, clock, message.id, TransferAnswer(TransferState.REJECTED, "", "account_closed")))


def test_an_early_repayment_is_previewed_then_paid_exactly_so(applicant: Client, paid: Loan) -> None:
    address = reverse("my_loan_early", args=[paid.id])
    shown = html.fromstring(applicant.get(f"{address}?preview=1&how_much=part&amount=10万&keep=term").content)
    assert "Not enough on your deposit account" in shown.text_content() and not shown.xpath("//main//form[@method='post']")
    give_back(paid)
    shown = html.fromstring(applicant.get(f"{address}?preview=1&how_much=part&amount=10万&keep=term").content)
    assert len(shown.xpath("//main//table")) >= 3
    form = shown.xpath("//main//form[@method='post']")[0]
    values = dict(form.fields)
    outdated = applicant.post(form.action, values | {"expected_total_minor": "1", "request_key": "other"}, follow=True)
    assert b"The amount has changed since the preview" in outdated.content
    applicant.post(form.action, values)
    applicant.post(form.action, values)
    repayment = paid.repayments.get()
    assert repayment.principal_minor == 10_000_000 and repayment.amount_minor == int(values["expected_total_minor"])
    after = text(applicant, reverse("my_loan", args=[paid.id]))
    assert "¥400,000.00" in after and "Early repayment" in after


@pytest.mark.parametrize(("query", "told"), [
    ("how_much=part&keep=term", "Enter how much principal"), ("how_much=part&amount=5000000&keep=term", "over what is still owed"),
    ("how_much=part&amount=0&keep=term", "above zero"), ("", "required"), ("how_much=part&amount=1000", "what stays the same")])
def test_a_choice_that_cannot_be_previewed_says_why(applicant: Client, paid: Loan, query: str, told: str) -> None:
    page = html.fromstring(applicant.get(f"{reverse('my_loan_early', args=[paid.id])}?preview=1&{query}").content)
    assert told in page.xpath("string(//*[@role='alert'])")


def test_the_loan_shows_what_is_owed_and_why_each_interest_is_what_it_is(applicant: Client, paid: Loan) -> None:
    page = html.fromstring(applicant.get(reverse("my_loan", args=[paid.id])).content)
    assert len(page.xpath("//details[@class='yz-explain']")) == paid.term_months
    total = sum(Money(line.interest_minor).amount_minor for line in paid.instalments.all())
    assert total > 0 and "¥500,000.00 ×" in page.xpath("string(//details[@class='yz-explain'])")


def test_an_instalment_that_is_not_due_is_not_taken(applicant: Client, paid: Loan) -> None:
    answer = applicant.post(reverse("my_loan_pay", args=[paid.id]), {"request_key": "k"}, follow=True)
    assert b"The next instalment is due on" in answer.content and not paid.repayments.exists()

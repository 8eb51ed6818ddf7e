"""The whole journey in a real browser, as its people live it: the applicant and the relationship manager on a phone, the others at a desk.

Every page that is visited is examined at both widths (tests/browser/person.py).
"""

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.person import DESKTOP, PHONE, Person, choose
from tests.cast import PASSWORD, make_cast
from tests.served import Served
from tests.stories import journey
from yizhan.kernel.clock import SystemClock, branch_date
from yizhan.ledger.verify import verify
from yizhan.records.models import Application, Loan, Payout

pytestmark = pytest.mark.xdist_group("browser")
# Answers of a sound firm; a question that is not named here gets its first answer.
ANSWERS = {"park": "inside", "age": "over_three_years", "sales": "1m_to_5m", "purpose": "operation"}
FIGURES = {
    "people": {"staff": "46", "technical_staff": "31"},
    "rights": {"ip_class_one": "2", "ip_class_two": "9"},
    "standing": {"tax_grade": "A", "bank_debt": "0", "overdue": "no", "on_dishonest_list": "no"},
}


def test_the_journey_from_a_question_to_money_and_its_trace(branch: Served, browser, tmp_path: Path, django_db_blocker) -> None:
    make_cast()
    applicant = Person(browser, branch.address, "applicant", PHONE)
    assess(applicant)
    apply(applicant)
    hand_over_papers(applicant, tmp_path)
    hand_in(applicant)
    application = Application.objects.get()
    manager = Person(browser, branch.address, "manager", PHONE).sign_in("manager")
    investigate(manager, application, tmp_path)
    decide(browser, branch, application)
    accept(applicant, application)
    application.refresh_from_db()
    operations = at_desk(browser, branch, "operations", application)
    operations.take_step("disburse")
    operations.see("The loan is paid out.")
    operations.look("50-paid-out")
    repay(applicant, application)
    trace(browser, branch, Loan.objects.get())


def assess(applicant: Person) -> None:
    """线上测评 without an account, one question by keyboard alone."""
    applicant.open("/")
    applicant.look("01-front")
    applicant.follow("Check if you qualify")
    applicant.look("02-assessment")
    applicant.page.locator("main a.btn-primary").click()
    number = 0
    while "/questions/" in applicant.page.url:
        number += 1
        name = applicant.page.locator("main input[type=radio]").first.get_attribute("name")
        if number == 1:
            applicant.look("03-question")
        answer = ANSWERS.get(name) or applicant.page.locator(f"[name={name}]").first.get_attribute("value")
        if number == 2:
            by_keyboard(applicant, answer)
        else:
            applicant.fill(**{name: answer})
            applicant.send()
    assert number >= 3
    applicant.see("Where the range comes from", "Your answers")
    applicant.look("04-assessment-result")


def by_keyboard(person: Person, wanted: str) -> None:
    """Answer a question with Tab, arrows and Enter alone."""
    focus = "document.activeElement"
    before, keyboard = person.page.url, person.page.keyboard
    for _ in range(20):
        keyboard.press("Tab")
        if person.page.evaluate(f"{focus}.type") == "radio":
            break
    for _ in range(8):
        if person.page.evaluate(f"{focus}.checked && {focus}.value") == wanted:
            break
        keyboard.press("Space" if not person.page.evaluate(f"{focus}.checked") else "ArrowDown")
    keyboard.press("Tab")
    assert person.page.evaluate(f"{focus}.type") == "submit"
    keyboard.press("Enter")
    person.page.wait_for_url(lambda address: address != before)
    assert wanted in person.page.url


def apply(applicant: Person) -> None:
    """Sign up, register the enterprise with one mistake, say what is needed."""
    page = applicant.page
    page.locator("main a.btn-primary").first.click()
    page.wait_for_load_state("load")
    if "/sign-in/" in page.url:
        applicant.look("05-sign-in")
        page.locator("main a[href*='sign-up']").click()
    applicant.look("06-sign-up")
    applicant.fill(display_name="林晓", username="linxiao", password=PASSWORD)
    applicant.send()
    if "/enterprises/new" not in page.url:
        applicant.open("/my/")
        applicant.look("07-no-enterprise-yet")
        page.locator("main a[href*='enterprises/new']").first.click()
    applicant.fill(uscc=journey.USCC[:-1] + "K")
    applicant.send()
    applicant.see("R")
    applicant.look("08-wrong-code")
    assert page.locator("[name=uscc]").input_value() == journey.USCC[:-1] + "K", "what was typed stays"
    applicant.fill(uscc=journey.USCC)
    applicant.send()
    applicant.fill(
        name="深圳市晨星数据科技有限公司", registered_on="2021-03-05", industry="software", in_park="yes", contact_phone="13800000000"
    )
    applicant.look("09-identity")
    applicant.send()
    applicant.fill(amount="50万", term_months="12", repayment_form="annuity", purpose="materials")
    applicant.look("10-request")
    applicant.send()
    applicant.see("Your application", "still missing")
    applicant.look("11-tasks")


def hand_over_papers(applicant: Person, folder: Path) -> None:
    """Payee, figures, consents, invoices with one bad line, statements; the worker reads, the page shows how far it is."""
    page, today = applicant.page, branch_date(SystemClock().now())
    home = page.url
    page.locator("a[href$='/payee/']").click()
    applicant.fill(payee_name="深圳市元器件供应有限公司", payee_account="6222000000000100", payee_bank="某银行")
    applicant.look("12-payee")
    applicant.send()
    for part, figures in FIGURES.items():
        page.locator(f"a[href$='/figures/?part={part}']").click()
        applicant.fill(**figures)
        applicant.look(f"13-figures-{part}")
        applicant.send()
    page.locator("a[href$='/consents/']").click()
    for tick in page.locator("main [type=checkbox]").all():
        choose(tick)
    applicant.look("14-consents")
    page.locator("main form button[type=submit]").click()
    assert page.url == home
    invoices, statements = folder / "invoices.csv", folder / "statements.csv"
    invoices.write_bytes(journey.sales_file(today) + "\n销项,044002261109,99,2026-13-01,客户,1,0,1,否".encode())
    statements.write_bytes(journey.statements_file(today.year))
    for kind, file in (("invoices", invoices), ("statements", statements)):
        page.locator(f"a[href$='uploads/?kind={kind}']").click()
        page.locator("main [type=file]").set_input_files(file)
        page.locator("main form button[type=submit]").click()
        page.locator("main .yz-file .yz-figures").first.wait_for(timeout=90_000)
        applicant.look(f"15-uploads-{kind}")
        if kind == "invoices":
            page.locator("a[href$='/problems/']").first.click()
            applicant.look("16-problems")
            applicant.see("2026-13-01")
        applicant.open(home)


def hand_in(applicant: Person) -> None:
    """Check in Chinese, hand in in English."""
    page = applicant.page
    page.locator("a[href$='/check/']").click()
    page.locator("button[name=language][value=zh-hans]").click()
    page.wait_for_load_state("load")
    assert page.get_attribute("html", "lang") == "zh-Hans"
    applicant.look("17-check-in-chinese")
    page.locator("button[name=language][value=en]").click()
    page.wait_for_load_state("load")
    applicant.see("Check your answers", "Hand in the application")
    applicant.send()
    applicant.see("Application received")
    applicant.look("18-handed-in")


def open_case(person: Person, application: Application) -> None:
    """From the person's home to the case, by the queue."""
    person.open("/desk/")
    person.page.locator(f"a[href='/desk/cases/{application.id}/']").first.click()
    person.page.wait_for_load_state("load")


def at_desk(browser, branch: Served, username: str, application: Application) -> Person:
    """A person of the staff at a desk, with the case taken and open."""
    person = Person(browser, branch.address, username, DESKTOP).sign_in(username)
    if application.state != "accepted":
        person.look(f"20-home-{username}")
    open_case(person, application)
    person.take_step("take")
    return person


def investigate(manager: Person, application: Application, folder: Path) -> None:
    """The relationship manager on a telephone: take, evaluate, plan, the checklist with a photo, finish."""
    page = manager.page
    manager.look("30-home-manager")
    open_case(manager, application)
    manager.take_step("take")
    manager.take_step("evaluate")
    manager.see("The model check is done.")
    manager.look("31-evaluated")
    manager.step("plan").locator("[name=place]").fill("深圳市南山区科技园")
    manager.take_step("plan")
    manager.see("On-site check")
    page.locator("a.btn[href^='/desk/visits/']").first.click()
    manager.look("32-checklist")
    photo = BytesIO()
    Image.new("RGB", (640, 480), (120, 160, 140)).save(photo, "JPEG")
    (folder / "hall.jpg").write_bytes(photo.getvalue())
    page.locator("main a[href*='/items/']").first.click()
    manager.look("33-checklist-item")
    page.locator("[type=file]").set_input_files(folder / "hall.jpg")
    page.locator("form[action$='/photos/'] button[type=submit]").click()
    page.wait_for_load_state("load")
    if "/items/" not in page.url:
        page.locator("main a[href*='/items/']").first.click()
    while "/items/" in page.url:
        manager.fill(effect="confirm", words="与现场情况核对一致")
        page.locator("form:has([name=effect]) button[type=submit]").click()
        page.wait_for_load_state("load")
    image = page.locator(".yz-photos img").first
    image.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.yz-photos img').naturalWidth === 640")
    manager.look("34-checklist-done")
    finish = page.locator("form[action$='/finish/']")
    finish.locator("[name=summary]").fill("现场经营正常，人员和设备与申报一致。")
    finish.locator("button[type=submit]").click()
    page.wait_for_load_state("load")
    assert Application.objects.get().state == "checked"
    assert application.visits.get().photos.count() == 1


def decide(browser, branch: Served, application: Application) -> None:
    """Officer proposes, approver confirms, operations offers: three people."""
    officer = at_desk(browser, branch, "officer", application)
    officer.take_step("evaluate")
    officer.look("40-evaluated-again")
    form = officer.step("propose")
    choose(form.locator("[name=outcome][value=approve]"))
    form.locator("[name=amount]").fill("500000")
    form.locator("[name=words]").fill("经营稳定，同意按模型结果办理。")
    officer.take_step("propose")
    officer.see("The proposal is with the approver.")
    officer.look("41-proposed")
    for name in ("profile", "score"):
        officer.open(f"/desk/cases/{application.id}/{name}/")
        officer.look(f"42-{name}")
    approver = at_desk(browser, branch, "approver", application)
    choose(approver.step("decide").locator("[name=verdict][value=confirmed]"))
    approver.take_step("decide")
    approver.see("The decision is taken.")
    approver.look("43-decided")
    approver.open(f"/desk/cases/{application.id}/decision/")
    approver.look("44-decision-paper")
    operations = at_desk(browser, branch, "operations", application)
    operations.take_step("offer")
    operations.see("The offer is with the applicant.")
    assert Application.objects.get().state == "offered"


def accept(applicant: Person, application: Application) -> None:
    """Offer, the list of all costs on paper, acceptance."""
    applicant.open(f"/my/applications/{application.id}/")
    applicant.look("45-offer-waits")
    applicant.open(f"/my/applications/{application.id}/offer/")
    applicant.see("Annualised rate", "500,000.00")
    applicant.look("46-offer")
    applicant.follow("Print the list of all costs")
    applicant.look("47-cost-list")
    applicant.open(f"/my/applications/{application.id}/offer/accept/")
    applicant.send()
    applicant.see("Tick the box")
    choose(applicant.page.locator("[name=agrees]"))
    applicant.look("48-accept")
    applicant.send()
    applicant.see("You have accepted the offer.")
    assert Application.objects.get().state == "accepted"


def repay(applicant: Person, application: Application) -> None:
    """The loan's page, its schedule opened, and what an early repayment would cost."""
    loan = Loan.objects.get(application=application)
    applicant.open("/my/")
    applicant.look("51-my-cases")
    applicant.open(f"/my/loans/{loan.id}/")
    applicant.see(loan.number, "Schedule")
    applicant.look("52-loan")
    applicant.follow("Repay early")
    applicant.look("53-early")
    applicant.fill(how_much="part", amount="100000", keep="term")
    applicant.send()
    applicant.see("Schedule afterwards", "Not enough on your deposit account")
    applicant.look("54-early-preview")
    assert not loan.repayments.exists()


def trace(browser, branch: Served, loan: Loan) -> None:
    """The auditor goes from the loan's balance to its journal, and to the events behind it; the manager sees the branch."""
    auditor = Person(browser, branch.address, "auditor", DESKTOP).sign_in("auditor")
    auditor.open("/book/")
    auditor.look("60-book")
    auditor.open("/book/accounts/")
    auditor.look("61-accounts")
    auditor.open(f"/book/accounts/{loan.loan_account_id}/")
    auditor.see("500,000.00")
    auditor.look("62-account")
    auditor.page.locator(f"main a[href='/book/journals/{loan.payout_journal_id}/']").first.click()
    auditor.page.wait_for_load_state("load")
    auditor.look("63-journal")
    auditor.page.locator(f"main a[href='/desk/loans/{loan.id}/']").last.click()
    auditor.follow("Audit trail")
    auditor.see(loan.number, loan.application.number)
    auditor.look("64-walk")
    for number, path in enumerate(("/audit/", "/desk/cases/", "/desk/enterprises/", "/desk/loans/", f"/desk/loans/{loan.id}/"), 65):
        auditor.open(path)
        auditor.look(f"{number}-{re.sub(r'[^a-z]+', '-', path).strip('-')[:20]}")
    branch_manager = Person(browser, branch.address, "branch", DESKTOP).sign_in("branch")
    for number, path in enumerate(("/branch/", "/branch/cases/", "/branch/calendar/"), 70):
        branch_manager.open(path)
        branch_manager.look(f"{number}-{path.strip('/').replace('/', '-')}")
    from django.db import connection

    with connection.cursor() as cursor:
        assert verify(cursor).is_proven
    assert Payout.objects.get().state in ("waiting", "sent", "accepted")

"""The public and the applicant's pages in a real browser: no violations, nothing sideways, nothing refused by the policy."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import chromium_path
from tests.stories import journey
from tests.web.enterprise.conftest import signed_in
from tests.web.page_server import page_server
from yizhan.kernel.clock import FixedClock, SystemClock
from yizhan.workflows.applications import pause_application
from yizhan.workflows.readings import read_upload

pytestmark = pytest.mark.xdist_group("browser")
ANSWERS = ("park=inside&age=over_three_years&sales=5m_to_20m&purpose=operation&sector=technology&tax=a_or_b&overdue=overdue"
           "&dishonest=not_listed")
PUBLIC = ("/", "/self-assessment/", "/self-assessment/questions/?asked=park", f"/self-assessment/result/?{ANSWERS}", "/products/",
          "/sign-in/", "/sign-up/")
OWN_PAGES = ("", "details/", "payee/", "consents/", "uploads/", "figures/", "figures/?part=rights", "figures/?part=standing", "check/",
             "withdraw/")
OTHER_USCC = "91440300708461136T"


@pytest.fixture
def site() -> Iterator[str]:
    with page_server() as address:
        yield address


def applicants_pages(cast, clock: FixedClock) -> list[str]:
    """A loan that runs, a draft with a bad file, and every page of both."""
    loan = journey.paid_out(cast, clock)
    draft = journey.start(cast.applicant, clock, loan.enterprise, amount="600000", payee_name="", payee_account="", payee_bank="")
    bad = "进销项,发票代码,发票号码,开票日期,对方名称,金额,税额,价税合计,是否作废\n销项,044002600111,10000001,2026-02-30,甲,abc,1,2,否\n"
    upload = journey.done(journey.uploads.receive_upload(cast.applicant, clock, draft.id, "invoices", "bad.csv", BytesIO(bad.encode())))
    journey.done(read_upload(clock, upload.id))
    mine, paid = (reverse("my_application", args=[item]) for item in (draft.id, loan.application_id))
    early = reverse("my_loan_early", args=[loan.id])
    return ["/my/", reverse("my_enterprise_new"), f"{reverse('my_enterprise_new_details')}?uscc={OTHER_USCC}",
            reverse("my_enterprise", args=[loan.enterprise_id]), reverse("my_application_new", args=[loan.enterprise_id]),
            *(mine + name for name in OWN_PAGES), reverse("my_upload_problems", args=[draft.id, upload.id]), paid, f"{paid}offer/",
            f"{paid}offer/print/", reverse("my_loan", args=[loan.id]), early,
            f"{early}?preview=1&how_much=part&amount=100000&keep=instalment"]


def other_pages(cast, clock: FixedClock) -> list[str]:
    """A case that waits for its applicant."""
    case = journey.complete(cast.stranger, clock, journey.register(cast.stranger, clock, OTHER_USCC, name="深圳市星河网络科技有限公司"))
    journey.done(pause_application(cast.manager, clock, case.id, "more_documents", "请补充在手订单合同。"))
    here = reverse("my_application", args=[case.id])
    return [here, f"{here}answer/"]


def opened(browser: Browser, site: str, session: str, complaints: list[str]) -> Page:
    page = browser.new_context(base_url=site, reduced_motion="reduce").new_page()
    page.context.add_cookies([{"name": "yizhan_language", "value": "en", "url": site}])
    if session:
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    return page


def look_at(page: Page, address: str) -> list[str]:
    """What is wrong with a page: violations of accessibility, or a width that runs over a small phone."""
    found = []
    page.set_viewport_size({"width": 1280, "height": 800})
    response = page.goto(address)
    if response.status != 200:
        return [f"{address}: {response.status}"]
    checked = Axe().run(page)
    found += [f"{address}: {checked.generate_report()}"] if checked.violations_count else []
    page.set_viewport_size({"width": 320, "height": 800})
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*found, f"{address}: {over} px too wide"] if over > 0 else found


def test_no_page_has_a_violation_runs_over_or_offends_the_policy(
    committing_db, plain_static: None, site: str, week_ago: FixedClock
) -> None:
    from tests.cast import make_cast

    cast = make_cast()
    visits = [("", list(PUBLIC)), (cast.applicant, applicants_pages(cast, week_ago)),
              (cast.stranger, other_pages(cast, FixedClock(SystemClock().now())))]
    # Sessions are made before the browser starts: its event loop keeps the database from being used in this thread.
    visits = [(signed_in(user).cookies["sessionid"].value if user else "", addresses) for user, addresses in visits]
    complaints, found = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox", "--disable-background-networking"])
        for session, addresses in visits:
            page = opened(browser, site, session, complaints)
            found += [fault for address in addresses for fault in look_at(page, address)]
        browser.close()
    assert not found, "\n".join(found)
    assert not complaints

"""The policy desk in a real browser: no violations, nothing sideways on a small phone, nothing refused by the policy."""

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.chromium import chromium_path
from tests.stories import journey
from tests.web.desk.conftest import plain_static  # noqa: F401 (fixture)
from tests.web.enterprise.conftest import signed_in
from tests.web.enterprise.test_pages_in_browser import look_at, opened, site  # noqa: F401 (fixture)
from yizhan.kernel.clock import FixedClock, SystemClock
from yizhan.policy.parameters import load_book
from yizhan.policy.reform import reform
from yizhan.workflows.policy_desk import latest_verdicts, store_verdicts
from yizhan.workflows.policy_watch import branch_changes, keep_calls

pytestmark = pytest.mark.xdist_group("browser")
FACTS = "industry=software&staff=600&revenue=3000%E4%B8%87&rd_spend=200%E4%B8%87"
PUBLIC = (
    "/policy/",
    f"/policy/programmes/tech_sme/?{FACTS}",
    "/policy/programmes/tech_sme/question/?asked=staff",
    "/policy/facts/?programme=tech_sme&staff=many&sent=1",
    "/policy/ask/?q=What%20R%26D%20ratio%20does%20a%20high-tech%20enterprise%20need%3F",
)


def desk_pages(cast, now: FixedClock) -> list[str]:
    """An enterprise with kept verdicts, and a call to make."""
    enterprise = journey.describe(cast.applicant, now, journey.register(cast.applicant, now, industry="other"))
    store_verdicts(cast.manager, now, enterprise.pk)
    book = reform(load_book(), "tech_sme", "staff_max", 39, now.now().date())
    keep_calls(cast.manager, now, "draft", now.now().date(), branch_changes(load_book(), book, now.now().date()))
    here = f"/desk/enterprises/{enterprise.pk}/policy/"
    tech = next(row for row in latest_verdicts(enterprise) if row.programme == "tech_sme")
    return [f"{here}verdicts/?staff=600", f"/desk/policy/verdicts/{tech.pk}/", "/desk/policy/"]


def test_no_page_of_the_policy_desk_has_a_violation_or_runs_over(committing_db, plain_static: None, site: str) -> None:  # noqa: F811
    from tests.cast import make_cast

    cast, now = make_cast(), FixedClock(SystemClock().now())
    visits = [("", list(PUBLIC)), (signed_in(cast.manager).cookies["sessionid"].value, desk_pages(cast, now))]
    complaints, found = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox", "--disable-background-networking"])
        for session, addresses in visits:
            page = opened(browser, site, session, complaints)
            found += [fault for address in addresses for fault in look_at(page, address)]
            if not session:
                found += calculated(page)
        browser.close()
    assert not found, "\n".join(found)
    assert not complaints


def calculated(page) -> list[str]:
    """The calculator by keyboard and button, up to its result on a small phone."""
    page.goto("/policy/research/")
    page.fill("#id_lines", "RD01,x,2025-03-31,V1,人员人工,900000")
    page.click("main form[enctype] button[type=submit]")
    page.wait_for_selector(".yz-verdict-amount")
    told = page.inner_text(".yz-verdict-amount")
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [] if told == "¥225,000.00" and over <= 0 else [f"the calculator says {told}, {over} px too wide"]

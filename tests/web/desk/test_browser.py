"""The desk in a real browser: no violation of axe, nothing refused by the policy, no sideways scrolling, the keyboard takes a step."""


import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext

from tests.browser.chromium import chromium
from tests.web.page_server import page_server

pytestmark = pytest.mark.xdist_group("browser")
NARROW, WIDE = 320, 1440


@pytest.fixture
def site(committing_db, clock):
    """A server on a database of its own, in this process, so that it reads the story's clock."""
    with page_server() as address:
        yield address


def context_of(browser: Browser, site: str, visitor_of, user, language: str) -> BrowserContext:
    context = browser.new_context(base_url=site, viewport={"width": WIDE, "height": 900}, reduced_motion="reduce")
    session = visitor_of(user).cookies["sessionid"].value
    cookies = {"sessionid": session, "yizhan_language": language}
    context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
    return context


def test_each_page_is_accessible_and_fits_a_telephone(site: str, clock, visitor_of, monkeypatch) -> None:
    from tests.web.desk.world import make_world

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps an event loop in this thread
    world = make_world(clock)
    cast, item = world.cast, world.visit.items.filter(found_at=None).first()
    pages = {
        cast.manager: ["/desk/", f"/desk/cases/{world.waiting.pk}/", f"/desk/visits/{world.visit.pk}/",
                       f"/desk/visits/{world.visit.pk}/items/{item.pk}/", f"/desk/enterprises/{world.paid.enterprise_id}/"],
        cast.officer: ["/desk/cases/", "/desk/enterprises/", f"/desk/cases/{world.checked.pk}/", f"/desk/cases/{world.checked.pk}/score/",
                       f"/desk/cases/{world.checked.pk}/profile/", f"/desk/cases/{world.refused.pk}/refusal-letter/"],
        cast.operations: ["/desk/", "/desk/loans/", f"/desk/loans/{world.loan.pk}/"],
        cast.auditor: [f"/desk/cases/{world.paid.pk}/", f"/desk/cases/{world.paid.pk}/decision/"],
    }  # fmt: skip
    with chromium() as browser:
        for user, addresses in pages.items():
            context = context_of(browser, site, visitor_of, user, "en" if user == cast.auditor else "zh-hans")
            page, complaints = context.new_page(), []
            page.on("pageerror", lambda error, heard=complaints: heard.append(str(error)))
            page.on("console", lambda line, heard=complaints: line.type == "error" and heard.append(line.text))
            for address in addresses:
                page.set_viewport_size({"width": WIDE, "height": 900})
                assert page.goto(address).status == 200, address
                page.wait_for_load_state("networkidle")
                found = Axe().run(page)
                assert found.violations_count == 0, f"{address}: {found.generate_report()}"
                page.set_viewport_size({"width": NARROW, "height": 800})
                assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
            assert not complaints
            context.close()
        context = context_of(browser, site, visitor_of, cast.manager, "en")
        page = context.new_page()
        page.goto(f"/desk/cases/{world.waiting.pk}/")
        page.locator("#next button[type=submit]").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("text=You hold the case now.")
        page.click("text=Run the model check")
        page.locator(f"form[action='/desk/cases/{world.waiting.pk}/evaluate/'] button").click()
        page.click("a:has-text('Compute again')")
        page.wait_for_selector("text=Same result")
        context.close()

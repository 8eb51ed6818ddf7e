"""The style guide in a real browser: no violations, no overflow, nothing refused by the policy, the keyboard reaches all."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import chromium_path
from tests.web.urls import PAGES

pytestmark = pytest.mark.xdist_group("browser")
ERRORS = ("errors/404", "errors/500")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complains about: errors of scripts, and what the policy refused."""
    return []


@pytest.fixture
def page(browser: Browser, site: str, complaints: list[str]) -> Iterator[Page]:
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda line: (
            complaints.append(line.text) if line.type == "error" and "status of" not in line.text else None
        ),
    )
    yield page
    context.close()


def choose(page: Page, site: str, **cookies: str) -> None:
    page.context.add_cookies(
        [{"name": f"yizhan_{name}", "value": value, "url": site} for name, value in cookies.items()]
    )


@pytest.mark.parametrize("name", (*PAGES, *ERRORS))
def test_axe_finds_no_violation_in_either_theme(page: Page, complaints: list[str], name: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"/{name}/")
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme; }", theme)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    assert not complaints


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", (*PAGES, "errors/404"))
def test_no_page_scrolls_sideways(page: Page, site: str, name: str, language: str) -> None:
    choose(page, site, language=language)
    page.goto(f"/{name}/")
    for width in (320, 360, 768, 1024, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, width


def test_the_first_tab_leads_to_the_content(page: Page) -> None:
    page.goto("/styleguide_public/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "yz-skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_everything_that_takes_focus_shows_it(page: Page) -> None:
    page.goto("/styleguide/")
    page.evaluate("document.activeElement.blur()")
    hidden = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen = page.evaluate("""() => {
            const element = document.activeElement;
            const style = getComputedStyle(element);
            const shown = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
            return element === document.body || shown ? "" : element.outerHTML;
        }""")
        hidden += [seen] if seen else []
    assert not hidden


def test_the_theme_switch_is_kept(page: Page) -> None:
    page.goto("/styleguide_public/")
    page.click("[data-theme-switch]")
    assert page.get_attribute("html", "data-bs-theme") == "dark"
    page.reload()
    assert page.get_attribute("html", "data-bs-theme") == "dark"
    assert page.get_attribute("[data-theme-switch]", "aria-pressed") == "true"


def test_without_a_choice_the_system_s_theme_is_taken(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, color_scheme="dark")
    page = context.new_page()
    page.goto("/styleguide_public/")
    assert page.get_attribute("html", "data-bs-theme") == "dark"
    context.close()


def test_an_id_is_copied(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto("/styleguide_public/")
    page.click(".yz-copy")
    page.wait_for_selector("[data-copy-answer]:not(:empty)")
    assert page.evaluate("navigator.clipboard.readText()") == "YZ-2026-001284"
    context.close()


def test_a_page_works_without_script_and_shows_no_dead_buttons(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/styleguide/")
    assert page.locator("[data-needs-script]:visible").count() == 0
    page.click("button:has-text('English')")
    assert page.get_attribute("html", "lang") == "en"
    page.click("th a:has-text('Amount')")
    assert page.url.endswith("?sort=amount")
    context.close()


def test_an_error_takes_the_focus_and_its_link_leads_to_the_field(page: Page, site: str) -> None:
    choose(page, site, language="en")
    page.goto("/styleguide_question/")
    assert page.evaluate("document.activeElement.className") == "yz-errors"
    page.click(".yz-errors a")
    assert page.evaluate("document.activeElement.name") == "purpose"


def test_paper_shows_the_document_and_no_navigation(page: Page) -> None:
    page.goto("/styleguide/")
    page.emulate_media(media="print")
    assert not page.is_visible(".yz-header") and not page.is_visible(".btn-primary")
    assert page.is_visible(".yz-figures")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"

"""The pages of oversight and the API's reference in a real browser: no violations in either theme, nothing sideways, nothing refused."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client, override_settings
from django.urls import reverse
from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import chromium_path
from tests.web.conftest import PLAIN_STATIC
from tests.web.desk.world import World, make_world
from tests.web.page_server import page_server
from tests.workflows.cards import proposed
from yizhan.credit.scorecard.expert import park_e_card
from yizhan.kernel.clock import FixedClock, SystemClock
from yizhan.records.models import User

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def site(committing_db) -> Iterator[str]:
    """The address of a served branch."""
    with override_settings(STORAGES=PLAIN_STATIC, ALLOWED_HOSTS=["*"]), page_server() as address:
        yield address


def addresses(world: World) -> list[str]:
    """Every page, with rows on it."""
    walk = reverse("audit_walk", kwargs={"application_id": world.paid.pk})
    return [
        reverse("branch"),
        reverse("branch") + "?first=x",
        reverse("branch_cases"),
        reverse("reassign", args=[world.checked.pk]),
        reverse("reassign", args=[world.paused.pk]),
        reverse("calendar"),
        reverse("book"),
        reverse("book") + "?day=2020-01-01",
        reverse("accounts"),
        reverse("account", args=[world.loan.deposit_account_id]),
        reverse("journal", args=[world.loan.payout_journal_id]),
        reverse("audit"),
        walk,
        reverse("api_docs"),
        reverse("scorecards"),
        reverse("card", args=[park_e_card().card_id]),
        reverse("card_proposal", args=[proposed(world.cast.officer, FixedClock(SystemClock().now())).pk]),
        reverse("card_watch", args=["park-e"]),
    ]


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


def problems_of(page: Page, address: str, themes: tuple[str, ...]) -> list[str]:
    """What is wrong with a page in some themes, and on a small phone."""
    found = []
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(address)
    for theme in themes:
        page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme; }", theme)
        checked = Axe().run(page)
        found += [f"{address} {theme}: {checked.generate_report()}"] if checked.violations_count else []
    page.set_viewport_size({"width": 320, "height": 800})
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*found, f"{address}: {over} px too wide"] if over > 0 else found


def test_no_page_has_a_violation_or_runs_over(site: str) -> None:
    world = make_world(FixedClock(SystemClock().now() - timedelta(days=2)))
    session, pages = session_of(world.cast.branch), addresses(world)
    complaints: list[str] = []
    found: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox", "--disable-background-networking"])
        for language in ("en", "zh-hans"):
            page = browser.new_context(base_url=site, reduced_motion="reduce").new_page()
            page.context.add_cookies(
                [{"name": name, "value": value, "url": site} for name, value in (("sessionid", session), ("yizhan_language", language))]
            )
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
            for address in pages:
                # The elements are the same in both languages; only the width of the words differs.
                found += problems_of(page, address, ("light", "dark") if language == "en" else ())
        browser.close()
    assert not found, "\n".join(found)
    assert not complaints

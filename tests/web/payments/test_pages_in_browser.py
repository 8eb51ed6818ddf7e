"""Pages of merchants in a real browser: no violations in either theme, nothing sideways, and the way of a merchant by keyboard."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client, override_settings
from django.urls import reverse
from playwright.sync_api import Browser, Page

from tests.browser.chromium import chromium
from tests.cast import Cast, make_cast
from tests.databases import TestDatabase
from tests.stories.journey import done
from tests.web.conftest import PLAIN_STATIC
from tests.web.page_server import page_server
from tests.workflows.fixed import proposed_fixing
from tests.workflows.paid import shopping
from tests.workflows.shops import HOTEL, proposed_shop, shop
from yizhan.kernel.clock import SystemClock
from yizhan.kernel.money import Money
from yizhan.payments.ids import shown_id
from yizhan.records.models import Merchant, RateFixing, User
from yizhan.workflows.merchants import propose_merchant_change
from yizhan.workflows.rate_fixings import take_fixing
from yizhan.workflows.refund_orders import order_refund

pytestmark = pytest.mark.xdist_group("browser")
SCREENS = {"phone": (390, 844), "desk": (1440, 900)}


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """Playwright keeps an event loop in this thread, which Django would otherwise refuse to work beside."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with chromium() as started:
        yield started


@pytest.fixture
def site(committing_db) -> Iterator[str]:
    with override_settings(STORAGES=PLAIN_STATIC, ALLOWED_HOSTS=["*"]), page_server() as address:
        yield address


@pytest.fixture
def cast(committing_db) -> Cast:
    return make_cast()


def open_page(browser: Browser, site: str, user: User, language: str = "en") -> Page:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    page = browser.new_context(base_url=site, reduced_motion="reduce").new_page()
    page.context.add_cookies([{"name": name, "value": value, "url": site} for name, value in
                              (("sessionid", client.cookies["sessionid"].value), ("yizhan_language", language))])
    return page


def faults_of(page: Page, address: str, pictures: Path | None, label: str) -> list[str]:
    """What is wrong with a page on a phone and on a desk, in both themes."""
    found = []
    for screen, (width, height) in SCREENS.items():
        page.set_viewport_size({"width": width, "height": height})
        response = page.goto(address)
        found += [] if response.status == 200 else [f"{address}: {response.status}"]
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"{address} {screen}: {over} px too wide"] if over > 0 else []
        for theme in ("light", "dark"):
            page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme; }", theme)
            checked = Axe().run(page)
            found += [f"{address} {screen} {theme}: {checked.generate_report()}"] if checked.violations_count else []
        page.evaluate("() => { document.documentElement.dataset.bsTheme = 'light'; }")
        if pictures is not None:
            page.screenshot(path=str(pictures / f"{label}-{screen}.png"), full_page=True)
    page.set_viewport_size({"width": 320, "height": 800})
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*found, f"{address} 320: {over} px too wide"] if over > 0 else found


def addresses(cast: Cast, database: TestDatabase) -> list[tuple[User, str, str]]:
    """Every page of merchants with rows on it: who opens it, its label, its address."""
    clock = SystemClock()
    merchant = shop(cast, clock)
    waiting = proposed_shop(cast, clock, HOTEL)
    wanted = {"settlement_account": "6222000099998888"}
    change = propose_merchant_change(cast.manager, clock, merchant.pk, "settlement_account", wanted, "换行")
    return [
        (cast.operations, "list", reverse("merchants")),
        (cast.operations, "propose", reverse("merchant_propose")),
        (cast.operations, "merchant", reverse("branch_merchant", args=[merchant.pk])),
        (cast.operations, "change-form", reverse("merchant_change", args=[merchant.pk])),
        (cast.operations, "proposal", reverse("merchant_proposal", args=[waiting.pk])),
        (cast.operations, "change", reverse("merchant_proposal", args=[change.pk])),
        (cast.manager, "own-proposal", reverse("merchant_proposal", args=[waiting.pk])),
        (cast.merchant, "shop", reverse("shop", args=[merchant.pk])),
        (cast.merchant, "sheet", reverse("merchant_sheet", args=[merchant.pk])),
        (cast.merchant, "order-code", reverse("merchant_order_code", args=[merchant.pk]) + "?amount=42&reference=INV0001"),
        (cast.other_merchant, "no-shop", reverse("merchant_home")),
        *rate_addresses(cast),
        *payment_addresses(cast, merchant, database),
    ]


def rate_addresses(cast: Cast) -> list[tuple[User, str, str]]:
    """Every page of exchange rates: one fixed, one that is far off and waits, one that the switch did not take."""
    now = SystemClock()
    taken = [proposed_fixing(cast, currency, rate) for currency, rate in (("EUR", "7.7123"), ("USD", "7.1234"))]
    for fixing in taken:
        done(take_fixing(cast.branch, now, fixing.pk, "confirmed", "same figure at the source"))
    RateFixing.objects.filter(currency="USD").update(state="refused", told_at=now.now(), refusal={"code": "fixing_day_begun", "facts": {
        "first_day": taken[1].first_day.isoformat()}})
    far = proposed_fixing(cast, "GBP", "90.1234")
    return [
        (cast.operations, "rates", reverse("rates")),
        (cast.operations, "rate-propose", reverse("rate_propose")),
        (cast.operations, "rate-own", reverse("rate_fixing", args=[far.pk])),
        (cast.branch, "rate-far", reverse("rate_fixing", args=[far.pk])),
        (cast.auditor, "rate-refused", reverse("rate_fixing", args=[taken[1].pk])),
    ]


def payment_addresses(cast: Cast, merchant: Merchant, database: TestDatabase) -> list[tuple[User, str, str]]:
    """Every page of payments: some paid, some declined, one in doubt with a reversal, an alarm, refunds in several states."""
    clock = SystemClock()
    with shopping(database, merchant, clock.now() - timedelta(minutes=2)) as till:
        paid = till.paid(308_800)
        till.refunded(paid, 8_800)
        for answer in ("51", "51", "05", "91"):
            till.declined(12_300, answer)
        doubt = till.open(6_600)
        till.reversal(doubt)
        alarm = till.alarm(paid)
    done(order_refund(cast.merchant, clock, merchant.pk, paid, Money.of("88"), "cold tea"))
    large = done(order_refund(cast.merchant, clock, merchant.pk, paid, Money.of("900"), "wrong table"))
    shown, doubtful = shown_id("payment", paid), shown_id("payment", doubt)
    return [
        (cast.merchant, "shop-today", reverse("shop", args=[merchant.pk])),
        (cast.merchant, "statement", reverse("shop_statement", args=[merchant.pk])),
        (cast.merchant, "payment", reverse("shop_payment", args=[merchant.pk, shown])),
        (cast.merchant, "payment-in-doubt", reverse("shop_payment", args=[merchant.pk, doubtful])),
        (cast.operations, "watch", reverse("payments")),
        (cast.operations, "margins", reverse("payment_margins")),
        (cast.operations, "story", reverse("payment_story", args=[shown])),
        (cast.operations, "alarm", reverse("payment_alarm", args=[0, alarm])),
        (cast.operations, "refund-order", reverse("refund_order", args=[large.pk])),
    ]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_page_has_a_violation_or_runs_over(browser: Browser, site: str, cast: Cast, committing_db, language: str) -> None:
    folder = os.environ.get("YIZHAN_SCREENSHOTS")
    pictures = Path(folder) if folder else None
    found, complaints = [], []
    pages: dict[str, Page] = {}
    for user, label, address in addresses(cast, committing_db):
        page = pages.get(user.username) or open_page(browser, site, user, language)
        if user.username not in pages:
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        pages[user.username] = page
        found += faults_of(page, address, pictures, f"{label}-{language}")
    assert not found, "\n".join(found)
    assert not complaints


def test_a_merchant_is_proposed_with_mistakes_mended_and_taken_by_another(browser: Browser, site: str, cast: Cast) -> None:
    page = open_page(browser, site, cast.manager)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(reverse("merchant_propose"))
    typed = {"Identifier": "91310000775785552L", "Name": "茶摊", "Name in Latin letters": "Tea Stall 01", "Category code": "6051",
             "Settlement account": "6222000012345678", "Rate in per cent of an order": "0,6", "What you saw": "seen"}
    for label, value in typed.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Propose").click()
    errors = page.get_by_role("alert")
    assert "cannot take foreign cards" in errors.inner_text() and "Write the rate in per cent" in errors.inner_text()
    errors.get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.name") == "category_code"
    page.get_by_label("Category code", exact=True).fill("5812")
    page.get_by_label("Rate in per cent of an order", exact=True).fill("0.6")
    page.get_by_role("button", name="Propose").click()
    page.get_by_text("It waits").or_(page.get_by_text("You proposed this, so another person takes it.")).wait_for()
    second = open_page(browser, site, cast.operations)
    second.goto(page.url)
    second.get_by_label("Approve").check()
    second.get_by_role("button", name="Take it").click()
    second.get_by_text("Approved; the switch is told now.").wait_for()
    assert Merchant.objects.get().state == "active"

"""A traveller's whole way in a real browser at a phone's width: opens a wallet, binds, pays, meets the limit, upgrades, gets a refund.

Every page is examined at 390 and 1,440 pixels, some from right to left as well.
"""

import os
import threading
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import chromium_path
from tests.cast import PASSWORD
from tests.travelling import CARD_NAME, PASSPORT, picture
from tests.web.page_server import page_server
from tests.web.visitor.conftest import Wallet

pytestmark = pytest.mark.xdist_group("browser")
PHONE, DESKTOP = 390, 1440
LISTEN = """window.refusedByPolicy = [];
addEventListener('securitypolicyviolation', event => refusedByPolicy.push(event.violatedDirective + ' ' + event.blockedURI));"""


class Phone:
    """A page that is examined at every stop."""

    def __init__(self, page: Page) -> None:
        self.page, self.found = page, []
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: self.found.append(f"{page.url}: {error}"))

    def look(self, title: str, *words: str) -> None:
        """Words that have to be there, no violation, nothing sideways, nothing refused by the policy."""
        text = self.page.inner_text("body")
        self.found += [f"{title} lacks {word!r}:\n{text[:1500]}" for word in words if word not in text]
        for width in (DESKTOP, PHONE):
            self.page.set_viewport_size({"width": width, "height": 800})
            over = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            checked = Axe().run(self.page)
            self.found += [f"{title}: {over} px too wide at {width}"] if over > 0 else []
            self.found += [f"{title}: {checked.generate_report()}"] if checked.violations_count else []
            if os.environ.get("YIZHAN_SCREENSHOTS"):
                self.page.screenshot(path=Path(os.environ["YIZHAN_SCREENSHOTS"], f"{title}-{width}.png"), full_page=True)
        self.found += self.page.evaluate("window.refusedByPolicy || []")
        assert not self.found, "\n".join(self.found)

    def send(self) -> None:
        """Press the page's main button."""
        self.page.click("main form button[type=submit].btn-primary")
        self.page.wait_for_load_state("load")

    def scan(self, code: str) -> None:
        """Paste a code and go on."""
        self.page.goto("/wallet/pay/")
        self.page.fill("[name=code]", code)
        self.send()

    def agree(self) -> None:
        """From the amount page over the check to what became of it."""
        self.send()
        self.page.click("button.yz-pay")
        self.page.wait_for_load_state("load")


def beside(work) -> object:
    """Work on the database in a thread of its own: the browser's loop keeps Django from this one."""
    results: list = []
    thread = threading.Thread(target=lambda: results.append(work()))
    thread.start()
    thread.join()
    return results[0] if results else None


def the_worker_looks() -> None:
    from yizhan.worker import tasks

    tasks.send_to_switch.func()


def the_year_so_far(wallet: Wallet, yuan: int) -> None:
    """What was paid earlier this year."""
    wallet.switch.connection.execute(
        """UPDATE pay_00.payer SET year = extract(year FROM now() AT TIME ZONE 'Asia/Shanghai'), year_minor = year_minor + %s,
        year_micro = year_micro + %s""", (yuan * 100, yuan * 10_000_000 // 71))


def test_a_traveller_binds_pays_twice_meets_the_limit_upgrades_and_gets_a_refund(wallet: Wallet, tmp_path) -> None:
    (tmp_path / "passport.png").write_bytes(picture().getvalue())
    with page_server() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox", "--disable-background-networking"])
        context = browser.new_context(base_url=site, reduced_motion="reduce", viewport={"width": PHONE, "height": 800}, locale="en-GB")
        context.add_cookies([{"name": "yizhan_language", "value": "en", "url": site}])
        context.add_init_script(LISTEN)
        phone = Phone(context.new_page())
        opens_a_wallet(phone)
        binds(phone, wallet)
        pays_twice(phone, wallet)
        meets_the_limit(phone, wallet)
        upgrades(phone, tmp_path)
        gets_a_refund(phone, wallet)
        turns_right_to_left(phone, context, site)
        browser.close()


def opens_a_wallet(phone: Phone) -> None:
    phone.page.goto("/wallet/")
    phone.look("01-welcome", "No passport, no name")
    phone.page.goto("/wallet/sign-up/")
    phone.page.fill("[name=phone]", "+33 6 12 34 56 78")
    phone.page.fill("[name=password]", PASSWORD)
    phone.page.select_option("[name=home_currency]", "EUR")
    phone.send()
    phone.look("02-sign-up-without-consent", "tick it first")
    phone.page.fill("[name=password]", PASSWORD)
    phone.page.click("label[for=id_consent]")
    phone.send()
    beside(the_worker_looks)
    phone.page.goto("/wallet/home/")
    phone.look("03-home-without-card", "Bind a card first")


def binds(phone: Phone, wallet: Wallet) -> None:
    phone.page.goto("/wallet/cards/new/")
    phone.look("04-card-begin", "These pages never see it")
    phone.send()
    for number, said in (("4111 1111 1111 1112", "Check the card number"), ("4111 1111 1111 1111", "The card is bound")):
        phone.page.fill("[name=number]", number)
        phone.page.fill("[name=expiry]", "12/30")
        phone.page.fill("[name=security_code]", "123")
        phone.page.fill("[name=holder_name]", "ANNA ERIKSSON")
        phone.send()
        phone.look(f"05-{said[:12].strip().replace(' ', '-')}", said)
    assert wallet.switch.seen_forms[-1] == ["bind_token", "expiry", "holder_name", "number", "security_code"]
    phone.page.goto("/wallet/cards/")
    phone.look("06-cards", "411111******1111")


def pays_twice(phone: Phone, wallet: Wallet) -> None:
    phone.page.goto("/wallet/pay/?code=https://qr.alipay.com/fkx123")
    phone.look("07-personal-code", "a person's code")
    phone.scan(wallet.code)
    phone.look("08-amount", "Tea Stall")
    phone.page.fill("[name=amount]", "300")
    phone.send()
    phone.look("09-check", "¥9.00", "¥309.00", "€")
    phone.page.click("button.yz-pay")
    phone.page.wait_for_load_state("load")
    phone.look("10-paid", "Paid", "¥309.00")
    phone.page.go_back()
    phone.page.wait_for_load_state("load")
    assert "/wallet/payments/pay_" in phone.page.url and wallet.switch.charged == 1
    wallet.switch.leaves_in_doubt = True
    phone.scan(wallet.dynamic("120.00"))
    phone.agree()
    phone.look("11-checking", "do not pay again")
    wallet.switch.leaves_in_doubt = False
    from yizhan.payments.stored import Step

    wallet.switch.till.step(list(wallet.switch.keys.values())[-1], Step.PURCHASE, "00")
    phone.page.wait_for_url("**/wallet/payments/pay_*/")
    phone.look("12-paid-after-all", "Paid", "¥120.00")
    phone.page.goto("/wallet/code/")
    phone.send()
    phone.look("13-payment-code", "1912", "Valid until")
    phone.page.goto("/wallet/payments/")
    phone.look("14-payments", "¥309.00", "¥120.00")


def meets_the_limit(phone: Phone, wallet: Wallet) -> None:
    the_year_so_far(wallet, 3000)
    phone.page.goto("/wallet/limits/")
    phone.look("15-limits", "more than 95 %", "Nationality")
    phone.scan(wallet.dynamic("500.00"))
    phone.agree()
    phone.look("16-over-the-limit", "Not paid", "limit of a year", "Nationality")
    phone.page.click("main .btn-primary")
    phone.look("17-upgrade-offer", "Verified identity")


def upgrades(phone: Phone, folder: Path) -> None:
    phone.page.click("label[for=id_tier_1]")
    phone.send()
    phone.look("18-upgrade-list", "After the consents")
    phone.page.click("text=Consents")
    for box in ("identity", "document_copy"):
        phone.page.click(f"label[for=id_{box}]")
    phone.look("19-consents", "do not go abroad")
    phone.send()
    for name, step in (("Kind of document", {}), ("Your document", {"lines": PASSPORT}), ("Name on your card", {"card_name": CARD_NAME}),
                       ("Occupation", {"occupation": "engineer", "address": "1 Mill Lane, Leeds"}), ("Picture", {})):
        phone.page.click(f"main .yz-tasks a:has-text('{name}')")
        phone.page.wait_for_load_state("load")
        if name == "Kind of document":
            phone.page.click("label[for=id_document_type_0]")
        if name == "Picture":
            phone.page.set_input_files("[name=file]", folder / "passport.png")
        for field, value in step.items():
            phone.page.fill(f"[name={field}]", value)
        phone.look(f"20-{name.replace(' ', '-')}")
        phone.send()
    phone.look("21-complete", "Check and hand in")
    phone.page.click("main .btn-primary")
    phone.look("22-upgrade-check", "ERIKSSON ANNA MARIA")
    phone.send()
    phone.look("23-upgraded", "Your limits are raised")
    beside(the_worker_looks)


def gets_a_refund(phone: Phone, wallet: Wallet) -> None:
    wallet.switch.refund(next(iter(wallet.switch.keys.values())), 15000)
    phone.scan(wallet.dynamic("500.00"))
    phone.agree()
    phone.look("24-paid-after-the-upgrade", "Paid", "¥515.00")
    phone.page.goto("/wallet/payments/")
    phone.page.click("main .yz-tasks li:has-text('Refunded in part') a")
    phone.page.wait_for_load_state("load")
    phone.look("25-refund", "¥154.50 goes back to your card", "expected on your card")
    phone.page.click("main .btn-primary")
    phone.look("26-receipt", "收据", "¥309.00")
    phone.page.goto("/wallet/me/")
    phone.look("27-my-data", "Show it in full")


def turns_right_to_left(phone: Phone, context, site: str) -> None:
    context.add_cookies([{"name": "yizhan_language", "value": "ar", "url": site}])
    for title, address in (("30-ar-home", "/wallet/home/"), ("31-ar-limits", "/wallet/limits/"), ("32-ar-payments", "/wallet/payments/"),
                           ("33-ar-card", "/wallet/cards/new/"), ("34-ar-scan", "/wallet/pay/"), ("35-ar-me", "/wallet/me/")):
        phone.page.goto(address)
        phone.look(title)
        assert phone.page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    context.add_cookies([{"name": "yizhan_language", "value": "zh-hans", "url": site}])
    for title, address in (("40-zh-home", "/wallet/home/"), ("41-zh-limits", "/wallet/limits/")):
        phone.page.goto(address)
        phone.look(title)

"""A traveller pays, meets a limit, upgrades and is given money back; the shop and the branch see each step. Everything is a process of
its own: pages, worker, switch, scheme and directory server, on one database.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.browser.person import choose
from tests.browser.traveller import TABLET, TELEPHONE, Visitor, wait_until
from tests.cast import PASSWORD, Cast, make_cast
from tests.databases import TestDatabase
from tests.served import Served, served
from tests.travelling import CARD_NAME, PASSPORT, picture
from tests.workflows.shops import shop
from yizhan.app.branch_database import BranchDatabase
from yizhan.app.card_keys.making import make_first_keys
from yizhan.app.environment import read_environment
from yizhan.connectors.switch_client import SwitchClient
from yizhan.kernel.clock import SystemClock
from yizhan.payments import ids
from yizhan.payments.stored import TIER_NUMBERS
from yizhan.payments.tiers import Tier
from yizhan.records.models import Merchant, Traveller
from yizhan.simulators.scheme.issuer import card_number
from yizhan.simulators.scheme.journal import SchemeTotals, totals

pytestmark = pytest.mark.xdist_group("browser")
BALANCED = """WITH half AS (SELECT debit AS number, amount_minor AS amount FROM pay_00.entry
        UNION ALL SELECT credit, -amount_minor FROM pay_00.entry),
    booked AS (SELECT number, sum(amount) AS amount FROM half GROUP BY number)
    SELECT count(*) FILTER (WHERE coalesce(balance_minor, 0) <> coalesce(amount, 0)), count(amount), sum(balance_minor)
    FROM pay_00.account FULL JOIN booked ON booked.number = account.id"""


@dataclass
class Town:
    """A branch with its switch, a shop that the switch knows, and the books of both sides."""

    branch: Served
    cast: Cast
    merchant: Merchant
    client: SwitchClient
    database: TestDatabase

    def rows(self, query: str, *values: object) -> list[tuple]:
        """Rows of the shard, as the owner."""
        with psycopg.connect(self.database.owner_url, autocommit=True) as connection:
            return connection.execute(query, values).fetchall()

    def wait_for(self, query: str, *values: object) -> list[tuple]:
        """Rows that come by the outbox or by the scheme."""
        return wait_until(lambda: self.rows(query, *values), self.branch.log)

    def scheme(self) -> SchemeTotals:
        """What the scheme says that it charged."""
        return totals(self.branch.home / "simulators" / "scheme.journal")

    def person(self, browser, name: str, width: int) -> Visitor:
        """One person with a device."""
        return Visitor(browser, self.branch.address, name, width)


@pytest.fixture
def town(browser, committing_db, tmp_path: Path, django_db_blocker) -> Iterator[Town]:
    keys = {"YIZHAN_VAULT_KEYS": str(tmp_path / "vault_keys.json"), "YIZHAN_SWITCH_KEY": "a key of the journey's own, long enough"}
    environment = read_environment({"YIZHAN_HOME": str(tmp_path), **keys})
    database = BranchDatabase(committing_db.owner_url, committing_db.app_url, committing_db.switch_url)
    with ThreadPoolExecutor(1) as thread:  # Playwright keeps an event loop running in this one.
        thread.submit(make_first_keys, environment, database, SystemClock().now()).result()
    cast = make_cast()
    merchant = shop(cast, SystemClock())
    with served(committing_db, tmp_path, "scheme", "directory", "switch", "web", "worker", **keys) as branch:
        client = SwitchClient(f"http://127.0.0.1:{branch.switch_port}", "branch", keys["YIZHAN_SWITCH_KEY"])
        found = Town(branch, cast, merchant, client, committing_db)
        found.wait_for("SELECT 1 FROM pay_00.merchant WHERE id = %s", merchant.pk)
        yield found
        client.close()


def test_a_traveller_pays_meets_a_limit_upgrades_and_gets_money_back(town: Town, browser, tmp_path: Path) -> None:
    before = town.scheme().charged_minor
    traveller = town.person(browser, "traveller", TELEPHONE)
    sign_up(town, traveller)
    bind(traveller)
    clerk = town.person(browser, "merchant", TABLET).sign_in("merchant")
    pay_twice(traveller, printed_code(town, clerk))
    spend_most_of_the_year(town)
    meet_the_limit(town, traveller, clerk)
    upgrade(town, traveller, clerk)
    verify_with_a_document(town, traveller, tmp_path)
    refund(town, clerk)
    money_back(traveller)
    watch(town, browser)
    agree(town, before)


def test_a_bank_that_wants_its_holder_checked_is_shown_them_in_the_middle_of_a_payment(town: Town, browser) -> None:
    """Worked example 32, code 65: the bank's own page when the card is bound and again when it pays."""
    before = town.scheme().charged_minor
    traveller = town.person(browser, "traveller", TELEPHONE)
    sign_up(town, traveller)
    traveller.bind(card_number("4000", "0065"))
    traveller.send()
    answer_the_bank(traveller)
    traveller.wait_for("The card is bound")
    traveller.order(printed_code(town, town.person(browser, "merchant", TABLET).sign_in("merchant")), "50")
    traveller.send()
    traveller.wait_for("Your bank wants to check that it is you")
    traveller.look("visitor-17-bank-wants-check")
    traveller.follow("Go to my bank")
    answer_the_bank(traveller)
    traveller.wait_for("Approval of your bank")
    traveller.see("¥50.00")
    traveller.look("visitor-18-paid-after-check")
    assert town.scheme().charged_minor - before == 5_000 and town.rows("SELECT stage FROM pay_00.payment") == [(3,)]


def answer_the_bank(traveller: Visitor) -> None:
    """The code of every challenge, at the page of the directory server."""
    traveller.wait_for("Your bank asks whether it is you")
    traveller.look("visitor-19-bank")
    traveller.fill(code="123456")
    traveller.press("Confirm")


def sign_up(town: Town, traveller: Visitor) -> None:
    """A phone number, a password and one consent."""
    traveller.open("/")
    traveller.look("visitor-01-front")
    traveller.open("/wallet/")
    traveller.look("visitor-02-wallet")
    traveller.follow("Begin")
    traveller.fill(phone="+44 7700 900123", password=PASSWORD, programme="wechat_like", home_currency="GBP")
    choose(traveller.page.locator("[name=consent]"))
    traveller.look("visitor-03-sign-up")
    traveller.send()
    assert traveller.page.url.endswith("/wallet/cards/new/"), traveller.page.url
    town.wait_for("SELECT 1 FROM pay_00.payer WHERE id = %s", Traveller.objects.get().payer_id)


def bind(traveller: Visitor) -> None:
    """The number goes to the switch; one digit wrong first."""
    traveller.bind("4111 1111 1111 1112")
    traveller.look("visitor-04-card-form")
    traveller.send()
    traveller.see("Check the card number")
    traveller.look("visitor-05-card-mistyped")
    traveller.fill(number="4111 1111 1111 1111", expiry="12/30", security_code="839")
    traveller.send()
    traveller.wait_for("The card is bound")
    traveller.look("visitor-06-card-bound")
    traveller.open("/wallet/home/")
    traveller.look("visitor-07-home")


def printed_code(town: Town, clerk: Visitor) -> str:
    """What the sheet at the shop's till says."""
    clerk.open(f"/merchant/{town.merchant.pk}/code/")
    clerk.look("visitor-10-sheet")
    return clerk.page.locator("code").last.inner_text()


def order_code(town: Town, clerk: Visitor, yuan: str, reference: str) -> str:
    """A code for one order, made by the clerk."""
    clerk.open(f"/merchant/{town.merchant.pk}/order-code/")
    clerk.fill(amount=yuan, reference=reference)
    clerk.page.locator("main form button.btn-primary").click()
    clerk.see(reference)
    return clerk.page.locator("main code").last.inner_text()


def pay_twice(traveller: Visitor, code: str) -> None:
    """By the printed code: once with a fee and once without, both within the ¥500 a day of a static code."""
    traveller.open("/wallet/pay/")
    traveller.look("visitor-11-scan")
    traveller.fill(code=code)
    traveller.send()
    traveller.see("Tea Stall 01")
    traveller.fill(amount="268")
    traveller.look("visitor-12-amount")
    traveller.send()
    traveller.see("¥268.00", "¥8.04", "¥276.04")
    traveller.look("visitor-13-check")
    traveller.send()
    traveller.wait_for("Approval of your bank")
    traveller.see("¥276.04")
    traveller.look("visitor-14-paid")
    traveller.follow("Receipt")
    traveller.see("Reference number for your bank")
    traveller.look("visitor-15-receipt")
    traveller.order(code, "88")
    traveller.see("¥0.00")
    traveller.send()
    traveller.wait_for("Approval of your bank")
    traveller.order(code, "200")
    traveller.send()
    traveller.wait_for("Not paid")
    traveller.look("visitor-16-code-cap")


def spend_most_of_the_year(town: Town) -> None:
    """Three payments of an app with two factors, straight at the switch: ¥3,000 of the ¥3,550 of the lowest tier."""
    payer = Traveller.objects.get().payer_id
    card = ids.shown_id("card", ids.card_id(payer, 0))
    for _ in range(3):
        paid = town.client.pay(str(uuid4()), card, town.merchant.pk, 100_000, "in_app", 2)
        assert isinstance(paid, dict) and paid["payment"], paid


def meet_the_limit(town: Town, traveller: Visitor, clerk: Visitor) -> None:
    """An order that does not fit is refused with what is missing; nothing is charged."""
    traveller.open("/wallet/home/")
    traveller.look("visitor-20-home-nearly-used")
    code = order_code(town, clerk, "300", "INV0001")
    clerk.look("visitor-21-order-code")
    charged = town.scheme().charged_minor
    traveller.order(code)
    traveller.send()
    traveller.wait_for("Not paid")
    traveller.see("What an upgrade would give", "Name", "Nationality")
    traveller.look("visitor-22-limit")
    assert town.scheme().charged_minor == charged
    traveller.open("/wallet/limits/")
    traveller.look("visitor-23-limits")


def upgrade(town: Town, traveller: Visitor, clerk: Visitor) -> None:
    """Name and nationality; the switch is told, and the order goes through."""
    consent(traveller, "t1")
    step(traveller, "Name and nationality", name="Anna Maria Eriksson", nationality="GBR")
    step(traveller, "Name on your card", card_name=CARD_NAME)
    hand_in(town, traveller, "t1")
    traveller.order(order_code(town, clerk, "300", "INV0002"))
    traveller.send()
    traveller.wait_for("Approval of your bank")


def consent(traveller: Visitor, tier: str) -> None:
    """Choose the tier and tick every text."""
    traveller.open(f"/wallet/upgrade/?tier={tier}")
    traveller.look(f"visitor-30-{tier}-offer")
    traveller.fill(tier=tier)
    traveller.send()
    traveller.follow("Consents")
    for tick in traveller.page.locator("main [type=checkbox]").all():
        choose(tick)
    traveller.look(f"visitor-31-{tier}-consents")
    traveller.send()
    traveller.look(f"visitor-32-{tier}-tasks")


def step(traveller: Visitor, title: str, **values: str) -> None:
    """One page of an upgrade."""
    traveller.follow(title)
    traveller.fill(**values)
    traveller.send()
    traveller.see("In any order")


def hand_in(town: Town, traveller: Visitor, tier: str) -> None:
    """Check, hand in, and wait until the switch counts by the new tier."""
    traveller.follow("Check and hand in")
    traveller.look(f"visitor-33-{tier}-check")
    traveller.send()
    traveller.see("Your limits are raised")
    traveller.look(f"visitor-34-{tier}-raised")
    payer = Traveller.objects.get()
    assert payer.tier == tier
    town.wait_for("SELECT 1 FROM pay_00.payer WHERE id = %s AND tier = %s", payer.payer_id, TIER_NUMBERS[Tier(tier)])


def verify_with_a_document(town: Town, traveller: Visitor, folder: Path) -> None:
    """The lines of the passport, a picture of it, occupation and address."""
    consent(traveller, "t2")
    step(traveller, "Kind of document", document_type="passport")
    step(traveller, "Your document", lines=PASSPORT)
    step(traveller, "Occupation and home address", occupation="engineer", address="1 Mill Lane, Leeds")
    step(traveller, "Name on your card", card_name=CARD_NAME)
    (folder / "passport.png").write_bytes(picture().read())
    traveller.follow("Picture of the document")
    traveller.page.locator("main [type=file]").set_input_files(folder / "passport.png")
    traveller.send()
    hand_in(town, traveller, "t2")


def refund(town: Town, clerk: Visitor) -> None:
    """The shop sees its day and sends half of the first payment back."""
    clerk.open(f"/merchant/{town.merchant.pk}/payments/")
    clerk.see("¥268.00", "¥88.00", "¥300.00", "¥1,000.00")
    clerk.look("visitor-40-statement")
    clerk.page.locator("main tr:has-text('¥268.00') a").first.click()
    clerk.page.wait_for_load_state("load")
    clerk.fill(amount="134", words="one pot too many")
    clerk.look("visitor-41-shop-payment")
    clerk.press("Order the refund")
    clerk.see("The refund is on its way")
    town.wait_for("SELECT 1 FROM pay_00.refund")
    clerk.page.reload()
    clerk.see("¥134.00")
    clerk.look("visitor-42-shop-refund")
    clerk.open(f"/merchant/{town.merchant.pk}/payments/")
    clerk.see("Refunded in part")
    clerk.look("visitor-43-statement-after")


def money_back(traveller: Visitor) -> None:
    """Half of the fee comes back as well, with the days in which it is expected."""
    traveller.open("/wallet/payments/")
    traveller.look("visitor-44-payments")
    traveller.page.locator("main li:has-text('¥276.04') a").first.click()
    traveller.page.wait_for_load_state("load")
    traveller.see("¥134.00", "¥4.02", "Refunds")
    traveller.look("visitor-45-refund")


def watch(town: Town, browser) -> None:
    """Operations see the minute and one payment's whole story."""
    operations = town.person(browser, "operations", TABLET).sign_in("operations")
    operations.open("/payments/")
    operations.see("Payments in doubt", "Messages to the switch")
    operations.look("visitor-50-payments-desk")
    (payment,) = town.rows("SELECT payment_id FROM pay_00.refund")[0]
    operations.open(f"/payments/one/{ids.shown_id('payment', payment)}/")
    operations.see("¥268.00", "¥134.00")
    operations.look("visitor-51-story")


def agree(town: Town, before: int) -> None:
    """Every balance is the sum of its entries, all are nothing together, and the scheme charged what the shard says that it charged."""
    wrong, moved, together = town.rows(BALANCED)[0]
    assert (wrong, together) == (0, 0) and moved > 0
    (charged,) = town.rows("SELECT sum(order_minor + user_fee_minor) FROM pay_00.payment WHERE captured_at IS NOT NULL")[0]
    assert charged == 27_604 + 8_800 + 3 * 103_000 + 30_900
    assert town.scheme().charged_minor - before == charged, "the refund is booked, and sent to the scheme at its time"


def test_a_card_whose_bank_asks_for_a_code_is_bound_over_the_bank_s_own_page(town: Town, browser) -> None:
    traveller = town.person(browser, "traveller", TELEPHONE)
    sign_up(town, traveller)
    traveller.bind(card_number("4000", "0401"))
    traveller.send()
    traveller.see("Bank verification")
    traveller.look("visitor-60-challenge")
    traveller.page.locator("[name=code]").fill("654321")
    traveller.page.locator("button").click()
    traveller.see("The code is wrong")
    traveller.page.locator("[name=code]").fill("123456")
    traveller.page.locator("button").click()
    traveller.wait_for("The card is bound")
    traveller.look("visitor-61-bound")

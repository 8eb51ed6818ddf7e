"""Payment codes at a terminal: who issued the code says how its payer was verified, and a code is used up by a payment that is taken."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from tests.switch.counter import MERCHANT, Counter, play
from tests.vault.kept import on
from yizhan.kernel.clock import FixedClock, SystemClock
from yizhan.vault import store
from yizhan.vault.caller_keys import new_terminal_key

VISA = "4111111111111111"
STRONG = {"factors": 2, "has_certificate": True, "has_password": True}


@pytest.fixture
def counter(fresh_database, tmp_path) -> Counter:
    return Counter(fresh_database, tmp_path, FixedClock(SystemClock().now()))


class Shop:
    """A traveller's card, and a terminal that reads the codes of it."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter

    async def open(self) -> None:
        self.card = await self.counter.card(VISA)
        key, self.secret = new_terminal_key(self.counter.switch.zone._keys.ring, MERCHANT, self.counter.clock.now())
        await asyncio.to_thread(on, self.counter.database.owner_url, lambda connection: store.add_caller_key(connection, key))
        self.key_id = key.id

    async def code(self, **verified: Any) -> str:
        """A code, as the wallet issues it."""
        status, issued = await self.counter.ask("POST", "/v1/payment-codes", {"card": self.card, **verified})
        assert status == 201
        return issued["code"]

    async def read(self, code: str, amount_minor: int, key: str = "", **fields: Any) -> tuple[int, Any]:
        """What the terminal is answered."""
        wish = {"key": key or str(uuid4()), "code": code, "amount_minor": amount_minor, **fields}
        return await self.counter.ask("POST", "/v1/payments", wish, key=self.key_id, secret=self.secret)


def at_the_shop(counter: Counter, story: Any) -> None:
    async def whole(counter: Counter) -> None:
        shop = Shop(counter)
        await shop.open()
        await story(shop)
    play(counter, whole)


@pytest.mark.parametrize(("name", "value"), STRONG.items())
def test_a_terminal_does_not_say_how_its_customer_was_verified(counter: Counter, name: str, value: Any) -> None:
    async def story(shop: Shop) -> None:
        code = await shop.code()
        assert await shop.read(code, 100, **{name: value}) == (422, {"code": "field_not_for_terminals", "facts": {"field": name}})
        assert await shop.read(code, 100, **{name: "x"}) == (422, {"code": "field_not_for_terminals", "facts": {"field": name}})
        assert (await shop.read(code, 100))[0] == 201, "the refusal has not used the code up"
        assert counter.charged() == 100
    at_the_shop(counter, story)


def test_what_the_wallet_says_when_it_issues_a_code_decides_caps_and_password(counter: Counter) -> None:
    """Worked examples 17 and 19: 1,000 for fewer factors, 5,000 for two, more with a certificate; over 1,000 a password."""
    async def story(shop: Shop) -> None:
        assert (await shop.read(await shop.code(), 100_001))[1]["code"] == "password_needed"
        assert (await shop.read(await shop.code(has_password=True), 100_001))[1]["code"] == "code_cap_reached"
        assert (await shop.read(await shop.code(has_password=True, factors=2), 500_000))[0] == 201
        assert (await shop.read(await shop.code(has_password=True, factors=2), 1))[1]["code"] == "code_cap_reached"
        assert (await shop.read(await shop.code(**STRONG), 1_000_000))[0] == 201
        counted = "SELECT day_b_minor, day_c_minor, day_without_password FROM pay_00.payer"
        assert counter.rows(counted) == [(500_000, 0, 0)]
        status, refused = await counter.ask("POST", "/v1/payment-codes", {"card": shop.card, "factors": 10})
        assert (status, refused["facts"]["field"]) == (422, "factors")
    at_the_shop(counter, story)


def test_the_eleventh_payment_without_a_password_goes_on_with_one_under_the_same_key(counter: Counter) -> None:
    """Worked example 19: the wallet asks for the password and shows a code that says so; branch and wallets may say it of the same code."""
    async def story(shop: Shop) -> None:
        for _ in range(10):
            assert (await shop.read(await shop.code(), 100))[0] == 201
        code, key = await shop.code(), str(uuid4())
        assert (await shop.read(code, 100, key))[1]["code"] == "password_needed"
        assert (await counter.ask("GET", f"/v1/payments?card={shop.card}&key={key}"))[1]["code"] == "unknown_key"
        assert (await shop.read(await shop.code(has_password=True), 100, key))[0] == 201, "the same key, a code with a password"
        wish = {"key": str(uuid4()), "code": code, "merchant_id": MERCHANT, "amount_minor": 100}
        for _ in range(2):
            assert (await counter.ask("POST", "/v1/payments", {**wish, "has_password": True}))[0] == 201, "the code was not used up"
        assert (await shop.read(code, 100))[1]["code"] == "payment_code_used"
        assert counter.charged() == 12 * 100
    at_the_shop(counter, story)


def test_of_many_who_read_one_code_at_once_one_is_paid(counter: Counter) -> None:
    async def story(shop: Shop) -> None:
        code = await shop.code()
        answers = await asyncio.gather(*(shop.read(code, 100) for _ in range(8)))
        assert sorted(status for status, _ in answers) == [201] + [409] * 7
        assert {answer["code"] for status, answer in answers if status == 409} == {"payment_code_used"} and counter.charged() == 100
    at_the_shop(counter, story)

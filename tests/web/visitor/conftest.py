"""A traveller with a browser, a shop with a code, and a small switch beside them; records are imported inside the fixtures."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from tests.web.conftest import PLAIN_STATIC


@dataclass
class Wallet:
    """A traveller, the own browser, the shop's two codes, and the switch."""

    client: Client
    traveller: Any
    merchant: Any
    switch: Any
    code: str

    def dynamic(self, yuan: str) -> str:
        """A code for one order."""
        from yizhan.kernel.money import Money
        from yizhan.payments.codes.merchant_code import dynamic_code, write_merchant_code

        return write_merchant_code(dynamic_code(shop_of(self.merchant), Money.of(yuan), "INV0001", "T001"))

    def order(self, yuan: str) -> str:
        """Scan a code for an amount; the address of the page that asks to agree."""
        answer = self.client.post("/wallet/pay/amount/?" + _query(code=self.dynamic(yuan)), {})
        assert answer.status_code == 302, answer.content.decode()
        return answer["Location"]

    def card(self) -> str:
        """The shown id of the first card, bound when there is none."""
        from yizhan.web.visitor.base import cards_of

        if not cards_of(self.traveller):
            self.switch.bind(self.traveller.payer_id)
        return cards_of(self.traveller)[0].shown_id

    def agree(self, here: str, card: str, client: Client | None = None) -> Any:
        """Open the page that asks, press its button; the answer."""
        client = client or self.client
        return client.post(here, {"card": card, "shown": shown_on(client.get(here))})

    def pay(self, yuan: str) -> str:
        """Order and agree; the address of the state."""
        card = self.card()
        answer = self.agree(self.order(yuan), card)
        assert answer.status_code == 302, answer.content.decode()
        return answer["Location"]


def shown_on(page: Any) -> str:
    """The sealed figures of a page that asks to agree; nothing where it has none."""
    found = re.search(r'name="shown" value="([^"]+)"', page.content.decode())
    return found[1] if found else ""


def shop_of(merchant):
    """The shop as its code tells it."""
    from yizhan.kernel.clock import SystemClock, branch_date
    from yizhan.payments.codes.issued import issued_shop

    return issued_shop(merchant.pk, merchant.category_code, merchant.name_latin, merchant.city_latin, merchant.name,
                       branch_date(SystemClock().now()))


def _query(**values: str) -> str:
    from urllib.parse import urlencode

    return urlencode(values)


@pytest.fixture
def plain_static(settings, tmp_path) -> None:
    settings.STORAGES, settings.ALLOWED_HOSTS = {**PLAIN_STATIC, "default": settings.STORAGES["default"]}, ["*"]
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def switch(committing_db, settings) -> Iterator[Any]:
    """A switch on the database of the test."""
    from tests.web.visitor.little_switch import SECRET, little_switch
    from yizhan.web.visitor import switch as pages

    with little_switch(committing_db.owner_url) as running:
        settings.SWITCH_URL, settings.SWITCH_KEY = running.address, SECRET
        pages.client.cache_clear()
        yield running
        pages.client.cache_clear()


@pytest.fixture
def wallet(switch, plain_static: None) -> Wallet:
    """A traveller of the lowest tier who is signed in, in English."""
    from tests.travelling import registered, shop
    from tests.web.enterprise.conftest import signed_in
    from yizhan.kernel.clock import SystemClock
    from yizhan.payments.codes.merchant_code import static_code, write_merchant_code

    traveller, merchant = registered(SystemClock()), shop(switch)
    return Wallet(signed_in(traveller.user), traveller, merchant, switch, write_merchant_code(static_code(shop_of(merchant))))

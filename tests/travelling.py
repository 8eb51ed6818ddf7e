"""Travellers for tests: accounts that are simply there, documents with right check digits, and a picture of one."""

from io import BytesIO

from PIL import Image

from tests.cast import PASSWORD, clock
from yizhan.kernel.clock import Clock, branch_date
from yizhan.payments.codes.issued import issued_number
from yizhan.payments.consents import consents_for
from yizhan.payments.tiers import Tier
from yizhan.records.models import Merchant, TierUpgrade, Traveller, User, WalletOrder
from yizhan.workflows.travellers import keep_consents, register_traveller

PHONE = "+44 7700 900123"
# The sample of ICAO 9303 with a country that exists and an expiry of 2030-04-15; check digits worked out by hand.
PASSPORT = "P<GBRERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36GBR7408122F3004157ZE184226B<<<<<16"
CARD_NAME = "ANNA MARIA ERIKSSON"


def hashes(tier: Tier, now: Clock | None = None) -> dict[str, str]:
    """What a form sends when every text of a tier was ticked."""
    return {text.kind: text.sha256 for text in consents_for(tier, branch_date((now or clock()).now()))}


def registered(now: Clock | None = None, phone: str = PHONE, programme: str = "wechat_like", **changes) -> Traveller:
    """A new account at the lowest tier, by the workflow."""
    now = now or clock()
    made = register_traveller(None, now, phone, PASSWORD, programme, changes.pop("home_currency", "GBP"), hashes(Tier.T0, now), **changes)
    assert isinstance(made, Traveller), made
    return made


def account_of(user: User, now: Clock | None = None) -> Traveller:
    """An account of a user of the cast."""
    now = now or clock()
    traveller = Traveller.objects.create(user=user, programme="wechat_like", phone=f"+8525{user.pk.int % 10**7:07d}", home_currency="USD",
                                         created_at=now.now())
    assert keep_consents(_act(now), traveller, Tier.T0, hashes(Tier.T0, now)) is None
    return traveller


def picture(width: int = 640) -> BytesIO:
    """A photograph of nothing, as a PNG."""
    stream = BytesIO()
    Image.new("RGB", (width, width * 2 // 3), "#d9d2c3").save(stream, "PNG")
    stream.name = "passport.png"
    stream.seek(0)
    return stream


def _act(now: Clock):
    from yizhan.workflows.action import Act

    return Act("tests", None, now)


def wallet_records(traveller: Traveller) -> dict[str, object]:
    """An upgrade that waits and an order, for tests that visit every address."""
    now = traveller.created_at
    upgrade = TierUpgrade.objects.create(traveller=traveller, tier="t2", state="in_review", doubts=["name_in_part"], card_name="ANNA",
                                         submitted_at=now, created_at=now)
    order = WalletOrder.objects.create(traveller=traveller, merchant_id=1, merchant_name="Tea Stall", merchant_city="SHENZHEN",
                                       channel="dynamic_code", amount_minor=4200, created_at=now)
    return {"upgrade_id": upgrade.pk, "order_id": order.pk}


def shop(switch=None, **columns) -> Merchant:
    """A merchant that is active, at the branch and (where one is given) at a small switch."""
    whole = {"identifier_kind": "uscc", "identifier": "91440300708461136T", "name": "深圳湾茶铺", "name_latin": "Tea Stall",
             "city_latin": "SHENZHEN", "category_code": "5812", "settlement_account": "6222000000000100", "rate": "0.006",
             "state": "active", "created_at": clock().now()}
    merchant = Merchant.objects.create(**(whole | columns))
    merchant.code = issued_number(merchant.pk)
    merchant.save()
    if switch is not None and merchant.pk != switch.till.shop:
        switch.till.merchant(merchant.pk)
    return merchant

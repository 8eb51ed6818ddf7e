"""A payment as a caller asks for it: fields, who may ask for what, strength of the code, fingerprint."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import refuse
from yizhan.payments.code_caps import Strength, needs_password, strength
from yizhan.payments.permitted import PURCHASE, check_category, check_function
from yizhan.payments.stored import PROGRAMME_NUMBERS, STRENGTH_NUMBERS, Outcome
from yizhan.switch.addresses import is_allowed
from yizhan.switch.http import messages as m
from yizhan.switch.shard.items import Wanted
from yizhan.switch.shard.lookups import KeptCode, Verified
from yizhan.switch.shard.registers import CardInfo, MerchantInfo
from yizhan.switch.verifying import WayBack
from yizhan.switch.zone.callers import Caller, CallerScope

CHANNELS: Final = ("static_code", "dynamic_code", "payment_code", "in_app")
ORDER_MAX: Final = 10**12
LANGUAGES: Final = ("en", "zh-hans")
FACTORS_MAX: Final = 9
VERIFIED: Final = ("factors", "has_certificate", "has_password")
TERMINALS_FROM: Final = 1_000_000
FUNCTIONS: Final = (PURCHASE, "red_packet", "transfer", "withdrawal", "top_up", "personal_code")


def caller_number(caller: Caller) -> int:
    """Under which number a caller's keys are kept: the branch 0, wallets by programme, terminals by merchant."""
    if caller.scope is CallerScope.WALLET:
        return PROGRAMME_NUMBERS[caller.programme or ""]
    return TERMINALS_FROM + (caller.merchant_id or 0) if caller.scope is CallerScope.TERMINAL else 0


def require(caller: Caller, *scopes: CallerScope) -> None:
    """Refuse `not_permitted` to other callers."""
    if caller.scope not in scopes:
        raise m.FieldRefused(refuse("not_permitted", scope=caller.scope.value))


def require_programme(caller: Caller, programme: str) -> None:
    """A wallet reaches its own programme's payers alone."""
    if caller.scope is CallerScope.WALLET and caller.programme != programme:
        raise m.FieldRefused(refuse("not_permitted", scope=caller.scope.value))


def wish(content: Mapping[str, Any], caller: Caller, card: CardInfo, merchant: MerchantInfo | None, on: date,
         code: KeptCode | None = None) -> Wanted:
    """The payment that is asked for, as the writers take it; `code` is the payment code that was shown. Raises FieldRefused."""
    require_programme(caller, card.programme)
    order = m.whole(content, "amount_minor", 1, ORDER_MAX)
    channel = m.one_of(content, "channel", CHANNELS) if code is None else "payment_code"
    function = m.one_of(content, "function", FUNCTIONS) if "function" in content else PURCHASE
    if refusal := check_function(function, on) or (check_category(merchant.category_code, on) if merchant else None):
        raise m.FieldRefused(refusal)
    payer = _payer(content, caller, code)
    # The caps by strength are those of payments by code (facts 1.19); within an app none of them applies.
    kind = Strength.A if channel == "in_app" else strength(payer.factors, payer.has_certificate, channel == "static_code")
    is_without_password = channel == "payment_code" and not payer.has_password
    if is_without_password and needs_password(Money(order), 0, on):
        raise m.FieldRefused(refuse("password_needed"))
    merchant_id = merchant.id if merchant else m.whole(content, "merchant_id", 1, 2**31 - 1)
    agreed = m.whole(content, "agreed_minor", 0, 2 * ORDER_MAX, 0)
    asked = (card.id, merchant_id, order, channel, kind.value, is_without_password, agreed)
    return Wanted(m.uuid(content), caller_number(caller), fingerprint(asked), card.id, merchant_id, order, STRENGTH_NUMBERS[kind],
                  is_without_password, agreed, code=None if code is None else code.code_hash)


def way_back(content: Mapping[str, Any], caller: Caller, origins: Collection[str]) -> WayBack | None:
    """Where the traveller comes back to if the bank wants a check. No part of what is paid, so another one is no other request."""
    if "return_url" not in content:
        return None
    require(caller, CallerScope.BRANCH, CallerScope.WALLET)
    return_url = m.text(content, "return_url")
    if not is_allowed(return_url, origins):
        raise m.FieldRefused(refuse("return_url_not_allowed"))
    return WayBack(return_url, m.one_of(content, "language", LANGUAGES) if "language" in content else LANGUAGES[0])


def _payer(content: Mapping[str, Any], caller: Caller, code: KeptCode | None) -> Verified:
    """A terminal has verified nobody, so it says nothing of the payer: what the issuer of the code said stands."""
    said = next((name for name in VERIFIED if name in content), None)
    if said is not None and caller.scope is CallerScope.TERMINAL:
        raise m.FieldRefused(refuse("field_not_for_terminals", field=said))
    return verified(content, Verified() if code is None else code.verified)


def verified(content: Mapping[str, Any], known: Verified) -> Verified:
    """What a wallet or the branch says of how it verified the payer; what it leaves out stays as it is known."""
    return Verified(m.whole(content, "factors", 0, FACTORS_MAX, known.factors), m.flag(content, "has_certificate", known.has_certificate),
                    m.flag(content, "has_password", known.has_password))


def fingerprint(told: tuple[Any, ...]) -> int:
    """64 bits of a request's content: the same key with other content is refused."""
    return int.from_bytes(hashlib.blake2b(repr(told).encode(), digest_size=8).digest(), signed=True)


def refusal_of(outcome: Outcome) -> str:
    """The code of a refusal of the shard."""
    return "key_reused_with_other_content" if outcome is Outcome.KEY_REUSED else outcome.name.lower()


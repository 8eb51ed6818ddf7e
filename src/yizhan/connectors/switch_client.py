"""Client of the switch: what the pages and the worker ask of it, signed with the branch's key.

Ids are texts as they are shown (pyr_, crd_, pay_). An answer is the JSON that the switch sent, a `Refusal` with its code and facts,
or `Unknown`: nobody knows whether it was done, and the same request may be sent again under the same key.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

import httpx

from yizhan.connectors.switch_signature import signed_headers
from yizhan.kernel.refusal import Refusal

CONNECT_S = 2.0
# Refusals of how the switch was asked: nothing is said of what was asked for, which may have been done under the same key before.
# Clocks, keys or the request have to be put right; then the same may be sent again.
OF_THE_QUESTION: Final = frozenset({
    "signature_missing", "signature_stale", "signature_wrong", "caller_key_revoked", "not_permitted", "key_reused_with_other_content",
    "body_malformed", "body_too_large", "field_missing", "field_malformed", "id_malformed", "method_not_allowed", "payment_unknown",
    "return_url_not_allowed", "route_unknown", "too_many_items"})


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer that can be understood; `code` says what went wrong, for the log."""

    code: str


Answer = Mapping[str, Any] | Refusal | Unknown


class SwitchClient:
    """A connection to the switch; safe to use from several threads."""

    def __init__(self, base_url: str, key_id: str, secret: str, timeout_s: float = 12.0) -> None:
        self._key_id, self._secret = key_id, secret
        self._client = httpx.Client(base_url=base_url, timeout=httpx.Timeout(timeout_s, connect=CONNECT_S), trust_env=False)

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def upsert_payer(self, payer: str, programme: str, tier: str) -> Answer:
        """Make a traveller's account known as it stands."""
        return self._call("POST", "/v1/payers", {"payer": payer, "programme": programme, "tier": tier})

    def upsert_merchant(self, merchant_id: int, name_latin: str, city_latin: str, category_code: str, rate: str, status: str) -> Answer:
        """Make a merchant known as it stands; `rate` is a share as text, `status` active or suspended."""
        return self._call("POST", "/v1/merchants", {
            "merchant_id": merchant_id, "name_latin": name_latin, "city_latin": city_latin, "category_code": category_code, "rate": rate,
            "status": status})

    def fix_rate(self, currency: str, first_day: str, cny_per_unit: str, source: str) -> Answer:
        """Make a fixing known before its day begins: {currency, first_day, cny_per_unit}; the same once more is the same."""
        return self._call("POST", "/v1/rates", {"currency": currency, "first_day": first_day, "cny_per_unit": cny_per_unit,
                                                "source": source})

    def refund(self, payment: str, key: str, amount_minor: int, merchant_id: int) -> Answer:
        """Refund part of a payment's order, if it is that merchant's: {refund, fee_minor, to_card_minor, send_at}; once for a key."""
        return self._call("POST", f"/v1/payments/{payment}/refunds", {"key": key, "amount_minor": amount_minor, "merchant_id": merchant_id})

    def make_bind_token(self, payer: str, return_url: str, language: str) -> Answer:
        """A one-time token for the card's form: {bind_token, action_url, form_origins, valid_until}."""
        return self._call("POST", "/v1/bind-tokens", {"payer": payer, "return_url": return_url, "language": language})

    def bind_state(self, bind_token: str) -> Answer:
        """{state, code, words, offers, card?, masked?, scheme?}"""
        return self._call("GET", f"/v1/bind-tokens/{bind_token}")

    def unbind_card(self, card: str) -> Answer:
        """Unbind a card: {card, status}; twice is once."""
        return self._call("POST", f"/v1/cards/{card}/unbind")

    def pay(self, key: str, card: str, merchant_id: int, amount_minor: int, channel: str, factors: int, agreed_minor: int = 0,
            way_back: Mapping[str, str] | None = None) -> Answer:
        """Charge a card for an order; the same key with the same content gives the same payment.

        `agreed_minor` is the total that the payer saw: a payment that would charge another one is refused. 0 when nobody saw one.
        `way_back` is {return_url, language}: with it the card's bank may check its holder, without it a bank that wants to declines.
        """
        return self._call("POST", "/v1/payments", {
            "key": key, "card": card, "merchant_id": merchant_id, "amount_minor": amount_minor, "channel": channel, "factors": factors,
            "has_certificate": False, "function": "purchase", "agreed_minor": agreed_minor, **(way_back or {})})

    def payment(self, payment: str) -> Answer:
        """One payment as it stands."""
        return self._call("GET", f"/v1/payments/{payment}")

    def find_payment(self, card: str, key: str) -> Answer:
        """The payment of a key; the refusal `unknown_key` when the switch never saw it."""
        return self._call("GET", f"/v1/payments?{urlencode({'card': card, 'key': key})}")

    def make_payment_code(self, card: str, factors: int, has_password: bool = False) -> Answer:
        """{code, valid_until}; `factors` is how many of them verified who will show it, `has_password` whether by the password just now."""
        return self._call("POST", "/v1/payment-codes", {"card": card, "factors": factors, "has_password": has_password})

    def _call(self, method: str, target: str, content: Mapping[str, Any] | None = None) -> Answer:
        body = b"" if content is None else json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        headers = dict(signed_headers(self._key_id, self._secret, method, target, body, datetime.now(UTC)))
        try:
            response = self._client.request(method, target, content=body, headers=headers | {"content-type": "application/json"})
            answer = response.json()
        except (httpx.HTTPError, ValueError) as error:
            return Unknown(type(error).__name__)
        return _answer(response.status_code, answer)


def _answer(status: int, answer: Any) -> Answer:
    """A declined payment (402) is an answer like any other; an answer that is not understood is unknown, never a refusal."""
    if isinstance(answer, dict) and (status < 300 or (status == 402 and "payment" in answer)):
        return answer
    if isinstance(answer, dict) and 400 <= status < 500 and isinstance(answer.get("code"), str):
        facts = answer.get("facts")
        return Refusal(answer["code"], facts if isinstance(facts, dict) else {})
    return Unknown(f"http_{status}")

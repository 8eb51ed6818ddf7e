"""What the wallet's pages ask of the switch, as values: what it said, a Refusal, or None when nobody knows."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final

from django.conf import settings

from yizhan.connectors.switch_client import OF_THE_QUESTION, Answer, SwitchClient
from yizhan.kernel.refusal import Refusal
from yizhan.payments import ids
from yizhan.records.models import WalletOrder

log = logging.getLogger(__name__)


class _UnknownKey:
    """The switch never saw the key of an order."""


ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+")
ADDRESS: Final = re.compile(r"https?://")
UNKNOWN_KEY: Final = _UnknownKey()


@dataclass(frozen=True, slots=True)
class Binding:
    """A one-time token for the card's form, where the form posts to, and the origins that the browser passes until it is back."""

    token: str = field(repr=False)
    action_url: str
    form_origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BindingState:
    """open, checking, challenge, bound or refused; `code` is how it ended, `words` and `offers` are keys of texts."""

    state: str
    code: str
    words: str
    offers: tuple[str, ...]
    masked: str


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A payment code and how long it pays."""

    digits: str = field(repr=False)
    valid_until: datetime


@cache
def client() -> SwitchClient:
    """The switch of this branch, asked with the branch's own key."""
    return SwitchClient(settings.SWITCH_URL, "branch", settings.SWITCH_KEY)


def begin_binding(payer_id: int, return_url: str, language: str) -> Binding | Refusal | None:
    """A token for one card."""
    answer = client().make_bind_token(ids.shown_id("payer", payer_id), return_url, _bank_language(language))
    return _read(answer, lambda said: Binding(said["bind_token"], said["action_url"], _origins(said["form_origins"])))


def unbind(card: str) -> bool | Refusal | None:
    """Whether a card, by its shown id, is unbound now."""
    return _read(client().unbind_card(card), lambda said: said["status"] == "unbound")


def binding_state(token: str) -> BindingState | Refusal | None:
    """What became of a token."""
    return _read(client().bind_state(token), lambda said: BindingState(
        said["state"], said.get("code") or "", said.get("words") or "", tuple(said.get("offers") or ()), said.get("masked") or ""))


def issue_code(card_id: int, factors: int, has_password: bool) -> IssuedCode | Refusal | None:
    """A payment code of a card, for a traveller who was verified by so many factors, and by the password just now."""
    answer = client().make_payment_code(ids.shown_id("card", card_id), factors, has_password)
    return _read(answer, lambda said: IssuedCode(said["code"], datetime.fromisoformat(said["valid_until"])))


def pay(order: WalletOrder, factors: int, return_url: str, language: str) -> int | Refusal | None:
    """Charge an agreed order; the payment's number also where the bank declined it. A check of the bank leads back to `return_url`.

    None when nobody knows, which includes a refusal of the question: of a key that was used with other content the payment may stand.
    """
    agreed_minor = order.agreed_terms["charged"]["amount_minor"]
    answer = client().pay(str(order.pk), ids.shown_id("card", order.card_id), order.merchant_id, order.amount_minor, order.channel, factors,
                          agreed_minor, {"return_url": return_url, "language": _bank_language(language)})
    return None if _is_of_the_question(answer) else _read(answer, _payment_id)


def verify_url(payment_id: int) -> str:
    """Where the traveller proves to the bank who they are, while a payment waits for that; otherwise empty."""
    answer = client().payment(ids.shown_id("payment", payment_id))
    found = answer.get("verify_url", "") if isinstance(answer, Mapping) else ""
    return found if ADDRESS.match(found) else ""


def find(order: WalletOrder) -> int | Refusal | _UnknownKey | None:
    """The payment of an agreed order, why there is none, or UNKNOWN_KEY when the switch never saw it."""
    answer = client().find_payment(ids.shown_id("card", order.card_id), str(order.pk))
    if isinstance(answer, Refusal) and answer.code == "unknown_key":
        return UNKNOWN_KEY
    return None if _is_of_the_question(answer) else _read(answer, _payment_id)


def _is_of_the_question(answer: Answer) -> bool:
    """Whether the switch refused how it was asked: what became of the payment only `find` can tell. It is logged, for no page shows it."""
    if not isinstance(answer, Refusal) or answer.code not in OF_THE_QUESTION:
        return False
    log.warning("the switch would not take a question: %s", answer.code)
    return True


def _bank_language(language: str) -> str:
    """What the bank's page is asked for: the switch knows Chinese and English."""
    return "zh-hans" if language.startswith("zh") else "en"


def _payment_id(said: Mapping[str, Any]) -> int:
    number = ids.read_id("payment", said["payment"])
    if isinstance(number, Refusal):
        raise ValueError(said["payment"])
    return number


def _origins(said: list[str]) -> tuple[str, ...]:
    """Origins that may stand in a policy; anything else would be a way to write the policy."""
    if not all(ORIGIN.fullmatch(origin) for origin in said):
        raise ValueError("no origin")
    return tuple(said)


def _read(answer: Answer, make: Any) -> Any:
    """The value of an answer; one that lacks what it should hold is as good as none."""
    if isinstance(answer, Refusal):
        return answer
    try:
        return make(answer) if isinstance(answer, Mapping) else None
    except (KeyError, TypeError, ValueError):
        return None

"""Rules of binding a card (绑卡): how long, how often, and what the answer to a check of zero means for it."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from yizhan.payments.figures import figure, figures
from yizhan.payments.messages.authorisation import Terminal
from yizhan.payments.response_codes import Handling, Outcome

FILE = "binding.yaml"
# Offers and words beside those of the table of answers; told by the pages.
TRY_AGAIN, OTHER_CARD = "try_again", "other_card"


class Result(StrEnum):
    """How a binding can end."""

    BOUND = "bound"
    ISSUER_REFUSED = "issuer_refused_binding"
    DECLINED = "card_declined"
    NOT_REACHED = "scheme_not_reached"
    NOT_AUTHENTICATED = "holder_not_authenticated"
    BOUND_ELSEWHERE = "card_bound_elsewhere"
    TOO_MANY_CARDS = "cards_at_most"
    CARD_NUMBERS_USED_UP = "card_numbers_used_up"
    CHECKS_USED_UP = "binding_checks_used_up"
    FORM_TRIES_USED_UP = "form_tries_used_up"
    EXPIRED = "bind_token_expired"
    USED = "bind_token_used"
    CUT_OFF = "binding_cut_off"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a binding ended; `words` and `offers` are keys of texts."""

    result: Result
    words: str = ""
    offers: tuple[str, ...] = ()


# Nobody was asked. Or somebody was, and the answer is not known: of an amount of zero nothing is charged and nothing has to be reversed.
NOT_SENT = Ending(Result.NOT_REACHED, "scheme_not_reached", (TRY_AGAIN, OTHER_CARD))
UNANSWERED = Ending(Result.NOT_REACHED, "check_unanswered", (TRY_AGAIN, OTHER_CARD))
NOT_AUTHENTICATED = Ending(Result.NOT_AUTHENTICATED, "holder_not_authenticated", (TRY_AGAIN, OTHER_CARD))


@dataclass(frozen=True, slots=True)
class BindingRules:
    """The figures of a day."""

    token_valid: timedelta
    challenge_valid: timedelta
    form_tries_max: int
    checks_per_day_max: int
    kept: timedelta
    is_always_authenticated: bool
    terminal: Terminal
    merchant_name: str


def binding_rules(on: date) -> BindingRules:
    """The figures in force on a day."""
    def value(name: str) -> Any:
        return figure(figures(FILE), name, on).value

    place = value("check_terminal")
    name_and_location = f"{place['name'][:22].ljust(23)}{place['city'][:13].ljust(13)}CN"
    return BindingRules(
        timedelta(minutes=value("token_minutes")), timedelta(minutes=value("challenge_minutes")), value("form_tries_max"),
        value("checks_per_day_max"), timedelta(days=value("kept_days")), value("authentication") == "always",
        Terminal(place["category_code"], place["terminal_id"], place["merchant_id"], name_and_location), place["name"])


def cards_bound_max(on: date) -> int:
    """How many cards of one payer may be bound at a time."""
    return int(figure(figures(FILE), "cards_bound_max", on).value)


def ending_of(answer: Handling, on: date) -> Ending | None:
    """What an answer to the check ends the binding with; None for an approval."""
    if answer.outcome is Outcome.APPROVED:
        return None
    if answer.outcome is Outcome.DOUBTFUL:
        return UNANSWERED
    refuses_links = not answer.is_known or answer.code in figure(figures(FILE), "codes_refusing_binding", on).value
    return Ending(Result.ISSUER_REFUSED if refuses_links else Result.DECLINED, answer.words, answer.offers)

"""What an issuer answers to a card: by the end of its number, its expiry, its security code and the amount. Data in issuers.yaml."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from yizhan.kernel.money import Money, Rounding
from yizhan.payments.messages.authorisation import AuthorisationRequest
from yizhan.payments.rates import DayRate, day_rate
from yizhan.payments.schemes import luhn_holds

FILE = Path(__file__).with_name("issuers.yaml")
APPROVED, EXPIRED, OVER_LIMIT, REFUSED, STEP_UP, FAULTY = "00", "54", "61", "05", "65", "96"
PART = "10"
CODE_BY_AMOUNT_MINOR = 10_000


class Fault(StrEnum):
    """What goes wrong on the line or at the scheme."""

    DELAY = "delay"  # Booked; the answer comes after whoever asks has given up.
    DROP = "drop"  # Booked; never answered.
    LOSE = "lose"  # Never booked, never answered.
    DUPLICATE = "duplicate"  # Answered twice.
    LATE = "late"  # Booked; answered only after its reversal was.
    CUT = "cut"  # Booked; the connection breaks in the middle of the answer.
    GARBLE = "garble"  # Booked; bytes that are no message instead of the answer.
    DROP_REVERSAL = "drop_reversal"  # As drop, and the first two reversals are taken without an answer.
    FAIL_REVERSAL = "fail_reversal"  # As drop, and the first reversal is answered 96 and takes nothing back.
    REFUSE_REVERSAL = "refuse_reversal"  # As drop, and every reversal is answered 05 and takes nothing back.


class Issuers:
    """The issuers of a scheme. `by_amount`: a payment of CNY 100.CC is answered CC."""

    def __init__(self, by_amount: bool = False, rules: Mapping[str, Any] | None = None) -> None:
        self._rules = rules or yaml.safe_load(FILE.read_text(encoding="utf-8"))
        self._by_amount = by_amount
        self._codes, self._once = frozenset(self._rules["codes"]), frozenset(self._rules["once"])
        self._holding = frozenset(self._rules["holding"])
        self._currencies = sorted(self._rules["billing"]["currencies"].items(), key=lambda item: -len(item[0]))
        self._markup = 1 + Decimal(self._rules["billing"]["markup"])

    def held(self, code: str, amount: Money) -> Money | None:
        """What the issuer holds after an answer; None after a decline. A part approved is one half."""
        if code == PART:
            return Money(amount.amount_minor // 2, amount.currency)
        return amount if code == APPROVED or code in self._holding else None

    @property
    def codes(self) -> frozenset[str]:
        """Every code that some card is answered with, besides 00."""
        return self._codes

    def code(self, request: AuthorisationRequest, is_first_try: bool, today: date) -> str:
        """The response code of a request."""
        number, is_check = request.card_number, not request.amount
        if request.expiry < f"{today:%y%m}":
            return EXPIRED
        if is_check and request.security_code == self._rules["refused_security_code"]:
            return REFUSED
        # Who asked for its holder wants the proof that it was: a second try without it is as good as none.
        is_unproven = (request.eci is None or request.proof is None) and number[-2:] == STEP_UP
        by_card = self._code_of_card(number, is_check, is_first_try or is_unproven)
        return self._code_of_amount(request.amount) if by_card == APPROVED else by_card

    def code_of_repeat(self, request: AuthorisationRequest, recorded: str) -> str:
        """What a repeat is answered: what was recorded; a system fault may have ended by then. Empty: no answer."""
        family, code = request.card_number[-4:-2], request.card_number[-2:]
        if recorded != FAULTY or family != self._rules["repeated_family"]:
            return recorded
        return "" if code == self._rules["unanswered_repeat"] else code

    def fault(self, number: str) -> Fault | None:
        """What a card's payments meet on the line."""
        if number[-4:-2] != "02" or number in self._rules["always_approved"]:
            return None
        name = self._rules["faults"].get(number[-2:])
        return Fault(name) if name else None

    def billing(self, number: str, amount: Money, today: date) -> Money | None:
        """What the card's holder will be billed, in the card's currency; none for a check."""
        currency = next((currency for prefix, currency in self._currencies if number.startswith(prefix)), None)
        if currency is None or not amount or amount.currency != "CNY":
            return None
        rate = _rate(currency, today)
        return rate.from_cny(amount, Rounding.HALF_UP).times(self._markup, Rounding.HALF_UP) if rate else None

    def _code_of_card(self, number: str, is_check: bool, is_first_try: bool) -> str:
        if number in self._rules["always_approved"]:
            return APPROVED
        if number in self._rules["always_answered"]:
            return self._rules["always_answered"][number]
        family, code = number[-4:-2], number[-2:]
        if family == self._rules["repeated_family"]:
            return APPROVED if is_check else FAULTY
        if is_check and family in self._rules["families_once_at_binding"] and code in self._once:
            return code if is_first_try else APPROVED
        is_once = family in self._rules["families_once_at_payment"]
        if not (is_once or family in ("01", "03")) or code not in self._codes or (is_check and family != "01"):
            return APPROVED
        return APPROVED if is_once and code in self._once and not is_first_try else code

    def _code_of_amount(self, amount: Money) -> str:
        if amount.amount_minor > self._rules["payment_max_minor"]:
            return OVER_LIMIT
        code = f"{amount.amount_minor - CODE_BY_AMOUNT_MINOR:02d}"
        return code if self._by_amount and code in self._codes else APPROVED


def card_number(prefix: str, ending: str, length: int = 16) -> str:
    """A number that begins and ends as given and has its check digit right, for tests and demonstrations."""
    zeros = "0" * (length - len(prefix) - len(ending) - 1)
    return next(number for digit in "0123456789" if luhn_holds(number := f"{prefix}{zeros}{digit}{ending}"))


@lru_cache(64)
def _rate(currency: str, today: date) -> DayRate | None:
    found = day_rate(currency, today)
    return found if isinstance(found, DayRate) else None

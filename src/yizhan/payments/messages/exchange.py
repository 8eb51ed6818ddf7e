"""What ties an answer to its question: DE 7 + 11 + 32, and 37 where both have it. And reading fields with a named fault."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from yizhan.kernel.clock import SHANGHAI
from yizhan.kernel.money import Money
from yizhan.payments.currencies import NUMERIC, currency_of
from yizhan.payments.messages.codec import MessageError

MONTH_TO_SECOND = "%m%d%H%M%S"


def transmission_stamp(moment: datetime) -> str:
    """DE 7, MMDDhhmmss in UTC; a naive moment raises ValueError."""
    return _aware(moment).astimezone(UTC).strftime(MONTH_TO_SECOND)


def local_stamp(moment: datetime) -> str:
    """DE 13 and DE 12 together, MMDDhhmmss in Shanghai."""
    return _aware(moment).astimezone(SHANGHAI).strftime(MONTH_TO_SECOND)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment


@dataclass(frozen=True, slots=True)
class Key:
    """The identity of an exchange. `acquirer_id` and `reference` are empty where a message has none (0800)."""

    transmitted: str
    stan: int
    acquirer_id: str = ""
    reference: str = ""

    @property
    def without_reference(self) -> "Key":
        """The part that every answer repeats."""
        return replace(self, reference="")

    def answers(self, question: "Key") -> bool:
        """Whether an answer with this key belongs to a question: 7, 11 and 32 equal, 37 too where both have one."""
        same = self.without_reference == question.without_reference
        return same and (not self.reference or not question.reference or self.reference == question.reference)

    def fields(self) -> dict[str, str]:
        """DE 7, 11, 32, 37 as far as they are there."""
        found = {"7": self.transmitted, "11": f"{self.stan:06d}", "32": self.acquirer_id, "37": self.reference}
        return {number: value for number, value in found.items() if value}


def key_of(fields: Mapping[str, str]) -> Key:
    """The key of a message; MessageError where DE 7 or 11 is missing."""
    return Key(need(fields, "7"), int(need(fields, "11")), fields.get("32", ""), fields.get("37", ""))


def need(fields: Mapping[str, str], number: str) -> str:
    """A field that must be there."""
    if number not in fields:
        raise MessageError(number, "missing")
    return fields[number]


def amount_fields(amount: Money, amount_number: str = "4", currency_number: str = "49") -> dict[str, str]:
    """An amount in minor units as twelve digits, and its numeric currency (facts 4.1.5)."""
    if amount.amount_minor < 0:
        raise ValueError(f"{amount}: a message says by its type which way money goes")
    return {amount_number: f"{amount.amount_minor:012d}", currency_number: NUMERIC[amount.currency]}


def amount_of(fields: Mapping[str, str], amount_number: str = "4", currency_number: str = "49") -> Money:
    """The amount of a message; MessageError where a part is missing or the currency is not handled here."""
    currency = currency_of(need(fields, currency_number))
    if currency is None:
        raise MessageError(currency_number, "unknown")
    return Money(int(need(fields, amount_number)), currency)

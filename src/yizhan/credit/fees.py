"""Fees under a loan contract: which a product may charge, by the catalogue of the day on which the contract was made."""

from yizhan.credit.parameters import Parameters
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import Bilingual

FILE = "fees.yaml"


def fee_catalogue(product: str, parameters: Parameters) -> dict[str, Money]:
    """The codes that a product may charge, each with the most that can be charged at once; empty for a product without fees."""
    version = parameters.version_or_none(FILE, f"{product}.fees")
    return {code: Money.of(most) for code, most in version.value.items()} if version else {}


def fee_name(code: str, parameters: Parameters) -> Bilingual:
    """The name of a fee; an unknown code raises LookupError."""
    note = parameters.version(FILE, code).note
    return Bilingual(note["zh"], note["en"])


def check_fee(product: str, code: str, amount: Money, parameters: Parameters) -> Refusal | None:
    """Whether the contract lets a fee be charged: `fee_not_in_contract`, `amount_not_positive`, `fee_over_most`, or None."""
    most = fee_catalogue(product, parameters).get(code)
    if most is None:
        return refuse("fee_not_in_contract", field="code", fee=code)
    if amount.amount_minor <= 0:
        return refuse("amount_not_positive", field="amount", amount=amount)
    return refuse("fee_over_most", field="amount", most=most) if amount > most else None

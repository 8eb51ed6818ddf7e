"""Numeric currency codes of ISO 4217 for the currencies that the branch handles; leading zeros belong to the code."""

from yizhan.kernel.money import MINOR_DIGITS

NUMERIC = {
    "CNY": "156", "USD": "840", "EUR": "978", "GBP": "826", "HKD": "344", "SGD": "702", "AUD": "036", "CAD": "124", "CHF": "756",
    "THB": "764", "MYR": "458", "MOP": "446", "TWD": "901", "RUB": "643", "JPY": "392", "KRW": "410", "VND": "704",
    "BHD": "048", "KWD": "414",
}
_BY_NUMBER = {number: currency for currency, number in NUMERIC.items()}


def currency_of(number: str) -> str | None:
    """The currency of a numeric code, or None for one that the branch does not handle."""
    return _BY_NUMBER.get(number)


def minor_digits(number: str) -> int | None:
    """The minor-unit digits of a numeric code, or None for one that the branch does not handle."""
    currency = currency_of(number)
    return MINOR_DIGITS[currency] if currency else None

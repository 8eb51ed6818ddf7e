"""Phone numbers of travellers in the international form (E.164): a plus, the calling code of a country, at most fifteen digits."""

import re
from datetime import date

from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import normalise
from yizhan.payments.figures import figure, figures

FILE = "phone.yaml"
DIGITS_MIN, DIGITS_MAX = 7, 15


def read_phone(text: str, on: date) -> str | Refusal:
    """The number as +<digits>; blanks, dots, hyphens and brackets are left out, 00 stands for the plus.

    Refusals: `phone_needs_country_code`; `phone_malformed`; `phone_country_code_unknown`.
    """
    typed = re.sub(r"[\s.()\-/]", "", normalise(text))
    if typed.startswith("00"):
        typed = f"+{typed[2:]}"
    if not typed.startswith("+"):
        return refuse("phone_needs_country_code", field="phone")
    digits = typed[1:]
    if not (digits.isascii() and digits.isdigit() and DIGITS_MIN <= len(digits) <= DIGITS_MAX):
        return refuse("phone_malformed", field="phone", digits_min=DIGITS_MIN, digits_max=DIGITS_MAX)
    return f"+{digits}" if calling_code(digits, on) else refuse("phone_country_code_unknown", field="phone")


def calling_code(digits: str, on: date) -> str | None:
    """The calling code that digits begin with; codes are free of prefixes, so there is one at most."""
    codes = figure(figures(FILE), "calling_codes", on).value
    known = {*codes["short"], *codes["long"]}
    return next((digits[:length] for length in (1, 2, 3) if digits[:length] in known), None)

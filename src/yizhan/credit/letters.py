"""Letters to a borrower: dated texts in both languages, filled in with facts. What went out is kept in its words, not as a code."""

from collections.abc import Mapping
from dataclasses import dataclass

from yizhan.credit.parameters import Parameters
from yizhan.kernel.text import Bilingual

FILE = "letters.yaml"


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter in both languages, and the version of its text."""

    code: str
    version: str
    subject: Bilingual
    text: Bilingual


def letter(code: str, facts: Mapping[str, str], parameters: Parameters) -> Letter:
    """The letter of a code on the parameters' day. An unknown code raises LookupError, a missing fact KeyError."""
    subject, text = (parameters.version(FILE, f"{code}.{part}") for part in ("subject", "text"))
    return Letter(code, str(text.value), *(Bilingual(one.note["zh"].format_map(facts), one.note["en"].format_map(facts))
                                           for one in (subject, text)))

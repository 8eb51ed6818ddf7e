"""The texts an applicant consents to: kind, version and hash, so that a consent proves which words were agreed to."""

import functools
import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from yizhan.kernel.dated import Dated, load_dated
from yizhan.kernel.text import Bilingual

CONSENT_KINDS = ("credit_report", "tax_and_invoice_data", "personal_information")


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One version of one text; `sha256` is taken over both languages."""

    kind: str
    version: str
    text: Bilingual
    sha256: str


@functools.cache
def _texts() -> dict[str, Dated]:
    return load_dated(Path(__file__).with_name("consents.yaml"))


def consent_texts(on: date) -> list[ConsentText]:
    """The texts in force on a day, in the order in which they are asked for."""
    return [consent_text(kind, on) for kind in CONSENT_KINDS]


def consent_text(kind: str, on: date) -> ConsentText:
    """One text in force on a day. An unknown kind raises KeyError, a day before the first text LookupError."""
    version = _texts()[kind].on(on)
    text = Bilingual(version.note["zh"], version.note["en"])
    digest = hashlib.sha256(f"{text.zh}\n{text.en}".encode()).hexdigest()
    return ConsentText(kind, str(version.value), text, digest)

"""The texts an applicant consents to, in the order in which they are asked for."""

from datetime import date
from pathlib import Path

from yizhan.kernel import consent_text as texts
from yizhan.kernel.consent_text import ConsentText

CONSENT_KINDS = ("credit_report", "tax_and_invoice_data", "personal_information")
FILE = Path(__file__).with_name("consents.yaml")


def consent_texts(on: date) -> list[ConsentText]:
    """The texts in force on a day, in the order in which they are asked for."""
    return [consent_text(kind, on) for kind in CONSENT_KINDS]


def consent_text(kind: str, on: date) -> ConsentText:
    """One text in force on a day. An unknown kind raises KeyError, a day before the first text LookupError."""
    return texts.consent_text(FILE, kind, on)

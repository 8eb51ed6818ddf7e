"""Text in two languages, canonical JSON for fingerprints, and masking of personal data."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from yizhan.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Bilingual:
    """The same words in Chinese and English; both are required."""

    zh: str
    en: str

    def __post_init__(self) -> None:
        if not self.zh or not self.en:
            raise ValueError("both languages are required")

    def get(self, language: str) -> str:
        """Chinese for any `zh…` code, English otherwise."""
        return self.zh if language.startswith("zh") else self.en


def normalise(text: str) -> str:
    """NFKC, without outer or doubled blanks: full-width letters and digits become plain ones."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def plain(value: Any) -> Any:
    """A JSON-ready form of a value: Money as {amount_minor, currency}, Decimal and date as text."""
    if isinstance(value, Money):
        return {"amount_minor": value.amount_minor, "currency": value.currency}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value


def canonical_json(value: Any) -> str:
    """One spelling of a value: sorted names, no blanks, so that equal values have equal fingerprints."""
    return json.dumps(plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def fingerprint(value: Any) -> str:
    """SHA-256 of the canonical JSON, as 64 hex digits."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def mask(text: str, keep_start: int = 3, keep_end: int = 4) -> str:
    """Personal data with its middle hidden; short text is hidden whole."""
    hidden = len(text) - keep_start - keep_end
    if hidden <= 0:
        return "*" * len(text)
    return text[:keep_start] + "*" * hidden + text[len(text) - keep_end :]

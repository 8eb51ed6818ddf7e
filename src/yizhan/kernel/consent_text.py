"""Texts a person consents to: kind, version and hash, so that a consent proves which words were agreed to."""

import functools
import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from yizhan.kernel.dated import Dated, load_dated
from yizhan.kernel.text import Bilingual


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One version of one text; `sha256` is taken over both languages."""

    kind: str
    version: str
    text: Bilingual
    sha256: str


def consent_text(file: Path, kind: str, on: date) -> ConsentText:
    """One text of a file in force on a day. An unknown kind raises KeyError, a day before the first text LookupError."""
    version = _texts(file)[kind].on(on)
    text = Bilingual(version.note["zh"], version.note["en"])
    digest = hashlib.sha256(f"{text.zh}\n{text.en}".encode()).hexdigest()
    return ConsentText(kind, str(version.value), text, digest)


@functools.cache
def _texts(file: Path) -> dict[str, Dated]:
    return load_dated(file)

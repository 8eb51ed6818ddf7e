"""Nationalities as travel documents write them: three letters of ISO 3166, and the few codes that ICAO 9303 adds."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

FILE = Path(__file__).with_name("countries.yaml")
# ICAO 9303 part 3, section 5: Germany's one letter, kinds of British nationals, people without a state, refugees.
DOCUMENT_CODES = {"D": "DEU", **dict.fromkeys(("GBD", "GBN", "GBO", "GBP", "GBS"), "GBR")}
WITHOUT_COUNTRY = ("XXA", "XXB", "XXC", "XXX")


@cache
def countries() -> Mapping[str, Mapping[str, str]]:
    """{alpha-3: {zh, en, ar}}; names by CLDR."""
    return MappingProxyType(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def country_code(text: str) -> str | None:
    """The code that is kept for a nationality as a document or a form writes it; None for one that does not exist."""
    code = text.strip().upper()
    code = DOCUMENT_CODES.get(code, code)
    return code if code in countries() or code in WITHOUT_COUNTRY else None

"""Ask the desk, the text part: short bilingual answers with source and day. The search itself is the database's."""

import functools
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from yizhan.kernel.text import Bilingual, normalise


@dataclass(frozen=True, slots=True)
class Summary:
    """One answer: `ask` is how people put the question, `also` other words for it, `calculator` the programme to try, or empty."""

    key: str
    programme: str
    calculator: str
    source: str
    since: date
    ask: Bilingual
    answer: Bilingual
    also: Bilingual


@functools.cache
def summaries() -> tuple[Summary, ...]:
    """All answers, in the order of the file. A missing field raises KeyError, a missing language ValueError."""
    content = yaml.safe_load(Path(__file__).with_name("summaries.yaml").read_text(encoding="utf-8"))
    return tuple(Summary(key, item["programme"], item.get("calculator", ""), item["source"], item["since"],
                         Bilingual(item["ask_zh"], item["ask_en"]), Bilingual(item["zh"], item["en"]),
                         Bilingual(item["also_zh"], item["also_en"]))
                 for key, item in content.items())


def shingles(text: str) -> frozenset[str]:
    """The pieces by which two texts are compared: words of Latin letters and digits, and pairs of Chinese characters.

    Chinese has no blanks, so words cannot be cut without a dictionary; pairs of neighbours do nearly as well.
    """
    found, word = set(), ""
    plain = normalise(text).lower()
    for place, character in enumerate(plain + " "):
        if character.isascii() and character.isalnum():
            word += character
            continue
        if word:
            found.add(word)
            word = ""
        if "\u4e00" <= character <= "\u9fff" and "\u4e00" <= plain[place + 1:place + 2] <= "\u9fff":
            found.add(plain[place:place + 2])
    return frozenset(found)

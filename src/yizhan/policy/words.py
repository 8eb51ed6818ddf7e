"""The words of the programmes in Chinese and English, from NAME.text.yaml."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from yizhan.kernel.text import Bilingual
from yizhan.policy.parameters import FOLDER


@dataclass(frozen=True, slots=True)
class ConditionWords:
    """What a condition says, the article that says it, and, where a person judges, why."""

    text: Bilingual
    article: str
    why_manual: Bilingual | None


@dataclass(frozen=True, slots=True)
class ProgrammeWords:
    """Title, what the programme is worth, its conditions by name, and the papers to prepare."""

    title: Bilingual
    worth: Bilingual
    conditions: Mapping[str, ConditionWords]
    papers: tuple[Bilingual, ...]


@functools.cache
def words_of(programme: str) -> ProgrammeWords:
    """The words of a programme. A missing language raises KeyError, a strange key ValueError."""
    content = yaml.safe_load((FOLDER / f"{programme}.text.yaml").read_text(encoding="utf-8"))
    conditions = {name: _condition(item) for name, item in content["conditions"].items()}
    return ProgrammeWords(_words(content["title"]), _words(content["worth"]), conditions,
                          tuple(_words(item) for item in content["papers"]))


def _words(item: Mapping[str, Any]) -> Bilingual:
    # An unquoted comma in a flow mapping cuts a sentence and leaves a key that nobody knows.
    strange = set(item) - {"zh", "en", "article", "why_zh", "why_en"}
    if strange:
        raise ValueError(f"unknown keys {sorted(map(str, strange))}: put the words in quotes")
    return Bilingual(item["zh"], item["en"])


def _condition(item: Mapping[str, Any]) -> ConditionWords:
    why = Bilingual(item["why_zh"], item["why_en"]) if "why_zh" in item else None
    return ConditionWords(_words(item), item["article"], why)

"""The words of facts that are chosen from a list."""

import functools
from collections.abc import Mapping
from pathlib import Path

import yaml

from yizhan.kernel.text import Bilingual


def choice_words(fact: str, code: str) -> Bilingual:
    """The words of one choice; an unknown fact or code raises KeyError."""
    return all_choice_words()[fact][code]


@functools.cache
def all_choice_words() -> Mapping[str, Mapping[str, Bilingual]]:
    """All words of choices.yaml by fact and code."""
    content = yaml.safe_load(Path(__file__).with_name("choices.yaml").read_text(encoding="utf-8"))
    return {fact: {str(code): Bilingual(item["zh"], item["en"]) for code, item in words.items()} for fact, words in content.items()}

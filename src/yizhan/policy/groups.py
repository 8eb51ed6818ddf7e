"""The facts in the groups in which a form shows them."""

import functools
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import yaml

from yizhan.kernel.text import Bilingual


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Facts that belong together, in the order of asking."""

    name: str
    title: Bilingual
    facts: tuple[str, ...]


@functools.cache
def groups() -> tuple[FactGroup, ...]:
    """All groups of groups.yaml."""
    content = yaml.safe_load(Path(__file__).with_name("groups.yaml").read_text(encoding="utf-8"))
    return tuple(FactGroup(name, Bilingual(item["zh"], item["en"]), tuple(item["facts"])) for name, item in content.items())


def groups_of(facts: Collection[str]) -> tuple[FactGroup, ...]:
    """The groups with only some facts; a group that keeps none is left out."""
    kept = [FactGroup(group.name, group.title, tuple(name for name in group.facts if name in facts)) for group in groups()]
    return tuple(group for group in kept if group.facts)

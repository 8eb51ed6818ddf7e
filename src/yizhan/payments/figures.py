"""Dated figures of the payment rules: one version of one figure, in force on a day."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from yizhan.kernel.dated import Dated, Version, load_dated

FOLDER = Path(__file__).parent


@cache
def figures(file: str) -> Mapping[str, Dated]:
    """All figures of a file beside this one, read once: the files are part of the program."""
    return MappingProxyType(load_dated(FOLDER / file))


def figure(rules: Mapping[str, Dated], name: str, on: date) -> Version:
    """The version in force on a day; raises LookupError when the name is unknown or has none on that day."""
    if name not in rules:
        raise LookupError(f"no figure {name}")
    return rules[name].on(on)

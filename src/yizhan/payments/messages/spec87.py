"""The field table of ISO 8583:1987 as data: forms in the standard's own notation, and the same as pyiso8583 wants them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

FILE = Path(__file__).with_name("spec87.yaml")
CHARACTERS = {"n": "[0-9]", "an": "[A-Za-z0-9 ]", "ans": "[\x20-\x7e]", "ns": "[0-9\x20-\x2f\x3a-\x40]", "z": "[0-9=D]", "b": "[0-9A-Fa-f]"}
FORM = re.compile(r"(?P<sort>n|an|ans|ns|z|b|x\+n) ?(?P<dots>\.{0,3})(?P<length>\d+)")
BITS_PER_HEX_DIGIT = 4
# A leap year stands before the digits that have no year of their own, so that the 29th of February exists.
STAMPS = {"MMDDhhmmss": ("2000", "%Y%m%d%H%M%S"), "hhmmss": ("", "%H%M%S"), "MMDD": ("2000", "%Y%m%d"), "YYMM": ("", "%y%m")}


@dataclass(frozen=True, slots=True)
class FieldForm:
    """One field: how long it may be, behind how many digits of length, and what it is made of."""

    number: str
    name: str
    length_max: int
    length_digits: int
    pattern: re.Pattern[str]
    stamp: str | None = None

    def holds(self, value: str) -> bool:
        """Whether a value has this form, and names a moment that exists where it is one."""
        return self.pattern.fullmatch(value) is not None and (self.stamp is None or _is_moment(value, self.stamp))


# Messages of one second share their stamps, and strptime costs more than all other checks of a message together.
@lru_cache(4096)
def _is_moment(digits: str, stamp: str) -> bool:
    year, form = STAMPS[stamp]
    try:
        datetime.strptime(year + digits, form)  # noqa: DTZ007 — only asks whether the digits name a moment.
    except ValueError:
        return False
    return True


def parse_form(number: str, form: str, name: str, stamp: str | None = None) -> FieldForm:
    """A field from the notation of the standard; ValueError on a form that is none."""
    match = FORM.fullmatch(form)
    if match is None:
        raise ValueError(f"field {number}: {form!r} is no form")
    sort, dots, length = match["sort"], len(match["dots"]), int(match["length"])
    if sort == "x+n":
        return FieldForm(number, name, length + 1, dots, re.compile(f"[CD][0-9]{{{length}}}"))
    length = length // BITS_PER_HEX_DIGIT if sort == "b" else length
    return FieldForm(number, name, length, dots, re.compile(f"{CHARACTERS[sort]}{{{0 if dots else length},{length}}}"), stamp)


@cache
def field_forms() -> Mapping[str, FieldForm]:
    """Every field by its number as text ("2" to "128")."""
    lines = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return MappingProxyType({number: parse_form(number, line["form"], line["name"], line.get("stamp")) for number, line in lines.items()})


@cache
def library_spec() -> Mapping[str, Mapping[str, Any]]:
    """The table in the form of pyiso8583: everything in ASCII, no header, bitmaps as 16 hex digits."""
    fixed = {"h": (0, 0, "Header"), "t": (4, 0, "Message type"), "p": (16, 0, "First bitmap")}
    fields = {number: (form.length_max, form.length_digits, form.name) for number, form in field_forms().items()}
    return {
        number: {"data_enc": "ascii", "len_enc": "ascii", "len_type": digits, "max_len": length, "desc": name}
        for number, (length, digits, name) in {**fixed, **fields}.items()
    }

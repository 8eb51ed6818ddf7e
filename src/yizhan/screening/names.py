"""Are two names the same person's? Order does not matter, nor blanks inside given names, nor marks on letters.

Passports write Ü as UE or UXX or U (ICAO 9303 part 3, section 6), cards usually as U: both spellings are tried.
"""

import re
import unicodedata
from enum import StrEnum
from itertools import permutations

PERMUTED_MAX = 6
SHARED_MIN = 2
# Letters that do not fall apart into a letter and a mark.
WHOLE = str.maketrans({"Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D", "Þ": "TH", "Æ": "AE", "Œ": "OE", "İ": "I", "Ħ": "H"})
SPELT_OUT = str.maketrans({"Ä": "AE", "Ö": "OE", "Ü": "UE", "Å": "AA", "Ø": "OE", "Ñ": "N"})


class Match(StrEnum):
    """How two names compare. PARTLY: all parts of the shorter stand in the longer; a person has to look."""

    SAME = "same"
    PARTLY = "partly"
    DIFFERENT = "different"


def name_parts(name: str, spelt_out: bool = False) -> tuple[str, ...]:
    """The parts of a name in plain capitals; hyphens, commas and fillers (<) part, apostrophes join."""
    text = unicodedata.normalize("NFC", name).replace("ß", "ss").upper()
    text = (text.translate(SPELT_OUT) if spelt_out else text).translate(WHOLE)
    text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return tuple(part for part in re.split(r"[\W_]+", re.sub(r"['’ʼ`]", "", text)) if part)


def compare_names(first: str, second: str) -> Match:
    """SAME when the parts give the same letters in some order, PARTLY when one name leaves parts out, else DIFFERENT."""
    spellings = [(name_parts(first, one), name_parts(second, other)) for one in (False, True) for other in (False, True)]
    if any(_same(one, other) for one, other in spellings):
        return Match.SAME
    return Match.PARTLY if any(_partly(one, other) for one, other in spellings) else Match.DIFFERENT


def _same(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    if not first or not second or sorted("".join(first)) != sorted("".join(second)):
        return False
    if sorted(first) == sorted(second):
        return True
    if max(len(first), len(second)) > PERMUTED_MAX:
        return False
    return not _orders(first).isdisjoint(_orders(second))


def _orders(parts: tuple[str, ...]) -> set[str]:
    return {"".join(order) for order in permutations(parts)}


def _partly(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    shorter, longer = sorted((set(first), set(second)), key=len)
    return len(shorter) >= SHARED_MIN and shorter < longer

"""The machine-readable zone of travel documents (ICAO 9303): TD3, two lines of 44, and TD1, three of 30. Every check digit is checked.

What is read here is personal data: refusals name the part that is wrong, never its text.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from yizhan.kernel.refusal import Refusal, refuse

WEIGHTS = (7, 3, 1)
VALUES = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}
FORMATS = {(2, 44): "TD3", (3, 30): "TD1"}


@dataclass(frozen=True, slots=True)
class TravelDocument:
    """What the zone says. `birth_date` is None where the document leaves day or month open; `name_is_cut` when it filled its field."""

    format: str
    kind: str
    issuer: str
    nationality: str
    number: str = field(repr=False)
    surname: str = field(repr=False)
    given_names: str = field(repr=False)
    birth_date: date | None = field(repr=False)
    sex: str
    expires_on: date
    name_is_cut: bool

    @property
    def name(self) -> str:
        """Surname and given names, for comparison with a card's name."""
        return f"{self.surname} {self.given_names}".strip()


@dataclass(frozen=True, slots=True)
class _Zone:
    """The parts of either format: each checked part with its digit, and the composite."""

    kind: str
    issuer: str
    number: str
    number_digit: str
    birth: str
    birth_digit: str
    sex: str
    expiry: str
    expiry_digit: str
    nationality: str
    names: str
    optional: str | None
    optional_digit: str
    composite: str
    composite_digit: str


def check_digit(text: str) -> str:
    """Weights 7, 3, 1 over digits, letters as 10 to 35, fillers as 0; the sum modulo ten."""
    return str(sum(VALUES[character] * WEIGHTS[position % 3] for position, character in enumerate(text)) % 10)


def parse_mrz(text: str, on: date) -> TravelDocument | Refusal:
    """The document whose zone was read or typed; blanks are ignored and small letters taken as capitals.

    `on` decides centuries: nobody is born after it, nothing expires in the last century.
    Refusals: `mrz_shape`; `mrz_character`; `mrz_check_digit` (part); `mrz_date` (part); `mrz_name_missing`.
    """
    lines = [re.sub(r"\s", "", line).upper() for line in text.strip().splitlines() if line.strip()]
    found = FORMATS.get((len(lines), len(lines[0]))) if lines else None
    if found is None or len({len(line) for line in lines}) > 1:
        return refuse("mrz_shape")
    if not set("".join(lines)) <= set(VALUES):
        return refuse("mrz_character")
    zone = _td3(lines) if found == "TD3" else _td1(lines)
    return _digits_refusal(zone) or _document(found, zone, on)


def check_document(document: TravelDocument, on: date) -> Refusal | None:
    """None for a document that is valid on a day, its last day included; else `document_expired` (expires_on)."""
    return refuse("document_expired", expires_on=document.expires_on) if document.expires_on < on else None


def _td3(lines: list[str]) -> _Zone:
    first, second = lines
    return _Zone(
        first[:2], first[2:5], second[:9], second[9], second[13:19], second[19], second[20], second[21:27], second[27],
        second[10:13], first[5:], second[28:42], second[42], second[:10] + second[13:20] + second[21:43], second[43])


def _td1(lines: list[str]) -> _Zone:
    first, second, names = lines
    number, digit = first[5:14], first[14]
    rest = first[15:].partition("<")[0]
    if digit == "<" and rest:
        # A number of more than nine characters goes on in the optional part, and its check digit stands at the end.
        number, digit = number + rest[:-1], rest[-1]
    composite = first[5:] + second[:7] + second[8:15] + second[18:29]
    return _Zone(
        first[:2], first[2:5], number, digit, second[:6], second[6], second[7], second[8:14], second[14],
        second[15:18], names, None, "", composite, second[29])


def _digits_refusal(zone: _Zone) -> Refusal | None:
    checked = [("number", zone.number, zone.number_digit), ("birth_date", zone.birth, zone.birth_digit),
               ("expires_on", zone.expiry, zone.expiry_digit)]
    # An empty optional part may carry a filler in place of the digit 0.
    if zone.optional is not None and not (zone.optional_digit == "<" and not zone.optional.strip("<")):
        checked.append(("optional", zone.optional, zone.optional_digit))
    checked.append(("composite", zone.composite, zone.composite_digit))
    wrong = next((part for part, text, digit in checked if check_digit(text) != digit), None)
    return refuse("mrz_check_digit", part=wrong) if wrong else None


def _document(found: str, zone: _Zone, on: date) -> TravelDocument | Refusal:
    surname, _, given = zone.names.rstrip("<").partition("<<")
    if not surname:
        return refuse("mrz_name_missing")
    born, expires = _birth_date(zone.birth, on), _day(2000, zone.expiry)
    if isinstance(born, Refusal):
        return born
    if expires is None:
        return refuse("mrz_date", part="expires_on")
    return TravelDocument(
        found, zone.kind.rstrip("<"), zone.issuer.rstrip("<"), zone.nationality.rstrip("<"), zone.number.rstrip("<"),
        _words(surname), _words(given), born, zone.sex.replace("<", "X"), expires, not zone.names.endswith("<"))


def _birth_date(text: str, on: date) -> date | Refusal | None:
    if "<" in text:
        return None
    day = _day(2000, text)
    if day is not None and day > on:
        day = _day(1900, text)
    # The 29th of February 1900 did not exist, that of 2000 did.
    return day if day is not None else _day(1900, text) or refuse("mrz_date", part="birth_date")


def _day(century: int, text: str) -> date | None:
    try:
        return date(century + int(text[:2]), int(text[2:4]), int(text[4:6]))
    except ValueError:
        return None


def _words(part: str) -> str:
    return " ".join(part.replace("<", " ").split())

"""Whether what a traveller gave for a tier is enough (升级核验): yes at once, yes after a person has looked, or no with the reason."""

from dataclasses import dataclass, field
from datetime import date

from yizhan.kernel.refusal import Refusal, refuse
from yizhan.payments.figures import figure, figures
from yizhan.payments.mrz import TravelDocument
from yizhan.screening.names import Match, compare_names

FILE = "upgrade.yaml"


@dataclass(frozen=True, slots=True)
class GivenIdentity:
    """What was given. `card_name` is as printed on the bound card; `name_before` is held from a lower tier, or empty.

    `document_valid_until` and `birth_date` are None where the tier asks for no document.
    """

    name: str = field(repr=False)
    card_name: str = field(repr=False)
    name_before: str = field(default="", repr=False)
    document_valid_until: date | None = None
    birth_date: date | None = field(default=None, repr=False)
    is_machine_read: bool = False
    name_is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """How the names compare, and why a person has to look; without a doubt the upgrade is approved."""

    match: Match
    doubts: tuple[str, ...]


def document_types(on: date) -> tuple[str, ...]:
    """The kinds of document that are accepted, the commonest first."""
    return tuple(figure(figures(FILE), "document_types", on).value)


def age_on(born: date, on: date) -> int:
    """Whole years; who is born on 29 February has a birthday on 1 March in other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def judge(given: GivenIdentity, has_document: bool, on: date) -> Judgement | Refusal:
    """Compare and check. Refusals: `document_expired`; `traveller_too_young` (age_min); `name_differs_from_card`."""
    if has_document:
        refusal = check_validity(given.document_valid_until, on) or check_age(given.birth_date, on)
        if refusal is not None:
            return refusal
    match = compare_names(given.name, given.card_name)
    if match is Match.DIFFERENT:
        return refuse("name_differs_from_card", field="card_name")
    return Judgement(match, tuple(_doubts(given, match, has_document)))


def check_validity(valid_until: date | None, on: date) -> Refusal | None:
    """None for a document that is valid on a day, its last day included."""
    if valid_until is not None and valid_until < on:
        return refuse("document_expired", field="document_valid_until", expires_on=valid_until)
    return None


def check_age(born: date | None, on: date) -> Refusal | None:
    """None for somebody old enough, and for a birthday that the document leaves open: a person looks then."""
    age_min = figure(figures(FILE), "age_min", on).value
    if born is not None and age_on(born, on) < age_min:
        return refuse("traveller_too_young", field="birth_date", age_min=age_min)
    return None


def from_document(document: TravelDocument) -> dict[str, object]:
    """What the lines of a document fill, by the names of a tier's fields and of an upgrade."""
    return {
        "name": document.name, "nationality": document.nationality, "sex": document.sex, "document_number": document.number,
        "document_valid_until": document.expires_on, "birth_date": document.birth_date, "name_is_cut": document.name_is_cut,
        "is_machine_read": True,
    }


def _doubts(given: GivenIdentity, match: Match, has_document: bool) -> list[str]:
    found = ["name_in_part"] if match is Match.PARTLY else []
    if given.name_before and compare_names(given.name, given.name_before) is not Match.SAME:
        found.append("name_other_than_before")
    if has_document and not given.is_machine_read:
        found.append("document_typed")
    if given.name_is_cut:
        found.append("name_is_cut")
    if has_document and given.birth_date is None:
        found.append("birth_date_open")
    return found

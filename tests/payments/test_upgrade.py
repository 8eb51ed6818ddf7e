"""What an upgrade accepts at once, what a person has to look at, and what is refused."""

from datetime import date

import pytest

from yizhan.kernel.refusal import Refusal
from yizhan.payments.mrz import parse_mrz
from yizhan.payments.upgrade import GivenIdentity, age_on, document_types, from_document, judge
from yizhan.screening.names import Match

ON = date(2026, 11, 16)
# The sample of ICAO 9303 with its expiry moved to 2030-04-15; check digits worked out by hand: 300415 → 7, composite → 6.
LINES = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F3004157ZE184226B<<<<<16"


def given(**changes) -> GivenIdentity:
    whole = {"name": "ERIKSSON ANNA MARIA", "card_name": "ANNA MARIA ERIKSSON", "document_valid_until": date(2030, 4, 15),
             "birth_date": date(1974, 8, 12), "is_machine_read": True}
    return GivenIdentity(**(whole | changes))


def test_a_document_read_by_its_lines_with_the_card_s_name_in_another_order_needs_nobody() -> None:
    assert judge(given(), True, ON).doubts == ()
    assert judge(given(), True, ON).match is Match.SAME


@pytest.mark.parametrize("card_name", ["KIM MIN JUN", "Min Jun KIM", "KIM MINJUN"])
def test_the_same_person_in_the_three_spellings_of_example_47(card_name: str) -> None:
    assert judge(given(name="KIM MIN JUN", card_name=card_name), False, ON).match is Match.SAME


@pytest.mark.parametrize(("changes", "doubt"), [
    ({"card_name": "ANNA ERIKSSON"}, "name_in_part"),
    ({"name_before": "ANNA MARIE ERIKSSON"}, "name_other_than_before"),
    ({"is_machine_read": False}, "document_typed"),
    ({"name_is_cut": True}, "name_is_cut"),
    ({"birth_date": None}, "birth_date_open"),
])
def test_each_doubt_alone_asks_for_a_person(changes: dict, doubt: str) -> None:
    assert judge(given(**changes), True, ON).doubts == (doubt,)


def test_simple_identity_has_no_document_to_doubt() -> None:
    assert judge(given(is_machine_read=False, birth_date=None, document_valid_until=None), False, ON).doubts == ()


@pytest.mark.parametrize(("changes", "code"), [
    ({"card_name": "JOHN SMITH"}, "name_differs_from_card"),
    ({"document_valid_until": date(2026, 11, 15)}, "document_expired"),
    ({"birth_date": date(2008, 11, 17)}, "traveller_too_young"),
])
def test_what_is_refused_names_its_reason(changes: dict, code: str) -> None:
    refusal = judge(given(**changes), True, ON)
    assert isinstance(refusal, Refusal) and refusal.code == code


def test_the_last_day_of_a_document_and_the_eighteenth_birthday_are_enough() -> None:
    assert judge(given(document_valid_until=ON, birth_date=date(2008, 11, 16)), True, ON).doubts == ()


def test_a_birthday_on_the_29th_of_february_comes_on_the_first_of_march() -> None:
    assert [age_on(date(2008, 2, 29), day) for day in (date(2026, 2, 28), date(2026, 3, 1))] == [17, 18]


def test_the_lines_of_a_document_fill_what_they_say() -> None:
    document = parse_mrz(LINES, ON)
    assert not isinstance(document, Refusal), document
    filled = from_document(document)
    assert (filled["name"], filled["document_number"], filled["document_valid_until"]) == (
        "ERIKSSON ANNA MARIA", "L898902C3", date(2030, 4, 15))
    assert filled["is_machine_read"] and filled["sex"] == "F"


def test_six_kinds_of_document_are_accepted_and_the_passport_stands_first() -> None:
    assert len(document_types(ON)) == 6 and document_types(ON)[0] == "passport"

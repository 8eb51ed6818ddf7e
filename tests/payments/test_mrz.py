"""The machine-readable zone: ICAO's own specimens, every check digit, and nothing personal in a refusal."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yizhan.kernel.refusal import Refusal
from yizhan.payments.mrz import TravelDocument, check_digit, check_document, parse_mrz

DAY = date(2026, 11, 23)
PASSPORT = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
CARD = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
LONG_NUMBER = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"


def parsed(text: str) -> TravelDocument:
    found = parse_mrz(text, DAY)
    assert isinstance(found, TravelDocument), found
    return found


@pytest.mark.parametrize(("text", "digit"), [("L898902C3", "6"), ("740812", "2"), ("120415", "9"), ("ZE184226B<<<<<", "1")])
def test_check_digits_of_the_specimen(text: str, digit: str) -> None:
    """E47."""
    assert check_digit(text) == digit


@pytest.mark.parametrize(("text", "format_name", "number"), [(PASSPORT, "TD3", "L898902C3"), (CARD, "TD1", "D23145890")])
def test_the_specimens_are_read(text: str, format_name: str, number: str) -> None:
    found = parsed(text)
    assert (found.format, found.number, found.nationality, found.issuer, found.sex) == (format_name, number, "UTO", "UTO", "F")
    assert (found.name, found.birth_date, found.expires_on) == ("ERIKSSON ANNA MARIA", date(1974, 8, 12), date(2012, 4, 15))


def test_a_number_longer_than_nine_goes_on_in_the_optional_part() -> None:
    """ICAO 9303 part 5: D23145890734 with check digit 9."""
    assert parsed(LONG_NUMBER).number == "D23145890734"


@pytest.mark.parametrize("text", [PASSPORT, CARD, LONG_NUMBER])
def test_any_changed_digit_is_found(text: str) -> None:
    """E47: each digit of the checked lines raised by one; the last line of a card holds the name only."""
    checked = text.rindex("\n") if text is not PASSPORT else len(text)
    for position, character in enumerate(text[:checked]):
        if character.isdigit():
            found = parse_mrz(text[:position] + str((int(character) + 1) % 10) + text[position + 1 :], DAY)
            assert isinstance(found, Refusal), position


@pytest.mark.parametrize(("text", "code", "part"), [
    ("", "mrz_shape", None), (PASSPORT[:-1], "mrz_shape", None), (PASSPORT.replace("\n", ""), "mrz_shape", None),
    (PASSPORT.replace("ANNA", "AN*A"), "mrz_character", None), (PASSPORT.replace("ANNA", "ÄNNA"), "mrz_character", None),
    (PASSPORT.replace("C36UTO", "C37UTO"), "mrz_check_digit", "number"),
    (PASSPORT.replace("8122F", "8123F"), "mrz_check_digit", "birth_date"),
    (PASSPORT.replace("4159Z", "4158Z"), "mrz_check_digit", "expires_on"), (PASSPORT.replace("<10", "<20"), "mrz_check_digit", "optional"),
    (PASSPORT[:-1] + "1", "mrz_check_digit", "composite"),
])
def test_what_is_wrong_is_named_by_its_part(text: str, code: str, part: str | None) -> None:
    found = parse_mrz(text, DAY)
    assert isinstance(found, Refusal)
    assert (found.code, found.facts.get("part")) == (code, part) and "ERIKSSON" not in str(found.facts)


def second_line(birth: str, expiry: str = "291231") -> str:
    """A passport's second line with right check digits and an empty optional part."""
    number, optional = "L898902C3", "<" * 14
    checked = [f"{part}{check_digit(part)}" for part in (number, birth, expiry)]
    composite = check_digit(f"{checked[0]}{checked[1]}{checked[2]}{optional}<")
    return f"{checked[0]}UTO{checked[1]}<{checked[2]}{optional}<{composite}"


FIRST_LINE = PASSPORT.splitlines()[0]


@pytest.mark.parametrize(("birth", "expected"), [
    ("261123", date(2026, 11, 23)), ("261124", date(1926, 11, 24)), ("000229", date(2000, 2, 29)), ("74<<<<", None),
    ("720229", date(1972, 2, 29)),
])
def test_nobody_is_born_after_today_and_an_open_birthday_stays_open(birth: str, expected: date | None) -> None:
    found = parsed(f"{FIRST_LINE}\n{second_line(birth)}")
    assert found.birth_date == expected and found.sex == "X"


@pytest.mark.parametrize(("birth", "expiry", "part"), [
    ("741312", "291231", "birth_date"), ("740812", "290230", "expires_on"), ("740812", "29<<<<", "expires_on"),
])
def test_a_day_that_does_not_exist_is_refused(birth: str, expiry: str, part: str) -> None:
    found = parse_mrz(f"{FIRST_LINE}\n{second_line(birth, expiry)}", DAY)
    assert isinstance(found, Refusal)
    assert (found.code, found.facts["part"]) == ("mrz_date", part)


def test_a_document_is_valid_on_its_last_day() -> None:
    found = parsed(f"{FIRST_LINE}\n{second_line('740812', '261123')}")
    assert check_document(found, DAY) is None
    expired = check_document(found, date(2026, 11, 24))
    assert isinstance(expired, Refusal) and expired.code == "document_expired"


def test_a_zone_without_a_name_and_one_whose_name_is_cut() -> None:
    nameless = parse_mrz(f"P<UTO{'<' * 39}\n{second_line('740812')}", DAY)
    assert isinstance(nameless, Refusal) and nameless.code == "mrz_name_missing"
    assert parsed(f"P<UTO{'A' * 20}<<{'B' * 17}\n{second_line('740812')}").name_is_cut and not parsed(PASSPORT).name_is_cut


def test_blanks_and_small_letters_are_mended_and_a_printed_document_shows_nobody() -> None:
    found = parsed("  " + PASSPORT.lower().replace("\n", " \r\n\n "))
    assert found == parsed(PASSPORT)
    assert not any(personal in repr(found) for personal in ("ERIKSSON", "L898902C3", "1974"))


@settings(deadline=None)
@given(st.text(alphabet="ABZ059<\n ", max_size=100))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert isinstance(parse_mrz(text, DAY), TravelDocument | Refusal)


@settings(deadline=None)
@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<", min_size=44, max_size=44))
def test_any_second_line_is_read_or_refused(line: str) -> None:
    assert isinstance(parse_mrz(f"{FIRST_LINE}\n{line}", DAY), TravelDocument | Refusal)


@settings(deadline=None)
@given(st.text(alphabet="0123456789<", min_size=6, max_size=6), st.text(alphabet="0123456789<", min_size=6, max_size=6))
def test_any_days_under_right_check_digits_are_read_or_refused(birth: str, expiry: str) -> None:
    assert isinstance(parse_mrz(f"{FIRST_LINE}\n{second_line(birth, expiry)}", DAY), TravelDocument | Refusal)

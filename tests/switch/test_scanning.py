"""The scanner finds what is planted, in a text and in a dump of a database, and takes ids and tokens for nothing."""

import psycopg
import pytest

from tests.databases import TestDatabase
from tests.switch.scanning import account_ids, card_numbers, dump, security_codes

VISA = "4111111111111111"


@pytest.mark.parametrize("text", [
    VISA, f"number={VISA}&x", "4111 1111 1111 1111", "4111-1111-1111-1111", f'{{"pan": "{VISA}"}}', f"a\t{VISA}\tb", f"<{VISA}>",
    "378282246310005", f"card {VISA}.",
])
def test_a_number_is_found_as_it_may_be_written(text: str) -> None:
    assert card_numbers(text)


@pytest.mark.parametrize("text", [f"x{VISA}x", f"5c78{VISA.encode().hex()}00"])
def test_a_number_that_is_known_is_found_within_other_letters(text: str) -> None:
    assert card_numbers(text) == [] and card_numbers(text, [VISA]) == [VISA]


@pytest.mark.parametrize("text", [
    "411111******1111", "4111111111111112", "crd_00000000000G0", "card_41111111111111110000000000000000", "7148262500270080",
    "2026-11-29 04:15:23.839",
])
def test_masks_ids_and_times_are_no_numbers(text: str) -> None:
    assert card_numbers(text) == []


@pytest.mark.parametrize("text", ["security_code=839", '"cvv": "123"', "9203839", "a\t839\tb", "CVC2: 8391", "code 839"])
def test_a_code_is_found_under_a_name_in_a_message_and_alone(text: str) -> None:
    assert security_codes(text, ["839"])


@pytest.mark.parametrize("text", ["security_code_malformed", "04:15:23.839+00", "18390", "a839b", "security_code=***"])
def test_other_digits_are_no_codes(text: str) -> None:
    assert security_codes(text, ["839"]) == []


def test_what_is_planted_anywhere_in_a_database_is_found(fresh_database: TestDatabase) -> None:
    clean, ids = dump(fresh_database), account_ids(fresh_database)
    assert "CREATE TABLE vault.binding" in clean and (card_numbers(clean, ids=ids), security_codes(clean, ["839"])) == ([], [])
    with psycopg.connect(fresh_database.owner_url) as connection:
        connection.execute("CREATE TABLE vault.planted (a text, b bytea)")
        connection.execute("INSERT INTO vault.planted VALUES ('839', NULL), (%s, NULL), (NULL, %s)", ("5555 5555 5555 4444", VISA.encode()))
    found = dump(fresh_database)
    assert card_numbers(found, [VISA], ids) == ["5555555555554444", VISA] and security_codes(found, ["839"]) == ["839"]

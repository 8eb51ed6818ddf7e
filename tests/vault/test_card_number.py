"""A card number shows itself masked and is given out by one call only."""

import copy
import json
import pickle
import traceback

import pytest

from yizhan.vault.card_number import CardNumber
from yizhan.vault.cards import OpenCard

NUMBER = "4111111111111111"


@pytest.mark.parametrize(("digits", "bin_digits", "masked"), [  # E27
    (NUMBER, 6, "411111******1111"), (NUMBER, 8, "41111111****1111"), ("378282246310005", 6, "378282*****0005"),
    ("378282246310005", 8, "378282*****0005"),
    ("30569309025904", 8, "305693****5904"), ("6250947000000000014", 8, "62509470*******0014"),
])
def test_the_mask_shows_the_first_and_the_last_four(digits: str, bin_digits: int, masked: str) -> None:
    assert CardNumber(digits).masked(bin_digits) == masked


def test_no_way_of_printing_shows_the_number() -> None:
    number = CardNumber(NUMBER)
    shown = [repr(number), str(number), f"{number}", repr([number]), repr(OpenCard(number, "2912"))]
    assert not any(NUMBER in text or "2912" in text for text in shown) and number.reveal() == NUMBER


@pytest.mark.parametrize("copier", [pickle.dumps, copy.deepcopy, json.dumps])
def test_a_number_is_not_copied_or_written_by_accident(copier: object) -> None:
    for secret in (CardNumber(NUMBER), OpenCard(CardNumber(NUMBER), "2912")):
        with pytest.raises(TypeError):
            print(copier(secret))  # type: ignore[operator]


@pytest.mark.parametrize("text", [
    "", "41111111111", "4" * 20, "4111 1111 1111 1111", "４１１１１１１１１１１１１１１１", "x4111111111111111",
])
def test_other_texts_are_no_number_and_the_error_does_not_repeat_them(text: str) -> None:
    with pytest.raises(ValueError, match="12 to 19 digits") as caught:
        CardNumber(text)
    assert not text or text not in str(caught.value)
    assert "4111111111111111" not in "".join(traceback.format_exception_only(caught.value))


def test_equal_numbers_are_equal() -> None:
    assert CardNumber(NUMBER) == CardNumber(NUMBER) != CardNumber("4111111111111129") and CardNumber(NUMBER) != NUMBER
    assert len({CardNumber(NUMBER), CardNumber(NUMBER)}) == 1

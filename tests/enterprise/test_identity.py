from hypothesis import given
from hypothesis import strategies as st

from yizhan.enterprise.identity import ALPHABET, Uscc, parse_uscc
from yizhan.kernel.refusal import Refusal

# 91350100M000100Y43 is the worked example printed in GB 32100-2015.
STANDARD = "91350100M000100Y43"
bodies = st.tuples(
    st.text("159Y", min_size=1, max_size=1), st.text("1239", min_size=1, max_size=1),
    st.text("0123456789", min_size=6, max_size=6), st.text(ALPHABET, min_size=9, max_size=9)).map("".join)


def slow_check_digit(body: str) -> str:
    """The formula of the standard, with weights as powers of 3 modulo 31."""
    total = sum(ALPHABET.index(character) * pow(3, position, 31) for position, character in enumerate(body))
    return ALPHABET[-total % 31]


def test_the_example_of_the_standard_is_accepted() -> None:
    assert parse_uscc(STANDARD) == Uscc(STANDARD)


def test_full_width_lower_case_blanks_and_hyphens_are_mended() -> None:
    assert parse_uscc(" ９１３５０１００m000100y43 ") == Uscc(STANDARD)
    assert parse_uscc("913501-00M000-100Y43") == Uscc(STANDARD)


def test_a_wrong_check_digit_names_the_expected_one() -> None:
    refusal = parse_uscc("91350100M000100Y44")
    assert refusal == Refusal("uscc_check_digit", {"found": "4", "expected": "3"})


def test_a_wrong_length_a_wrong_letter_and_a_wrong_region_are_named() -> None:
    assert parse_uscc("") == Refusal("uscc_empty")
    assert parse_uscc("91350100M000100Y4") == Refusal("uscc_length", {"length": 17, "expected": 18})
    assert parse_uscc("91350100MO00100Y43") == Refusal("uscc_character", {"character": "O", "position": 10})
    assert parse_uscc("9135A100M000100Y43") == Refusal("uscc_region", {"region": "35A100"})


def test_the_parts_of_a_code_are_told() -> None:
    code = Uscc(STANDARD)
    assert (code.authority, code.region, code.organisation, str(code)) == ("9", "350100", "M000100Y4", STANDARD)


@given(bodies)
def test_exactly_one_check_digit_fits_a_body(body: str) -> None:
    fitting = [digit for digit in ALPHABET if isinstance(parse_uscc(body + digit), Uscc)]
    assert fitting == [slow_check_digit(body)]


@given(bodies, st.integers(8, 16), st.sampled_from(ALPHABET))
def test_one_changed_character_is_noticed(body: str, position: int, character: str) -> None:
    code = body + slow_check_digit(body)
    changed = code[:position] + character + code[position + 1 :]
    assert isinstance(parse_uscc(changed), Uscc) == (changed == code)


@given(st.text(max_size=30))
def test_any_text_ends_as_a_code_or_a_refusal(text: str) -> None:
    assert isinstance(parse_uscc(text), Uscc | Refusal)

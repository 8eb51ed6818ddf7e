import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.enterprise.files import column
from yizhan.enterprise.cleaning.texts import mapped, text


def test_text_gets_one_spelling() -> None:
    assert text(column(["甲（北京）公司 ", " a  b\tc", None, "ＡＢＣ"])).to_pylist() == ["甲(北京)公司", "a b c", "", "ABC"]


def test_numbers_kept_as_floats_are_digits_again_unless_digits_were_lost() -> None:
    assert text(column([43.0, None, 1e20], pa.float64())).to_pylist() == ["43", "", "1e+20"]
    assert text(column([43.0], pa.float64())).to_pylist() == ["43"]


def test_words_are_mapped_in_any_case_and_unknown_ones_are_null() -> None:
    meanings = {"作废": "yes", "void": "yes", "": "no"}
    assert mapped(column(["作废", "VOID", "", "?", None]), meanings).to_pylist() == ["yes", "yes", "no", None, "no"]
    assert mapped(column(["void", "x"]).dictionary_encode(), meanings).to_pylist() == ["yes", None]


@settings(deadline=None)
@given(st.lists(st.text(), max_size=10))
def test_no_control_character_survives_and_twice_is_once(values: list[str]) -> None:
    once = text(column(values))
    assert text(once).equals(once) or any("=" in value or "'" in value for value in values)
    assert not any(ord(character) < 32 or ord(character) == 127 for value in once.to_pylist() for character in value)

"""The data dictionary is read strictly: each fault names its place and the mend."""

from datetime import date

import pytest

from yizhan.credit.scorecard.bins import CardError
from yizhan.credit.scorecard.card import Direction
from yizhan.credit.scorecard.dictionary import data_dictionary, load_dictionary

WHOLE = {
    "name": "made", "version": "1", "purpose": {"zh": "目的", "en": "purpose"}, "outcome": {"column": "bad", "bad": [1]},
    "decided_on": "day", "train_until": date(2024, 12, 31),
    "columns": {"income": {"known_at": "application", "direction": "increasing"},
                "debt": {"known_at": "decision", "special_codes": [-1], "title": {"zh": "负债", "en": "Debt"}},
                "used": {"known_at": "later"}},
    "leave_out": ["id"],
}


def test_a_whole_dictionary_says_when_each_column_is_known() -> None:
    found = data_dictionary(WHOLE, "made.yaml")
    assert found.known_at == {"income": "application", "debt": "decision", "used": "later"}
    assert found.named == {"income", "debt", "used", "id", "bad", "day"}
    assert found.columns[0].direction is Direction.INCREASING and found.columns[1].special_codes == (-1.0,)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"columns": {"income": {}}}, r"columns\.income\.known_at: is missing"),
        ({"columns": {"income": {"known_at": "sometimes"}}}, "'sometimes' is none of application, decision, later"),
        ({"columns": {"income": {"known_at": "later", "direction": "up"}}}, "none of free, increasing, decreasing"),
        ({"columns": {"income": {"known_at": "later", "unit": "yuan"}}}, r"unknown fields \['unit'\]"),
        ({"columns": {}}, "at least one entry"),
        ({"outcome": {"column": "bad", "bad": []}}, "at least one entry"),
        ({"purpose": {"zh": "目的"}}, r"purpose\.en: is missing"),
        ({"decided_on": None}, "decided_on"),
        ({"leave_out": [1]}, "leave_out: expected a list of texts"),
        ({"colour": "blue"}, r"unknown fields \['colour'\]"),
    ],
)
def test_a_fault_names_its_place(changes, told) -> None:
    with pytest.raises(CardError, match=told):
        data_dictionary(WHOLE | changes, "made.yaml")


def test_a_split_by_day_needs_the_day() -> None:
    content = {name: value for name, value in WHOLE.items() if name != "decided_on"}
    with pytest.raises(CardError, match="train_until: needs decided_on"):
        data_dictionary(content, "made.yaml")


def test_a_file_that_is_no_yaml_is_named(tmp_path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("a: [", encoding="utf-8")
    with pytest.raises(CardError, match=r"broken\.yaml: not readable"):
        load_dictionary(file)

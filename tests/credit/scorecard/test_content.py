"""The plain content of a card and its id."""

from tests.credit.scorecard.cards import small_card
from yizhan.credit.scorecard.content import content_id, plain_content


def test_cuts_are_written_as_a_person_would_and_derived_fields_are_left_out() -> None:
    content = plain_content(small_card())
    assert content["variables"][0]["bins"] == {"kind": "numeric", "cuts": [0.1, 5.0], "special_codes": [-1.0]}
    assert not {"card_id", "columns", "points_max"} & {*content, *content["variables"][0]}


def test_the_id_is_stable_across_releases() -> None:
    """Applications store it: a change here orphans stored decisions."""
    assert content_id(small_card()) == small_card().card_id == "e81deaca31c1989f"

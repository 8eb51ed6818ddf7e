"""Every written form of a card."""

import pytest

from tests.credit.scorecard.cards import small_card
from yizhan.credit.scorecard.card_json import from_json
from yizhan.credit.scorecard.export import FORMATS, export


def test_each_format_is_written_and_names_the_card() -> None:
    for written in FORMATS:
        assert small_card().card_id in export(small_card(), written), written
    assert from_json(export(small_card(), "json")) == small_card()
    assert 'FROM "loans"' in export(small_card(), "duckdb", table="loans")
    assert "`id`" in export(small_card(), "spark")
    assert "基础分" in export(small_card(), "markdown", "zh") and "Base points" in export(small_card(), "html", "en")


def test_an_unknown_format_is_an_error() -> None:
    with pytest.raises(ValueError, match="format 'pmml' is none of"):
        export(small_card(), "pmml")

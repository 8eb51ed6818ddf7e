"""The files of figures beside the payment rules: readable, sourced, and no file unread."""

from datetime import date

import pytest

from yizhan.payments.figures import FOLDER, figure, figures

# Names of countries are a table of words, not figures that somebody sets.
FILES = sorted(path.name for path in FOLDER.glob("*.yaml") if path.name != "countries.yaml")


@pytest.mark.parametrize("file", FILES)
def test_every_figure_has_a_source_and_is_in_force_today(file: str) -> None:
    for dated in figures(file).values():
        assert dated.on(date(2026, 11, 23)).source


def test_an_unknown_figure_is_named() -> None:
    with pytest.raises(LookupError, match="no figure nothing"):
        figure(figures("fees.yaml"), "nothing", date(2026, 11, 23))

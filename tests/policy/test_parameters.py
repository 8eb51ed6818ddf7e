"""Parameter files: broken ones are named, and a day picks exactly one version."""

from datetime import date, timedelta

import pytest

from yizhan.kernel.dated import DatedDataError
from yizhan.policy.parameters import BandRows, Figure, load_book, load_programme, read_value
from yizhan.policy.units import Unit

GOOD = "staff_max:\n  - {effective_from: 2020-01-01, value: 500, source: x, confidence: A}\n"


def load(tmp_path, text: str):
    path = tmp_path / "broken.parameters.yaml"
    path.write_text(text, encoding="utf-8")
    return load_programme(path)


@pytest.mark.parametrize(("text", "message"), [
    ("staff_max: [", "not readable as YAML"),
    ("- 1", "expected names"),
    (GOOD + "  - {effective_from: 2019-01-01, value: 300, source: x, confidence: A}\n", "overlap"),
    (GOOD.replace("500", "about 500"), "neither a word nor a figure"),
    (GOOD.replace("500", "{at_least: [[30pc, 20]]}"), "neither a word nor a figure"),
    (GOOD.replace("500", "0.3"), "in quotes"),
    (GOOD.replace("500", "\"0.3\""), "30%"),
    (GOOD.replace("2020-01-01", "\"2020-01-01\""), "without quotes"),
    (GOOD.replace("confidence: A", "confidence: sure"), "confidence"),
])
def test_a_broken_file_names_the_figure_and_the_mend(tmp_path, text, message) -> None:
    with pytest.raises(DatedDataError, match=message) as refused:
        load(tmp_path, text)
    assert "broken.parameters.yaml" in str(refused.value)


def test_values_are_read_with_their_units() -> None:
    assert read_value("2亿") == Figure(20_000_000_000, Unit.MONEY)
    assert read_value({"at_most": [["55%", 10]]}) == BandRows(((read_value("55%").value, False, 10),), Unit.RATIO, True)
    assert read_value({"at_least": [[">0%", 2]]}).rows == ((0, True, 2),)
    assert read_value({"staff": {"large": 300}}) == {"staff": {"large": Figure(300, Unit.COUNT)}}
    assert read_value(["shenzhen", "suzhou"]) == ("shenzhen", "suzhou")


FIGURES = [pytest.param(dated, id=f"{programme}.{name}")
           for programme, figures in load_book().programmes.items() for name, dated in figures.items()]


@pytest.mark.parametrize("dated", FIGURES)
def test_a_day_picks_exactly_one_version(dated) -> None:
    days = {version.effective_from + timedelta(days=shift) for version in dated.versions for shift in (-1, 0, 1)}
    days |= {version.effective_to + timedelta(days=shift) for version in dated.versions if version.effective_to
             for shift in (-1, 0, 1)}
    for day in days:
        holding = [version for version in dated.versions if version.holds_on(day)]
        assert len(holding) <= 1
        assert dated.on_or_none(day) is (holding[0] if holding else None)


@pytest.mark.parametrize("dated", FIGURES)
def test_every_version_has_words_in_both_languages_and_a_source(dated) -> None:
    for version in dated.versions:
        assert version.note["zh"] and version.note["en"] and len(version.source) > 3


def test_an_unknown_parameter_names_those_that_exist() -> None:
    with pytest.raises(KeyError, match="staff_max"):
        load_book().dated("tech_sme", "staff_limit")


def test_a_version_is_read_once_and_none_in_force_is_a_lookup_error() -> None:
    book = load_book()
    assert book.read("tech_sme", "staff_max", date(2026, 1, 1)) is book.read("tech_sme", "staff_max", date(2020, 1, 1))
    with pytest.raises(LookupError):
        book.read("tech_sme", "staff_max", date(2017, 5, 2))

"""Books from files: a folder overlays the standing figures, a reform changes some; wrong files name the entry and the mend."""

from datetime import date
from pathlib import Path

import pytest

from yizhan.kernel.dated import DatedDataError
from yizhan.policy.book_files import read_book
from yizhan.policy.parameters import FOLDER, load_book

DAY = date(2027, 1, 1)


def test_a_folder_takes_the_place_of_the_programmes_it_holds(tmp_path: Path) -> None:
    text = (FOLDER / "tech_sme.parameters.yaml").read_text(encoding="utf-8")
    assert text.count("value: 60\n") == 1
    (tmp_path / "tech_sme.parameters.yaml").write_text(text.replace("value: 60\n", "value: 55\n"), encoding="utf-8")
    book = read_book(tmp_path, load_book())
    assert book.dated("tech_sme", "score_min").on(DAY).value == 55
    assert book.programmes["size_class"] is load_book().programmes["size_class"]


def test_a_reform_file_changes_a_figure_from_a_day_on(tmp_path: Path) -> None:
    file = tmp_path / "reform.yaml"
    file.write_text("- {programme: tech_sme, name: staff_max, value: 300, effective_from: 2027-01-01, source: draft}\n", encoding="utf-8")
    figure = read_book(file, load_book()).dated("tech_sme", "staff_max")
    assert (figure.on(date(2026, 12, 31)).value, figure.on(DAY).value, figure.on(DAY).source) == (500, 300, "draft")


@pytest.mark.parametrize(("text", "told"), [
    ("- [", "not readable as YAML"), ("{}", "expected a list of changes"), ("- 3", "change 1: a change must be a mapping"),
    ("- {programme: tech_sme}", "missing fields ['effective_from', 'name', 'value']"),
    ("- {programme: tech_sme, name: stuff_max, value: 3, effective_from: 2027-01-01}", "tech_sme has no figure 'stuff_max'"),
    ("- {programme: tech_sme, name: staff_max, value: 3, effective_from: '2027-01-01'}", "without quotes"),
    ("- {programme: tech_sme, name: revenue_max, value: 2 万元整, effective_from: 2027-01-01}", "neither a word nor a figure")])
def test_a_wrong_reform_is_refused_with_the_mend(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "reform.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DatedDataError) as error:
        read_book(tmp_path / "reform.yaml", load_book())
    assert told in str(error.value)


def test_a_folder_without_parameter_files_or_with_a_strange_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatedDataError, match="holds no NAME"):
        read_book(tmp_path, load_book())
    (tmp_path / "nothing.parameters.yaml").write_text("a: [{effective_from: 2026-01-01, value: 1, source: s, confidence: A}]")
    with pytest.raises(DatedDataError, match="no programme is called nothing"):
        read_book(tmp_path, load_book())

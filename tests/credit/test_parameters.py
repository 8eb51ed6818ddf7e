"""Figures for one day, with a note of every version that was read."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.credit.inputs import DAY, yuan
from yizhan.credit.parameters import FOLDER, Parameters, check_pinned
from yizhan.kernel.dated import load_dated

FIGURE = """
fee:
  - {effective_from: 2024-01-01, effective_to: 2025-12-31, value: "0.01", source: first, confidence: A}
  - {effective_from: 2026-01-01, value: "0.02", source: second, confidence: D}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "fees.yaml").write_text(FIGURE, encoding="utf-8")
    return tmp_path


def test_the_version_of_the_day_is_read_and_noted_once(folder: Path) -> None:
    parameters = Parameters(date(2025, 6, 1), folder)
    assert parameters.decimal("fees.yaml", "fee") == parameters.decimal("fees.yaml", "fee") == Decimal("0.01")
    (used,) = parameters.used
    assert (used.file, used.name, used.effective_from, used.confidence) == (
        "fees.yaml", "fee", date(2024, 1, 1), "A")


def test_a_name_or_day_without_a_version_is_none_or_an_error(folder: Path) -> None:
    parameters = Parameters(date(2023, 12, 31), folder)
    assert parameters.version_or_none("fees.yaml", "fee") is None
    assert parameters.version_or_none("fees.yaml", "gold") is None
    assert parameters.used == ()
    with pytest.raises(LookupError, match="fee has no version in force on 2023-12-31"):
        parameters.version("fees.yaml", "fee")


def test_a_pinned_version_stays_with_the_confidence_it_had(folder: Path) -> None:
    parameters = Parameters(date(2026, 6, 1), folder)
    parameters.version("fees.yaml", "fee")
    text = FIGURE.replace("second, confidence: D", "second, confidence: A")
    (folder / "fees.yaml").write_text(text.replace("fee:", "new:\n  - {effective_from: 2026-01-01, value: 1, "
                                                           "source: x, confidence: A}\nfee:"), encoding="utf-8")
    again = Parameters(date(2026, 6, 1), folder, pinned=parameters.used)
    assert again.version("fees.yaml", "fee").is_assumption
    assert again.names("fees.yaml") == ("fee",)
    assert again.version_or_none("fees.yaml", "new") is None
    assert again.used == parameters.used
    assert check_pinned(parameters.used, folder) is None


def test_an_edited_file_is_read_anew(folder: Path) -> None:
    assert Parameters(DAY, folder).decimal("fees.yaml", "fee") == Decimal("0.02")
    (folder / "fees.yaml").write_text(FIGURE.replace("0.02", "0.03"), encoding="utf-8")
    assert Parameters(DAY, folder).decimal("fees.yaml", "fee") == Decimal("0.03")


def test_money_is_written_in_yuan() -> None:
    assert Parameters(DAY).money("limit.yaml", "step") == yuan(10_000)


MINE = ("products", "knock_out", "need", "limit", "lpr", "pricing", "authority", "diligence", "self_assessment")


@pytest.mark.parametrize("name", MINE)
def test_every_figure_has_a_source_and_no_binary_float_hides_in_it(name: str) -> None:
    def leaves(value: object) -> list[object]:
        items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
        return [value] if items is None else [leaf for item in items for leaf in leaves(item)]

    for dated in load_dated(FOLDER / f"{name}.yaml").values():
        for version in dated.versions:
            assert version.source and not any(isinstance(leaf, float) for leaf in leaves(version.value))
            assert version.confidence == "assumption" or "chosen by the project" not in version.source

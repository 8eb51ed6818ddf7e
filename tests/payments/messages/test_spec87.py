"""The field table of ISO 8583:1987."""

import json

import pytest

from tests.shared import shared_path
from yizhan.payments.messages.spec87 import field_forms, library_spec, parse_form


def test_every_field_is_there_and_the_library_takes_them() -> None:
    assert set(field_forms()) == {str(number) for number in range(1, 129)}
    assert set(library_spec()) == set(field_forms()) | {"h", "t", "p"}


@pytest.mark.parametrize(("number", "value", "holds"), [
    ("2", "4111111111111111", True), ("2", "41111111111111111111", False), ("2", "4111x", False),
    ("4", "000000030900", True), ("4", "30900", False),
    ("7", "1123084512", True), ("7", "0229235959", True), ("7", "0230000000", False), ("7", "1123240000", False),
    ("14", "2912", True), ("14", "2913", False), ("13", "1131", False), ("12", "235960", False),
    ("37", "632708000124", True), ("37", "63270800012é", False), ("39", "7X", True), ("43", " " * 40, True), ("43", " " * 39, False),
    ("28", "D00000500", True), ("28", "00000500", False), ("35", "4111111111111111=2912", True),
    ("52", "0123456789ABCDEF", True), ("52", "0123", False),
])
def test_a_value_has_the_form_of_its_field(number: str, value: str, holds: bool) -> None:
    assert field_forms()[number].holds(value) is holds


@pytest.mark.parametrize("form", ["", "n", "q 6", "n....9", "6 n"])
def test_a_form_that_is_none_is_found_when_the_table_is_read(form: str) -> None:
    with pytest.raises(ValueError, match="field 3"):
        parse_form("3", form, "name")


def test_the_table_agrees_with_the_published_one() -> None:
    """But for track 3, which the standard writes as track data, and the extended bitmap, which nobody uses."""
    published = json.loads(shared_path("reference", "iso8583", "moov_specification_ver_1987.json").read_text(encoding="utf-8"))["elements"]
    for number, element in published.items():
        form = parse_form(number, element["Describe"].split(";")[0].strip().replace("b 1", "b 4"), "")
        ours = field_forms()[number]
        assert (form.length_max, form.length_digits) == (ours.length_max, ours.length_digits), number
        assert form.pattern == ours.pattern or number == "36"

import numpy as np
import pytest

from tests.enterprise.files import column
from yizhan.enterprise.cleaning.findings import Findings
from yizhan.enterprise.cleaning.numbers import numbers


def parsed(code: str, number: str, digital: str = "") -> tuple[str, str, list[str]]:
    findings = Findings(np.arange(1))
    found = numbers(column([code]), column([number]), column([digital]), findings)
    return found[0][0].as_py(), found[1][0].as_py(), [problem.code for problem in findings.problems()]


@pytest.mark.parametrize(("given", "expected"), [
    (("", "43"), ("", "00000043")), (("1100171130", "12345678"), ("1100171130", "12345678")),
    (("31001900111", "5"), ("031001900111", "00000005")), (("110017113", "5"), ("0110017113", "00000005")),
    (("", "24312000000012345678"), ("", "24312000000012345678")), (("", "INV-7"), ("", "INV-7")),
    # A paper invoice of the digital kind also bears its 20 digits; they alone name it.
    (("1100171130", "12345678", "24312000000012345678"), ("", "24312000000012345678"))])
def test_dropped_zeros_come_back_and_twenty_digits_stand_alone(given: tuple, expected: tuple) -> None:
    assert parsed(*given) == (*expected, [])


@pytest.mark.parametrize(("code", "number", "problem"), [
    ("", "", "number_missing"), ("", "2.43E+19", "number_in_exponent_form"), ("", "4 3", "number_malformed"),
    ("", "=A1", "formula_cell"), ("12", "43", "code_malformed"), ("", "<b>", "number_malformed"), ("", "9" * 31, "number_malformed")])
def test_what_is_no_number_is_named(code: str, number: str, problem: str) -> None:
    assert parsed(code, number)[2] == [problem]

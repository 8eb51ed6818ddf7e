from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.enterprise.files import column
from yizhan.enterprise.cleaning.amounts import AMOUNT_MINOR_MAX, amounts
from yizhan.enterprise.cleaning.findings import Findings


def fen(values: list, kind: pa.DataType | None = None) -> tuple[list[int], list[str]]:
    findings = Findings(np.arange(len(values)))
    found = amounts(column(values, kind), "net", findings, frozenset({"免税", "*"}))
    return found.minor.tolist(), [problem.code for problem in findings.problems()]


@pytest.mark.parametrize(("text", "expected"), [
    ("0", 0), ("12", 1200), ("12.", 1200), ("12.3", 1230), ("12.34", 1234), ("12.3400", 1234), ("-0.01", -1), ("+1", 100),
    ("1,234,567.89", 123456789), ("￥1，234.50", 123450), ("¥-5", -500), ("(1,000.00)", -100000), ("（３）", -300),
    ("8元", 800), ("−7", -700), ("免税", 0), ("*", 0), (" 1 000 ", 100000), ("000012.5", 1250)])
def test_the_spellings_of_an_amount(text: str, expected: int) -> None:
    assert fen([text]) == ([expected], [])


@pytest.mark.parametrize(("text", "code"), [
    ("1.234,56", "amount_malformed"), ("1,5", "amount_malformed"), ("12,34,567", "amount_malformed"), ("1e5", "amount_malformed"),
    ("(5", "amount_malformed"), ("abc", "amount_malformed"), ("nan", "amount_malformed"), (".5", "amount_malformed"),
    ("0.005", "amount_decimals"), ("1" * 13, "amount_too_large"), ("=1", "formula_cell"), ("٣", "amount_malformed")])
def test_what_is_no_amount_is_named(text: str, code: str) -> None:
    assert fen([text])[1] == [code]


@settings(deadline=None)
@given(st.lists(st.integers(-AMOUNT_MINOR_MAX + 100, AMOUNT_MINOR_MAX - 100), max_size=20))
def test_text_decimals_and_floats_give_the_same_fen(values: list[int]) -> None:
    exact = [Decimal(value) / 100 for value in values]
    assert fen([f"{value:,.2f}" for value in exact]) == (values, [])
    assert fen([float(value) for value in exact], pa.float64()) == (values, [])
    assert fen(exact, pa.decimal128(20, 2)) == (values, [])


def test_floats_that_are_no_fen_are_named() -> None:
    codes = fen([1.005, float("inf"), 1e13, None], pa.float64())[1]
    assert codes == ["amount_decimals", "amount_malformed", "amount_too_large"]

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.enterprise.files import column
from yizhan.enterprise.cleaning.dates import dates
from yizhan.enterprise.cleaning.findings import Findings


def days(values: list[str]) -> tuple[list[date], list[str]]:
    findings = Findings(np.arange(len(values)))
    found = dates(column(values), "issued_on", findings).to_pylist()
    return found, [problem.code for problem in findings.problems()]


@pytest.mark.parametrize("text", [
    "2019-03-04", "2019/3/4", "2019.3.4", "20190304", "2019年3月4日", "2019-03-04 10:11:12", "2019-03-04T10:11:12+08:00",
    "２０１９-０３-０４", "2019-3-04"])
def test_the_spellings_of_a_day(text: str) -> None:
    assert days([text]) == ([date(2019, 3, 4)], [])


@pytest.mark.parametrize(("text", "code"), [
    ("", "date_missing"), ("2019-02-29", "date_malformed"), ("2019-13-01", "date_malformed"), ("2019-00-10", "date_malformed"),
    ("3/4/2019", "date_malformed"), ("19-03-04", "date_malformed"), ("1980-01-01", "date_out_of_range"),
    ("2100-01-01", "date_out_of_range"),
    ("=TODAY()", "formula_cell"), ("2019-03-045", "date_malformed"), ("43528", "date_malformed")])
def test_what_is_no_day_is_named(text: str, code: str) -> None:
    assert days([text])[1] == [code]


@settings(deadline=None)
@given(st.lists(st.dates(date(1994, 1, 1), date(2099, 12, 31)), max_size=30))
def test_every_day_of_the_range_is_read(values: list[date]) -> None:
    assert days([value.strftime("%Y年%-m月%-d日") for value in values]) == (values, [])

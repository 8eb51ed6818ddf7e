from datetime import date

import pytest

from yizhan.enterprise.months import window


@pytest.mark.parametrize(("as_of", "first", "last_12", "previous_last", "complete"), [
    (date(2020, 2, 29), date(2018, 3, 1), date(2019, 3, 1), date(2019, 2, 28), 24),
    (date(2021, 2, 28), date(2019, 3, 1), date(2020, 3, 1), date(2020, 2, 29), 24),
    (date(2020, 2, 10), date(2018, 3, 1), date(2019, 3, 1), date(2019, 2, 10), 23),
    (date(2026, 11, 23), date(2024, 12, 1), date(2025, 12, 1), date(2025, 11, 23), 23),
    (date(2026, 12, 31), date(2025, 1, 1), date(2026, 1, 1), date(2025, 12, 31), 24),
])
def test_the_window_has_24_calendar_months_and_compares_equal_spans(
    as_of: date, first: date, last_12: date, previous_last: date, complete: int
) -> None:
    span = window(as_of)
    assert (span.first, span.first_of_last_12, span.last_of_previous_12, span.complete) == (
        first, last_12, previous_last, complete)
    assert (span.month_of(span.first), span.month_of(span.first_of_last_12), span.month_of(as_of)) == (0, 12, 23)

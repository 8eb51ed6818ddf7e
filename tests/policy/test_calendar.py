"""Filing windows and expiries."""

from datetime import date

import pytest

from yizhan.enterprise.innovation import Title
from yizhan.kernel.dated import DatedDataError
from yizhan.policy.calendar import check_spans, expiries, load_windows, windows
from yizhan.policy.programmes.registry import programme


def test_the_windows_of_2026_in_order() -> None:
    found = [(window.programme, window.opens_on, window.closes_on) for window in windows(date(2026, 4, 1), date(2026, 10, 31))]
    assert found == [
        ("interest_subsidy_2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("rd_super_deduction", date(2026, 1, 1), date(2026, 5, 31)),
        ("little_giant", date(2026, 4, 25), date(2026, 5, 25)),
        ("tech_sme", date(2026, 6, 1), date(2026, 8, 31)),
        ("rd_super_deduction", date(2026, 7, 1), date(2026, 7, 31)),
        ("rd_super_deduction", date(2026, 10, 1), date(2026, 10, 31)),
    ]


def test_prefiling_in_july_began_in_2023() -> None:
    assert windows(date(2022, 7, 1), date(2022, 7, 31)) == ()
    assert [window.opens_on for window in windows(date(2023, 7, 1), date(2023, 7, 31))] == [date(2023, 7, 1)]


def test_a_window_is_found_on_its_last_day_and_not_after() -> None:
    assert [window.programme for window in windows(date(2026, 8, 31), date(2026, 8, 31))][-1] == "tech_sme"
    assert "tech_sme" not in [window.programme for window in windows(date(2026, 9, 1), date(2026, 9, 1))]


def test_every_window_belongs_to_a_programme_and_says_what_in_both_languages() -> None:
    for name in load_windows():
        assert programme(name)
    assert all(window.text.zh and window.text.en and window.source for window in windows(date(2021, 1, 1), date(2027, 1, 1)))


@pytest.mark.parametrize("spans", [None, [{"from": "06-01"}], [{"from": "06-31", "to": "07-01"}],
                                   [{"from": "12-01", "to": "01-31"}]])
def test_a_window_that_is_none_is_refused(spans) -> None:
    with pytest.raises(DatedDataError, match="window"):
        check_spans("windows.yaml: x", spans)


def test_titles_that_run_out_soon_are_listed_the_nearest_first() -> None:
    titles = [Title("high_tech", date(2024, 1, 1), date(2026, 12, 31), "GR1"),
              Title("tech_sme", date(2025, 12, 1), date(2026, 11, 30)),
              Title("srdi_sme", date(2024, 1, 1), date(2027, 12, 31)), Title("old", date(2020, 1, 1), date(2026, 11, 22)),
              Title("for_ever", date(2020, 1, 1), None)]
    found = expiries(titles, date(2026, 11, 23), 60)
    assert [(expiry.kind, expiry.number, expiry.days_left) for expiry in found] == [("tech_sme", "", 7), ("high_tech", "GR1", 38)]

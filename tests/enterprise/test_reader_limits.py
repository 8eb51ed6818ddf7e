from datetime import date

from yizhan.enterprise.reader_limits import reader_limits


def test_the_limits_are_dated_and_the_newest_hold_without_a_day() -> None:
    assert reader_limits(date(2026, 11, 23)) == reader_limits()
    assert all(getattr(reader_limits(), name) > 0 for name in reader_limits().__dataclass_fields__)

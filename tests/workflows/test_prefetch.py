"""Reading ahead changes nothing but the time."""

from collections.abc import Iterator

import pytest

from yizhan.workflows.prefetch import one_ahead


def test_items_come_in_order_and_none_is_lost() -> None:
    assert list(one_ahead(iter(range(100)))) == list(range(100))


def test_nothing_comes_out_of_nothing() -> None:
    assert list(one_ahead(iter(()))) == []


def test_an_error_comes_after_the_items_before_it() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("the second item")

    seen = []
    with pytest.raises(ValueError, match="the second item"):
        for item in one_ahead(broken()):
            seen.append(item)
    assert seen == [1]

"""A number that is still open is never issued again, and a late answer finds what it belongs to."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yizhan.kernel.refusal import Refusal
from yizhan.payments.messages.exchange import Key
from yizhan.payments.messages.open_exchanges import STAN_MAX, OpenExchanges


def opened(link: OpenExchanges[str], item: str, transmitted: str = "1123084512") -> Key:
    found = link.open(transmitted, "632708000124", item)
    assert isinstance(found, Key)
    return found


def test_numbers_go_from_one_to_the_last_and_begin_again() -> None:
    link = OpenExchanges[str]("1", last_stan=STAN_MAX - 1)
    assert [opened(link, "a").stan, opened(link, "b").stan, opened(link, "c").stan] == [STAN_MAX, 1, 2]


def test_a_late_answer_after_the_numbers_wrapped_finds_its_own_payment() -> None:
    """Five numbers, one payment left open: the others go round it, and its answer still belongs to it alone."""
    link = OpenExchanges[str]("1", stan_max=5)
    slow = opened(link, "slow")
    for turn in range(12):
        quick = opened(link, "quick", f"11230846{turn:02d}")
        assert quick.stan != slow.stan
        link.close(quick)
    assert link.find(slow) == "slow"
    link.close(slow)
    assert link.find(slow) is None


def test_an_answer_to_an_earlier_use_of_a_number_belongs_to_nothing() -> None:
    link = OpenExchanges[str]("1", stan_max=1)
    first = opened(link, "first", "1123084512")
    link.close(first)
    second = opened(link, "second", "1123090000")
    assert (second.stan, link.find(first), link.find(second)) == (first.stan, None, "second")
    link.close(first)  # Closing the old one again leaves the new one open.
    assert link.find(second) == "second"


def test_an_answer_without_reference_is_found_and_one_with_another_is_not() -> None:
    link = OpenExchanges[str]("1")
    key = opened(link, "a")
    assert link.find(key.without_reference) == "a" and link.find(replace(key, reference="000000000000")) is None


def test_when_every_number_is_open_nothing_is_sent() -> None:
    link = OpenExchanges[str]("1", stan_max=2)
    first, _ = opened(link, "a"), opened(link, "b")
    refused = link.open("1123084512", "r", "c")
    assert isinstance(refused, Refusal) and refused.code == "link_numbers_used_up"
    link.close(first)
    assert opened(link, "c").stan == first.stan


def test_exchanges_from_before_a_restart_keep_their_numbers() -> None:
    link = OpenExchanges[str]("1", last_stan=1)
    link.reopen(Key("1123080000", 2, "1", "r"), "before")
    assert opened(link, "after").stan == 3 and link.find(Key("1123080000", 2, "1")) == "before"
    with pytest.raises(ValueError, match="number 3 is open"):
        link.reopen(Key("1123080000", 3, "1", "r"), "other")


@settings(deadline=None, max_examples=50)
@given(st.lists(st.one_of(st.just(None), st.integers(0, 9)), max_size=80))
def test_no_number_is_open_twice_whatever_is_opened_and_closed(steps: list[int | None]) -> None:
    link, held = OpenExchanges[int]("1", stan_max=7), {}
    for turn, step in enumerate(steps):
        if step is None:
            key = link.open(f"11230{turn:05d}", "r", turn)
            if isinstance(key, Key):
                assert key.stan not in {other.stan for other in held}
                held[key] = turn
        elif held:
            key = list(held)[step % len(held)]
            link.close(key)
            del held[key]
        assert len(link) == len(held) and all(link.find(key) == item for key, item in held.items())

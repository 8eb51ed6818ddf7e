"""Warming up computes nothing and breaks nothing."""

import gc
from datetime import date

from yizhan.app.warm_up import settle_memory, warm_up_features, warm_up_in_background


def test_the_features_of_nobody_are_computed_without_a_database() -> None:
    warm_up_features(date(2026, 11, 23))


def test_what_stands_for_good_is_out_of_the_collector_s_rounds() -> None:
    before = gc.get_freeze_count()
    settle_memory()
    assert gc.get_freeze_count() > before + 1000
    gc.unfreeze()


def test_the_thread_ends_by_itself() -> None:
    thread = warm_up_in_background(after_seconds=0)
    thread.join(60)
    assert not thread.is_alive()

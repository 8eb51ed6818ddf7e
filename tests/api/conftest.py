"""The API called as people and machines call it. This file is read before Django is set up, so the fixtures import."""

import pytest


@pytest.fixture
def cast(db):
    """One person a role."""
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture
def now():
    """A clock two days ago, because the API itself runs on the machine's clock."""
    from datetime import timedelta

    from yizhan.kernel.clock import FixedClock, SystemClock

    return FixedClock(SystemClock().now() - timedelta(days=2))

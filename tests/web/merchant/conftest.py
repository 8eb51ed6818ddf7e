"""The branch and its people signed in; where payments are needed, a shop with payments in a database where commits are real."""

import pytest

from tests.web.one_loan import cast, now, plain_static, signed_in

__all__ = ["cast", "now", "plain_static", "signed_in"]


@pytest.fixture
def people(committing_db):
    """One person a role, committed."""
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture
def tea(people):
    """A shop that was taken on."""
    from tests.workflows.shops import shop
    from yizhan.kernel.clock import SystemClock

    return shop(people, SystemClock())


@pytest.fixture
def till(committing_db, tea):
    """Payments at the shop, now."""
    from tests.workflows.paid import shopping
    from yizhan.kernel.clock import SystemClock

    with shopping(committing_db, tea, SystemClock().now()) as found:
        yield found

"""A branch with one loan paid out, and its people signed in. This file is read before Django is set up, so the fixtures import."""

from collections.abc import Callable, Iterator

import pytest


@pytest.fixture(autouse=True)
def plain_static() -> Iterator[None]:
    """Static files without a manifest."""
    from django.test import override_settings

    from tests.web.conftest import PLAIN_STATIC

    with override_settings(STORAGES=PLAIN_STATIC):
        yield


@pytest.fixture
def now():
    """A clock on a Monday."""
    from tests.cast import clock

    return clock()


@pytest.fixture
def cast(db):
    """One person a role."""
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture
def loan(cast, now):
    """A loan that was paid out on the second day."""
    from tests.stories import journey

    return journey.paid_out(cast, now)


@pytest.fixture
def signed_in() -> Callable:
    """A browser of a user, in English unless said otherwise."""
    from django.test import Client

    def sign_in(user, language: str = "en") -> Client:
        client = Client(headers={"accept-language": language})
        client.force_login(user)
        return client

    return sign_in

"""Signed-in applicants, with the journey's steps a week ago so that what the pages read lies in the past of their clock.

Records are imported inside the fixtures: pytest reads a folder's conftest before Django is set up when that folder is named.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from tests.web.conftest import PLAIN_STATIC
from yizhan.kernel.clock import FixedClock, SystemClock


@pytest.fixture
def plain_static(settings) -> None:
    settings.STORAGES, settings.ALLOWED_HOSTS = {**PLAIN_STATIC, "default": settings.STORAGES["default"]}, ["*"]


@pytest.fixture
def cast(db):
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture
def week_ago() -> FixedClock:
    return FixedClock(SystemClock().now() - timedelta(days=7))


@pytest.fixture
def applicant(plain_static: None, cast) -> Iterator[Client]:
    yield signed_in(cast.applicant)


def signed_in(user, language: str = "en") -> Client:
    """A browser in which a user is signed in."""
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    client.cookies["yizhan_language"] = language
    return client

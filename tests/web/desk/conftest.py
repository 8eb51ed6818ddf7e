"""The desk with people of each role and a case; the pages and the stories read one clock.

Records are imported inside the fixtures: pytest reads a folder's conftest before Django is set up when that folder is named.
"""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from tests.web.conftest import PLAIN_STATIC
from yizhan.kernel.clock import SHANGHAI, FixedClock

# A working Monday with a whole week of work after it.
MORNING = datetime(2026, 7, 20, 9, 30, tzinfo=SHANGHAI)


@pytest.fixture
def cast(db: None):
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FixedClock:
    """One clock for the stories and for the pages."""
    from yizhan.web import doors

    clock = FixedClock(MORNING)
    monkeypatch.setattr(doors.CLOCK, "now", clock.now, raising=False)
    return clock


@pytest.fixture(autouse=True)
def plain_static(settings) -> None:
    settings.STORAGES, settings.ALLOWED_HOSTS = {**PLAIN_STATIC, "default": settings.STORAGES["default"]}, ["*"]


@pytest.fixture
def visitor_of() -> Callable[..., Client]:
    """A browser that is signed in as somebody, in a language."""

    def sign_in(user, language: str = "en") -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        client.cookies["yizhan_language"] = language
        return client

    return sign_in


@pytest.fixture
def complete(cast, clock: FixedClock):
    """A case that has just been handed in with everything."""
    from tests.stories import journey

    enterprise = journey.register(cast.applicant, clock, address="深圳市南山区科技园 1 栋", legal_representative="陈晨")
    journey.describe(cast.applicant, clock, enterprise)
    return journey.complete(cast.applicant, clock, enterprise)

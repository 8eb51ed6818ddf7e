"""The one state of the promise that a park cannot hold before the last days of a year."""

from datetime import datetime

import pytest

from tests.cast import make_cast
from tests.stories import journey
from yizhan.kernel.clock import SHANGHAI, FixedClock

pytestmark = pytest.mark.django_db


def test_a_deadline_in_an_unpublished_year_is_pending() -> None:
    cast, clock = make_cast(), FixedClock(datetime(2026, 12, 30, 10, 0, tzinfo=SHANGHAI))
    enterprise = journey.register(cast.applicant, clock)
    journey.describe(cast.applicant, clock, enterprise)
    application = journey.complete(cast.applicant, clock, enterprise)
    assert (application.due_state, application.due_at) == ("pending_calendar", None)

"""Fixings of exchange rates for tests of pages and doors."""

from datetime import timedelta
from decimal import Decimal

from tests.cast import Cast
from tests.stories.journey import done
from yizhan.kernel.clock import SystemClock, branch_date
from yizhan.records.models import RateFixing
from yizhan.workflows.rate_fixings import propose_fixing


def proposed_fixing(cast: Cast, currency: str = "USD", rate: str = "7.1234", days: int = 2) -> RateFixing:
    """A fixing proposed by operations for a day soon; far off or not, it was typed twice."""
    clock = SystemClock()
    day = branch_date(clock.now()) + timedelta(days=days)
    return done(propose_fixing(cast.operations, clock, currency, day, Decimal(rate), "中国货币网 09:15", Decimal(rate)))

"""The dollar's rate of a day over HTTP, as the branch fixed it."""

from datetime import date
from decimal import Decimal, InvalidOperation

from yizhan.kernel.clock import Clock, branch_date
from yizhan.kernel.refusal import refuse
from yizhan.payments.fixings import SOURCE_MAX, Fixing, closed_until, decimals_max, is_rate, tidy_rate
from yizhan.switch.http import messages as m
from yizhan.switch.http.wishes import require
from yizhan.switch.shard.fixings import Fixings
from yizhan.switch.zone.callers import Caller, CallerScope


class RateRoutes:
    """What limits count with. Only the dollar: other currencies are estimates of the pages and none of the switch's business."""

    def __init__(self, fixings: Fixings, clock: Clock) -> None:
        self._fixings, self._clock = fixings, clock

    async def keep(self, caller: Caller, request: m.Request) -> m.Response:
        """POST /v1/rates: told to every shard before the day begins; the same once more is the same."""
        require(caller, CallerScope.BRANCH)
        content, now = m.parsed(request.body), self._clock.now()
        fixing = Fixing(m.one_of(content, "currency", ("USD",)), _day(m.text(content, "first_day", length_max=10)),
                        _rate(m.text(content, "cny_per_unit", length_max=12), branch_date(now)),
                        m.text(content, "source", length_max=SOURCE_MAX))
        if refusal := await self._fixings.keep(fixing, now, closed_until(now)):
            return m.refused(refusal)
        return m.answer(200, {"currency": fixing.currency, "first_day": fixing.first_day.isoformat(),
                              "cny_per_unit": str(tidy_rate(fixing.cny_per_unit))})


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise m.FieldRefused(refuse("field_malformed", field="first_day", expected="day such as 2026-12-01")) from None


def _rate(text: str, on: date) -> Decimal:
    try:
        rate = Decimal(text)
        if is_rate("USD", rate, on):
            return rate
    except InvalidOperation:
        pass
    expected = f"yuan for a dollar with at most {decimals_max('USD', on)} decimals"
    raise m.FieldRefused(refuse("field_malformed", field="cny_per_unit", expected=expected))

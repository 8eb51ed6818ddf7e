"""Exchange rates of a day: what holds, and fixings proposed by one person and confirmed by another before their day."""

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field

from yizhan.api.callers import CLOCK
from yizhan.api.doors import KEYED, door, one, page_of, run
from yizhan.api.problems import PROBLEMS
from yizhan.api.results import Page, Record, Thing
from yizhan.api.shapes import columns
from yizhan.api.types import Day, PageNumber, Strict, text
from yizhan.kernel.clock import branch_date
from yizhan.payments.fixings import SOURCE_MAX
from yizhan.records.models import RateFixing
from yizhan.workflows.rate_fixings import fixing_of, propose_fixing, take_fixing, versions_on, withdraw_fixing

router = Router(tags=["exchange rates"])
RateText = Annotated[str, Field(strict=True, pattern=r"^[0-9]{1,4}(\.[0-9]{1,6})?$", description="Yuan for one unit of the currency.")]
QueryDay = Annotated[Day | None, Query()]


class NewFixing(Strict):
    """A rate for a later day and where it was read; `repeated` is the same rate once more, where it is far from the one in force."""

    currency: text(3, 3)
    first_day: Day
    cny_per_unit: RateText
    source: text(SOURCE_MAX, 1)
    repeated: RateText | None = None


class FixingVerdict(Strict):
    """What the second person decides; `repeated` as in the proposal."""

    verdict: Literal["confirmed", "declined"]
    words: text(1000) = ""
    repeated: RateText | None = None


@router.get("/exchange-rates", response={200: Thing, **PROBLEMS})
@door("rate.read")
def exchange_rates(request: HttpRequest, day: QueryDay = None):
    """Every currency's rate of a day, today when none is named, with its source; `is_assumption` where no source proves it."""
    on = day or branch_date(CLOCK.now())
    found = {currency: dated.on_or_none(on) for currency, dated in versions_on(on).items()}
    return {"day": on, "rates": [
        {"currency": currency, "cny_per_unit": version.value, "since": version.effective_from, "source": version.source,
         "is_assumption": version.is_assumption} for currency, version in found.items() if version]}


@router.get("/rate-fixings", response={200: Page, **PROBLEMS})
@door("rate.read")
def list_fixings(request: HttpRequest, page: PageNumber = 1):
    """Every fixing, the latest day first."""
    return page_of(RateFixing.objects.order_by("-first_day", "-created_at", "-id"), page, _shape)


@router.post("/rate-fixings", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("rate.propose")
def propose_rate_fixing(request: HttpRequest, body: NewFixing):
    """Propose a fixing for a day that has not begun."""
    made = run(request, propose_fixing, body.currency, body.first_day, Decimal(body.cny_per_unit), body.source, _decimal(body.repeated))
    return Status(201, _shape(made))


@router.get("/rate-fixings/{uuid:fixing_id}", response={200: Record, **PROBLEMS})
@door("rate.read")
def read_fixing(request: HttpRequest, fixing_id: UUID):
    """One fixing. `standing` holds from its day on; `confirmed` waits for the switch, `refused` was not taken by it."""
    return _shape(one(RateFixing.objects.all(), fixing_id))


@router.post("/rate-fixings/{uuid:fixing_id}/verdict", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("rate.take")
def take(request: HttpRequest, fixing_id: UUID, body: FixingVerdict):
    """Confirm or decline; never by the person who proposed, and no confirmation once the day has begun."""
    return _shape(run(request, take_fixing, fixing_id, body.verdict, body.words, _decimal(body.repeated)))


@router.post("/rate-fixings/{uuid:fixing_id}/withdrawal", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("rate.propose")
def withdraw(request: HttpRequest, fixing_id: UUID):
    """Take one's own proposal back."""
    return _shape(run(request, withdraw_fixing, fixing_id))


def _decimal(rate: str | None) -> Decimal | None:
    return None if rate is None else Decimal(rate)


def _shape(row: RateFixing) -> dict[str, Any]:
    found = columns(row, "id", "currency", "first_day", "source", "state", "proposed_by_id", "taken_by_id", "taken_at", "taken_words",
                    "told_at", "refusal", "created_at")
    return found | {"cny_per_unit": f"{fixing_of(row).cny_per_unit:f}"}

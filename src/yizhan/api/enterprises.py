"""Enterprises: registered, described by what they claim, read with their profile."""

from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from yizhan.api import shapes
from yizhan.api.callers import CLOCK
from yizhan.api.doors import KEYED, door, one, page_of, run
from yizhan.api.problems import PROBLEMS
from yizhan.api.results import Page, Record, Thing
from yizhan.api.types import AmountMinor, Code, Count, Day, Flag, MailAddress, PageNumber, Strict, name, text
from yizhan.kernel.clock import branch_date
from yizhan.kernel.money import Money
from yizhan.kernel.text import plain
from yizhan.workflows import access
from yizhan.workflows.enterprises import describe_enterprise, register_enterprise
from yizhan.workflows.profiles import profile_of

router = Router(tags=["enterprises"])


class NewEnterprise(Strict):
    """An enterprise as its business licence names it."""

    uscc: text(40)
    name: name(200)
    industry: Code = ""
    region: text(100) = ""
    address: text(300) = ""
    registered_on: Day | None = None
    registered_capital_minor: AmountMinor | None = None
    legal_representative: text(100) = ""
    contact_name: text(100) = ""
    contact_phone: text(40) = ""
    contact_email: MailAddress = ""
    in_park: Flag | None = None


class Title(Strict):
    """A title that an enterprise holds; without `valid_to` its end is not known."""

    kind: Literal["tech_sme", "high_tech", "innovative_sme", "srdi_sme", "little_giant"]
    valid_from: Day
    valid_to: Day | None = None
    number: text(60) = ""


class Claims(Strict):
    """What an enterprise says about itself; what is left out stays as it was."""

    staff: Count | None = None
    technical_staff: Count | None = None
    ip_class_one: Count | None = None
    ip_class_two: Count | None = None
    ip_in_application: Count | None = None
    titles: list[Title] | None = Field(default=None, max_length=20)
    tax_grade: Literal["A", "B", "M", "C", "D"] | None = None
    on_dishonest_list: Flag | None = None
    overdue_days: Count | None = None
    bank_debt_minor: AmountMinor | None = None
    premises: text(200) | None = None
    as_of: Day | None = None


@router.get("/enterprises", response={200: Page, **PROBLEMS})
@door("enterprise.read")
def list_enterprises(request: HttpRequest, page: PageNumber = 1):
    """The enterprises that the caller may see, by name."""
    return page_of(access.enterprises(request.user).order_by("name", "id"), page, shapes.enterprise)


@router.post("/enterprises", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("enterprise.register")
def register(request: HttpRequest, body: NewEnterprise):
    """Register an enterprise; the caller may act for it from then on."""
    details = body.model_dump(exclude={"uscc", "name"})
    return Status(201, shapes.enterprise(run(request, register_enterprise, body.uscc, body.name, **details)))


@router.get("/enterprises/{uuid:enterprise_id}", response={200: Record, **PROBLEMS})
@door("enterprise.read")
def read_enterprise(request: HttpRequest, enterprise_id: UUID):
    """One enterprise."""
    return shapes.enterprise(one(access.enterprises(request.user), enterprise_id))


@router.post("/enterprises/{uuid:enterprise_id}/claims", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("enterprise.describe")
def describe(request: HttpRequest, enterprise_id: UUID, body: Claims):
    """State figures; each change is kept beside what was said before."""
    claims = body.model_dump(exclude={"as_of", "bank_debt_minor"}, exclude_none=True)
    if body.bank_debt_minor is not None:
        claims["bank_debt"] = Money(body.bank_debt_minor)
    return shapes.enterprise(run(request, describe_enterprise, enterprise_id, claims, body.as_of))


@router.get("/enterprises/{uuid:enterprise_id}/profile", response={200: Thing, **PROBLEMS})
@door("enterprise.read")
def read_profile(request: HttpRequest, enterprise_id: UUID):
    """The portrait of an enterprise as of today: stage, sales, statements, innovation, claims against findings."""
    return plain(profile_of(one(access.enterprises(request.user), enterprise_id), branch_date(CLOCK.now())))

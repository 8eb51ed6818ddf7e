"""Merchants: listed, proposed and taken by two people, changed, their people and their codes."""

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Path, Router, Status
from pydantic import AfterValidator, Field, WithJsonSchema

from yizhan.api.callers import CLOCK
from yizhan.api.doors import KEYED, door, page_of, run
from yizhan.api.payment_shapes import membership, merchant, proposal
from yizhan.api.problems import PROBLEMS
from yizhan.api.results import Page, Record, Thing
from yizhan.api.types import PageNumber, Strict, name, text
from yizhan.kernel.clock import branch_date
from yizhan.payments.codes.issued import issued_shop
from yizhan.payments.codes.merchant_code import static_code, write_merchant_code
from yizhan.payments.merchant import Identifier, MerchantApplication
from yizhan.records.models import Merchant, MerchantProposal
from yizhan.workflows import access
from yizhan.workflows.merchants import (
    admit_to_merchant,
    propose_merchant,
    propose_merchant_change,
    take_merchant_proposal,
    withdraw_merchant_proposal,
)

router = Router(tags=["merchants"])
MerchantNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]


def _rate(value: str) -> str:
    rate = Decimal(value)
    if rate != rate.quantize(Decimal("0.00001")):
        raise ValueError("write the rate as a share with at most five decimals, 0.006 is 0.6 %")
    return value


RateText = Annotated[str, Field(strict=True, pattern=r"^0\.[0-9]{1,10}$"), AfterValidator(_rate),
                     WithJsonSchema({"type": "string", "pattern": r"^0\.[0-9]{1,5}$", "description": "A share: 0.006 is 0.6 %."})]


class NewMerchant(Strict):
    """Who the merchant is, what it sells, where its money goes, what it pays, and what was seen."""

    identifier_kind: Literal["uscc", "resident_id"]
    identifier: text(18, 1)
    name: name(100)
    name_latin: text(25, 1)
    city_latin: text(15, 1)
    category_code: text(4, 1)
    settlement_account: text(32, 1)
    rate: RateText
    words: text(1000, 1)

    @property
    def application(self) -> MerchantApplication:
        """As the workflow takes it."""
        values = self.dict(exclude={"words", "identifier_kind", "rate"})
        return MerchantApplication(identifier_kind=Identifier(self.identifier_kind), rate=Decimal(self.rate), **values)


class MerchantChange(Strict):
    """What shall change; `rate` or `settlement_account` goes with the kind of that name."""

    kind: Literal["rate", "settlement_account", "suspension", "resumption", "closure"]
    rate: RateText | None = None
    settlement_account: text(32, 1) | None = None
    words: text(1000, 1)

    @property
    def wanted(self) -> dict[str, Any]:
        """As the workflow takes it."""
        given = {"rate": Decimal(self.rate) if self.rate else None, "settlement_account": self.settlement_account}
        return {self.kind: given[self.kind]} if self.kind in given else {}


class Verdict(Strict):
    """What the second person decides."""

    verdict: Literal["approved", "declined"]
    words: text(1000) = ""


class Member(Strict):
    """A user with the role of a merchant, and the position there."""

    username: text(150, 1)
    position: Literal["clerk", "manager"]


@router.get("/merchants", response={200: Page, **PROBLEMS})
@door("merchant.read")
def list_merchants(request: HttpRequest, page: PageNumber = 1):
    """The merchants that the caller may see, by number."""
    return page_of(access.merchants(request.user).order_by("id"), page, merchant)


@router.post("/merchants", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("merchant.propose")
def propose_new_merchant(request: HttpRequest, body: NewMerchant):
    """Propose to take a merchant on; everything that stands in the way comes in one refusal."""
    return Status(201, proposal(run(request, propose_merchant, body.application, body.words)))


@router.get("/merchants/{int:merchant_id}", response={200: Record, **PROBLEMS})
@door("merchant.read")
def read_merchant(request: HttpRequest, merchant_id: MerchantNumber):
    """One merchant; its account is masked."""
    return merchant(_one(request, merchant_id))


@router.get("/merchants/{int:merchant_id}/code", response={200: Thing, **PROBLEMS})
@door("merchant.read")
def read_code(request: HttpRequest, merchant_id: MerchantNumber):
    """The text of the merchant's printed code (EMVCo); a merchant that is not taken on has none."""
    found = _one(request, merchant_id)
    if found.code is None:
        raise Http404
    on = branch_date(CLOCK.now())
    shop = issued_shop(found.pk, found.category_code, found.name_latin, found.city_latin, found.name, on)
    return {"merchant_id": found.pk, "code": found.code, "text": write_merchant_code(static_code(shop))}


@router.post("/merchants/{int:merchant_id}/changes", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("merchant.propose")
def propose_change(request: HttpRequest, merchant_id: MerchantNumber, body: MerchantChange):
    """Propose another rate or account, a suspension, its end, or a closure."""
    return Status(201, proposal(run(request, propose_merchant_change, merchant_id, body.kind, body.wanted, body.words)))


@router.post("/merchants/{int:merchant_id}/people", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("merchant.admit")
def admit(request: HttpRequest, merchant_id: MerchantNumber, body: Member):
    """Let a person act for the merchant."""
    return Status(201, membership(run(request, admit_to_merchant, merchant_id, body.username, body.position)))


@router.get("/merchant-proposals", response={200: Page, **PROBLEMS})
@door("merchant.list")
def list_merchant_proposals(request: HttpRequest, page: PageNumber = 1):
    """Every proposal, newest first."""
    return page_of(MerchantProposal.objects.order_by("-created_at", "-id"), page, proposal)


@router.post("/merchant-proposals/{uuid:merchant_proposal_id}/verdict", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("merchant.take")
def take(request: HttpRequest, merchant_proposal_id: UUID, body: Verdict):
    """Approve or decline; never by the person who proposed."""
    return proposal(run(request, take_merchant_proposal, merchant_proposal_id, body.verdict, body.words))


@router.post("/merchant-proposals/{uuid:merchant_proposal_id}/withdrawal", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("merchant.propose")
def withdraw(request: HttpRequest, merchant_proposal_id: UUID):
    """Take one's own proposal back."""
    return proposal(run(request, withdraw_merchant_proposal, merchant_proposal_id))


def _one(request: HttpRequest, merchant_id: int) -> Merchant:
    return access.merchants(request.user).get(pk=merchant_id)

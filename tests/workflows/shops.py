"""Merchants for tests: the tea stall of the worked examples, taken on by two people, with a clerk and a manager."""

from dataclasses import replace
from decimal import Decimal

from tests.cast import Cast
from tests.stories.journey import done
from yizhan.kernel.clock import Clock
from yizhan.payments.merchant import Identifier, MerchantApplication
from yizhan.records.models import Merchant, MerchantProposal
from yizhan.workflows.merchants import admit_to_merchant, propose_merchant, take_merchant_proposal

TEA = MerchantApplication(
    Identifier.USCC, "91310000775785552L", "茶摊", "Tea Stall 01", "SHENZHEN", "5812", "6222000012345678", Decimal("0.0060"))
HOTEL = replace(TEA, identifier="91440300MA5DATRH0T", name="蛇口宾馆", name_latin="Shekou Hotel", category_code="7011")


def proposed_shop(cast: Cast, clock: Clock, application: MerchantApplication = TEA) -> MerchantProposal:
    """A merchant proposed by the relationship manager."""
    return done(propose_merchant(cast.manager, clock, application, "执照与现场已核"))


def shop(cast: Cast, clock: Clock, application: MerchantApplication = TEA) -> Merchant:
    """A merchant taken on by operations, with the cast's merchant as its clerk."""
    proposal = proposed_shop(cast, clock, application)
    done(take_merchant_proposal(cast.operations, clock, proposal.pk, "approved", "材料一致"))
    done(admit_to_merchant(cast.operations, clock, proposal.merchant_id, cast.merchant.username, "clerk"))
    return Merchant.objects.get(pk=proposal.merchant_id)

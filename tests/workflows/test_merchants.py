"""Merchants by four eyes: proposed, taken, changed, suspended, closed; who may do what to whom; what the switch is told."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.cast import Cast, clock, make_cast
from tests.stories import journey
from tests.stories.journey import done
from tests.workflows.shops import HOTEL, TEA, proposed_shop, shop
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import AuditRow, Merchant, MerchantProposal, OutboxMessage
from yizhan.workflows import access
from yizhan.workflows.action import PermissionRefused
from yizhan.workflows.merchants import (
    admit_to_merchant,
    propose_merchant,
    propose_merchant_change,
    take_merchant_proposal,
    unmask_merchant,
    withdraw_merchant_proposal,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def code_of(result: object) -> str:
    assert isinstance(result, Refusal), result
    return result.code


def change(cast: Cast, merchant: Merchant, kind: str, **wanted: object) -> MerchantProposal | Refusal:
    return propose_merchant_change(cast.manager, clock(), merchant.pk, kind, wanted, "商户来函")


def approve(cast: Cast, proposal: MerchantProposal | Refusal) -> MerchantProposal | Refusal:
    return take_merchant_proposal(cast.branch, clock(), done(proposal).pk, "approved")


def test_two_people_take_a_merchant_on_and_the_switch_is_told(cast: Cast) -> None:
    proposal = proposed_shop(cast, clock())
    assert proposal.merchant.state == "proposed" and proposal.merchant.code is None and not OutboxMessage.objects.exists()
    done(take_merchant_proposal(cast.operations, clock(), proposal.pk, "approved"))
    merchant = Merchant.objects.get()
    assert (merchant.state, merchant.code, merchant.rate) == ("active", f"M{merchant.pk:09d}", Decimal("0.0060"))
    message = OutboxMessage.objects.get()
    assert (message.destination, message.kind, message.payload["merchant_id"]) == ("switch", "merchant", merchant.pk)


def test_who_proposed_does_not_take_it_even_with_the_right_to_take(cast: Cast) -> None:
    proposal = done(propose_merchant(cast.operations, clock(), TEA, "现场已核"))
    assert code_of(take_merchant_proposal(cast.operations, clock(), proposal.pk, "approved")) == "same_person"
    done(take_merchant_proposal(cast.branch, clock(), proposal.pk, "approved"))
    assert code_of(take_merchant_proposal(cast.branch, clock(), proposal.pk, "approved")) == "merchant_taken_already"


def test_the_database_refuses_one_pair_of_eyes(cast: Cast) -> None:
    proposal = proposed_shop(cast, clock())
    with pytest.raises(IntegrityError), transaction.atomic():
        MerchantProposal.objects.filter(pk=proposal.pk).update(taken_by=cast.manager)


@pytest.mark.parametrize("role", ["applicant", "merchant", "officer", "auditor", "approver"])
def test_other_roles_neither_propose_nor_take(cast: Cast, role: str) -> None:
    proposal, person = proposed_shop(cast, clock()), getattr(cast, role)
    with pytest.raises(PermissionRefused):
        propose_merchant(person, clock(), HOTEL, "x")
    with pytest.raises(PermissionRefused):
        take_merchant_proposal(person, clock(), proposal.pk, "approved")


def test_one_fault_names_its_field_and_several_come_together(cast: Cast) -> None:
    one = propose_merchant(cast.manager, clock(), replace(TEA, category_code="6051"), "x")
    assert isinstance(one, Refusal) and (one.code, one.facts["field"]) == ("category_blocked", "category_code")
    both = propose_merchant(cast.manager, clock(), replace(TEA, category_code="6051", rate=Decimal("0.5")), "x")
    assert isinstance(both, Refusal) and both.facts["faults"] == ["category_code: category_blocked", "rate: merchant_rate_outside"]
    assert code_of(propose_merchant(cast.manager, clock(), TEA, "  ")) == "reason_missing"
    assert not Merchant.objects.exists()


def test_the_same_shop_is_not_proposed_twice_but_a_second_shop_of_the_same_firm_is(cast: Cast) -> None:
    shop(cast, clock())
    assert code_of(propose_merchant(cast.manager, clock(), TEA, "again")) == "merchant_known_already"
    done(propose_merchant(cast.manager, clock(), replace(TEA, name_latin="Tea Stall 02"), "second stall"))


def test_a_declined_merchant_is_closed_and_may_be_proposed_anew(cast: Cast) -> None:
    proposal = proposed_shop(cast, clock())
    assert code_of(take_merchant_proposal(cast.operations, clock(), proposal.pk, "declined")) == "reason_missing"
    done(take_merchant_proposal(cast.operations, clock(), proposal.pk, "declined", "执照过期"))
    assert Merchant.objects.get().state == "closed" and not OutboxMessage.objects.exists()
    proposed_shop(cast, clock())


def test_only_the_proposer_takes_a_proposal_back(cast: Cast) -> None:
    proposal = proposed_shop(cast, clock())
    assert code_of(withdraw_merchant_proposal(cast.operations, clock(), proposal.pk)) == "proposal_of_another"
    assert done(withdraw_merchant_proposal(cast.manager, clock(), proposal.pk)).state == "withdrawn"
    assert code_of(withdraw_merchant_proposal(cast.manager, clock(), proposal.pk)) == "merchant_taken_already"
    assert Merchant.objects.get().state == "closed"


def test_another_rate_and_another_account_come_into_force_by_a_second_person(cast: Cast) -> None:
    merchant = shop(cast, clock())
    proposal = done(change(cast, merchant, "rate", rate=Decimal("0.0055")))
    assert (proposal.before, proposal.wanted) == ({"rate": "0.00600"}, {"rate": "0.0055"})
    assert Merchant.objects.get().rate == Decimal("0.0060")
    approve(cast, proposal)
    approve(cast, change(cast, merchant, "settlement_account", settlement_account="6222000099998888"))
    merchant.refresh_from_db()
    assert (merchant.rate, merchant.settlement_account) == (Decimal("0.0055"), "6222000099998888")
    assert OutboxMessage.objects.filter(kind="merchant").count() == 3


def test_a_change_has_to_change_something_and_to_pass_the_checks(cast: Cast) -> None:
    merchant = shop(cast, clock())
    assert code_of(change(cast, merchant, "rate", rate=Decimal("0.0060"))) == "nothing_changes"
    assert code_of(change(cast, merchant, "rate")) == "value_missing"
    assert code_of(change(cast, merchant, "rate", rate=Decimal("0.04"))) == "merchant_rate_outside"
    assert code_of(change(cast, merchant, "settlement_account", settlement_account="12 34")) == "settlement_account_malformed"
    assert code_of(change(cast, merchant, "resumption")) == "merchant_not_in_state"
    assert code_of(change(cast, merchant, "new_name")) == "merchant_change_unknown"
    done(change(cast, merchant, "suspension"))
    assert code_of(change(cast, merchant, "closure")) == "merchant_change_proposed_already"


def test_a_merchant_is_suspended_comes_back_and_is_closed(cast: Cast) -> None:
    merchant = shop(cast, clock())
    for kind, state in (("suspension", "suspended"), ("resumption", "active"), ("closure", "closed")):
        approve(cast, change(cast, merchant, kind))
        merchant.refresh_from_db()
        assert merchant.state == state
    assert code_of(change(cast, merchant, "rate", rate=Decimal("0.0055"))) == "merchant_not_in_state"


def test_a_suspension_works_for_a_merchant_that_is_no_longer_in_order(cast: Cast) -> None:
    merchant = shop(cast, clock())
    Merchant.objects.update(category_code="6051")
    approve(cast, change(cast, merchant, "suspension"))
    assert Merchant.objects.get().state == "suspended"
    assert code_of(approve(cast, change(cast, merchant, "resumption"))) == "category_blocked"


def test_people_see_only_the_merchants_they_act_for(cast: Cast) -> None:
    merchant, other = shop(cast, clock()), done(propose_merchant(cast.manager, clock(), HOTEL, "x")).merchant
    assert list(access.merchants(cast.merchant)) == [merchant]
    assert not access.merchants(cast.other_merchant).exists() and not access.merchants(cast.applicant).exists()
    assert set(access.merchants(cast.auditor)) == {merchant, other}


def test_a_merchant_s_person_sees_no_enterprise_application_or_loan(cast: Cast) -> None:
    journey.paid_out(cast, clock())
    for seen in (access.enterprises, access.applications, access.loans):
        assert seen(cast.auditor).exists() and not seen(cast.merchant).exists()


def test_a_person_is_let_in_once_and_only_with_the_role_of_a_merchant(cast: Cast) -> None:
    merchant = shop(cast, clock())
    assert code_of(admit_to_merchant(cast.operations, clock(), merchant.pk, "merchant", "manager")) == "member_already"
    assert code_of(admit_to_merchant(cast.operations, clock(), merchant.pk, "applicant", "clerk")) == "merchant_user_unknown"
    assert code_of(admit_to_merchant(cast.operations, clock(), merchant.pk, "other_merchant", "owner")) == "position_unknown"
    with pytest.raises(PermissionRefused):
        admit_to_merchant(cast.merchant, clock(), merchant.pk, "other_merchant", "clerk")


def test_the_trail_tells_who_looked_at_the_numbers_and_never_the_numbers(cast: Cast) -> None:
    merchant = shop(cast, clock())
    assert code_of(unmask_merchant(cast.operations, clock(), merchant.pk, " ")) == "unmask_needs_reason"
    done(unmask_merchant(cast.operations, clock(), merchant.pk, "清算退回"))
    approve(cast, change(cast, merchant, "settlement_account", settlement_account="6222000099998888"))
    told = "".join(str((row.before, row.after)) for row in AuditRow.objects.all())
    assert "清算退回" in told
    assert TEA.settlement_account not in told and "6222000099998888" not in told and TEA.identifier not in told

"""Messages to the switch over a real socket: each is told until it is answered, in order, and nothing is done twice."""

from datetime import timedelta

import pytest

from tests.cast import Cast, clock, make_cast
from tests.stories.journey import done
from tests.workflows.listening import Listening
from tests.workflows.shops import shop
from yizhan.connectors.switch_client import OF_THE_QUESTION, SwitchClient
from yizhan.kernel.clock import FixedClock
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import AuditRow, Merchant, OutboxMessage
from yizhan.workflows.merchants import propose_merchant_change, take_merchant_proposal
from yizhan.workflows.switch_outbox import claim_switch_message, send_due_messages, settle_switch_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def suspend(cast: Cast, merchant: Merchant, now: FixedClock) -> None:
    proposal = done(propose_merchant_change(cast.manager, now, merchant.pk, "suspension", {}, "投诉"))
    done(take_merchant_proposal(cast.branch, now, proposal.pk, "approved"))


def test_a_merchant_taken_on_is_told_as_it_stands(cast: Cast, switch: Listening, caller: SwitchClient) -> None:
    merchant = shop(cast, clock())
    assert send_due_messages(clock(), caller) == 1
    assert switch.told == [("/v1/merchants", {"merchant_id": merchant.pk, "name_latin": "Tea Stall 01", "city_latin": "SHENZHEN",
                                              "category_code": "5812", "rate": "0.00600", "status": "active"})]
    assert OutboxMessage.objects.get().state == "accepted"
    assert send_due_messages(clock(), caller) == 0


def test_an_answer_that_does_not_come_is_asked_for_again_later_and_the_newer_state_waits_its_turn(
        cast: Cast, switch: Listening, caller: SwitchClient) -> None:
    now = clock()
    merchant = shop(cast, now)
    switch.answers = [None]
    send_due_messages(now, caller)
    assert OutboxMessage.objects.get().state == "unknown"
    now.advance(timedelta(seconds=1))
    suspend(cast, merchant, now)
    assert send_due_messages(now, caller) == 0, "the older message is not due yet, and the newer one must not pass it"
    now.advance(timedelta(minutes=1))
    assert [send_due_messages(now, caller), send_due_messages(now, caller), send_due_messages(now, caller)] == [1, 1, 0]
    assert [body["status"] for _path, body in switch.told] == ["active", "suspended", "suspended"]
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"accepted"}


def test_a_refused_message_is_closed_with_its_code_and_stands_in_the_trail(cast: Cast, switch: Listening, caller: SwitchClient) -> None:
    shop(cast, clock())
    switch.answers = [(422, {"code": "category_blocked", "facts": {}})]
    send_due_messages(clock(), caller)
    message = OutboxMessage.objects.get()
    assert (message.state, message.last_error) == ("rejected", "category_blocked")
    assert AuditRow.objects.filter(action="switch.settle", after__code="category_blocked").exists()


def test_a_switch_that_does_not_know_our_signature_has_refused_nothing(cast: Cast, switch: Listening, caller: SwitchClient) -> None:
    now = clock()
    shop(cast, now)
    switch.answers = [(401, {"code": "signature_stale", "facts": {"window_s": 300}})]
    send_due_messages(now, caller)
    assert OutboxMessage.objects.get().state == "unknown"
    now.advance(timedelta(minutes=1))
    send_due_messages(now, caller)
    assert OutboxMessage.objects.get().state == "accepted"


@pytest.mark.parametrize("code", sorted(OF_THE_QUESTION))
def test_a_refusal_of_the_question_closes_no_message_but_of_an_unknown_payment(
        cast: Cast, switch: Listening, caller: SwitchClient, code: str) -> None:
    shop(cast, clock())
    switch.answers = [(422, {"code": code, "facts": {}})]
    send_due_messages(clock(), caller)
    message = OutboxMessage.objects.get()
    assert (message.state, message.last_error) == ("rejected" if code == "payment_unknown" else "unknown", code)


def test_a_message_is_claimed_and_settled_once(cast: Cast) -> None:
    shop(cast, clock())
    message = OutboxMessage.objects.get()
    done(claim_switch_message(None, clock(), message.pk))
    again = claim_switch_message(None, clock(), message.pk)
    assert isinstance(again, Refusal) and again.code == "message_not_due"
    done(settle_switch_message(None, clock(), message.pk, "accepted", {}))
    late = settle_switch_message(None, clock(), message.pk, "rejected", {"code": "x"})
    assert isinstance(late, Refusal) and late.code == "message_closed_already"

"""Rates of a day by four eyes: proposed, confirmed before the day, told to the switch, and what holds when the switch says no."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.cast import MONDAY, Cast, clock, make_cast
from tests.stories.journey import done
from tests.workflows.listening import Listening
from yizhan.connectors.switch_client import SwitchClient
from yizhan.kernel.clock import SHANGHAI, FixedClock
from yizhan.kernel.refusal import Refusal
from yizhan.payments.rates import DayRate
from yizhan.records.models import AuditRow, OutboxMessage, RateFixing
from yizhan.workflows.action import PermissionRefused
from yizhan.workflows.rate_fixings import fixings_to_take, propose_fixing, rate_on, take_fixing, withdraw_fixing
from yizhan.workflows.switch_outbox import send_due_messages

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 11, 17)
RATE = Decimal("7.1234")
SOURCE = "中国货币网 2026-11-16 09:15"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def at(hour: int, minute: int = 0, second: int = 0) -> FixedClock:
    return FixedClock(datetime(2026, 11, 16, hour, minute, second, tzinfo=SHANGHAI))


def proposed(cast: Cast, rate: Decimal = RATE, currency: str = "USD", day: date = TUESDAY, now: FixedClock | None = None) -> RateFixing:
    return done(propose_fixing(cast.operations, now or clock(), currency, day, rate, SOURCE))


def confirmed(cast: Cast, **options: object) -> RateFixing:
    return done(take_fixing(cast.branch, clock(), proposed(cast, **options).pk, "confirmed"))


def code_of(result: object) -> str:
    assert isinstance(result, Refusal), result
    return result.code


def held(currency: str = "USD", on: date = TUESDAY) -> Decimal:
    found = rate_on(currency, on)
    assert isinstance(found, DayRate)
    return found.cny_per_unit


def test_a_fixing_of_the_dollar_is_confirmed_told_and_holds_when_the_switch_has_taken_it(
        cast: Cast, switch: Listening, caller: SwitchClient) -> None:
    fixing = proposed(cast)
    assert fixing.state == "proposed" and not OutboxMessage.objects.exists()
    assert done(take_fixing(cast.branch, clock(), fixing.pk, "confirmed")).state == "confirmed"
    assert held() == Decimal("7.1000"), "the switch does not count with it yet"
    assert send_due_messages(clock(), caller) == 1
    assert switch.told == [("/v1/rates", {"currency": "USD", "first_day": "2026-11-17", "cny_per_unit": "7.1234", "source": SOURCE})]
    fixing.refresh_from_db()
    assert (fixing.state, fixing.told_at) == ("standing", MONDAY)
    assert held() == RATE and held(on=TUESDAY - timedelta(days=1)) == Decimal("7.1000") and held(on=TUESDAY + timedelta(days=90)) == RATE


def test_another_currency_holds_without_the_switch(cast: Cast) -> None:
    assert confirmed(cast, currency="JPY", rate=Decimal("0.047912")).state == "standing"
    assert not OutboxMessage.objects.exists() and held("JPY") == Decimal("0.047912") and held("EUR") == Decimal("7.7000")


def test_who_proposed_does_not_confirm_and_a_fixing_is_taken_once(cast: Cast) -> None:
    fixing = proposed(cast)
    assert code_of(take_fixing(cast.operations, clock(), fixing.pk, "confirmed")) == "same_person"
    assert list(fixings_to_take(cast.branch, clock())) == [fixing] and not fixings_to_take(cast.operations, clock()).exists()
    done(take_fixing(cast.branch, clock(), fixing.pk, "confirmed"))
    assert code_of(take_fixing(cast.branch, clock(), fixing.pk, "declined", "x")) == "fixing_taken_already"
    with pytest.raises(IntegrityError), transaction.atomic():
        RateFixing.objects.filter(pk=fixing.pk).update(taken_by=cast.operations)


@pytest.mark.parametrize("role", ["applicant", "merchant", "traveller", "officer", "manager", "approver", "auditor"])
def test_other_roles_neither_propose_nor_confirm(cast: Cast, role: str) -> None:
    fixing, person = proposed(cast), getattr(cast, role)
    with pytest.raises(PermissionRefused):
        propose_fixing(person, clock(), "EUR", TUESDAY, Decimal("7.70"), SOURCE)
    with pytest.raises(PermissionRefused):
        take_fixing(person, clock(), fixing.pk, "confirmed")


@pytest.mark.parametrize(("now", "expected"), [
    (at(23, 58, 59), None), (at(23, 59), "fixing_day_begun"), (at(23, 59, 59), "fixing_day_begun")])
def test_a_day_closes_for_proposal_and_confirmation_a_minute_before_midnight(cast: Cast, now: FixedClock, expected: str | None) -> None:
    standing = proposed(cast, currency="EUR", rate=Decimal("7.71"))
    results = (propose_fixing(cast.operations, now, "USD", TUESDAY, RATE, SOURCE), take_fixing(cast.branch, now, standing.pk, "confirmed"))
    assert [result.code if isinstance(result, Refusal) else None for result in results] == [expected, expected]


def test_a_proposal_that_was_not_confirmed_in_time_can_be_declined_and_the_next_day_be_fixed(cast: Cast) -> None:
    fixing, morning = proposed(cast), clock()
    morning.advance(timedelta(days=1))
    assert code_of(take_fixing(cast.branch, morning, fixing.pk, "confirmed")) == "fixing_day_begun"
    assert code_of(propose_fixing(cast.operations, morning, "USD", TUESDAY, RATE, SOURCE)) == "fixing_day_begun"
    done(take_fixing(cast.branch, morning, fixing.pk, "declined", "太晚"))
    proposed(cast, day=TUESDAY + timedelta(days=1), now=morning)


def test_a_day_is_fixed_once(cast: Cast) -> None:
    first = proposed(cast)
    assert code_of(propose_fixing(cast.operations, clock(), "USD", TUESDAY, Decimal("7.13"), SOURCE)) == "fixing_proposed_already"
    done(take_fixing(cast.branch, clock(), first.pk, "confirmed"))
    assert code_of(propose_fixing(cast.operations, clock(), "USD", TUESDAY, RATE, SOURCE)) == "fixing_stands_already"
    proposed(cast, day=TUESDAY + timedelta(days=1))
    proposed(cast, currency="EUR", rate=Decimal("7.71"))


def test_a_rate_far_off_is_typed_again_by_both(cast: Cast) -> None:
    far = Decimal("71.0")
    refusal = propose_fixing(cast.operations, clock(), "USD", TUESDAY, far, SOURCE)
    assert code_of(refusal) == "fixing_deviates" and refusal.facts["field"] == "repeated" and refusal.facts["in_force"] == Decimal("7.1000")
    assert code_of(propose_fixing(cast.operations, clock(), "USD", TUESDAY, far, SOURCE, Decimal("7.10"))) == "fixing_deviates"
    fixing = done(propose_fixing(cast.operations, clock(), "USD", TUESDAY, far, SOURCE, far))
    assert code_of(take_fixing(cast.branch, clock(), fixing.pk, "confirmed")) == "fixing_deviates"
    assert done(take_fixing(cast.branch, clock(), fixing.pk, "confirmed", "", far)).state == "confirmed"


def test_a_deviation_is_measured_against_what_will_hold_on_the_day(cast: Cast) -> None:
    """7.10 → 7.30 is 2.8 %, 7.30 → 7.50 is 2.7 %; 7.10 → 7.50 would be 5.6 %."""
    confirmed(cast, rate=Decimal("7.30"))
    proposed(cast, rate=Decimal("7.50"), day=TUESDAY + timedelta(days=1))


def test_a_switch_that_hears_too_late_refuses_and_the_old_rate_stays(cast: Cast, switch: Listening, caller: SwitchClient) -> None:
    fixing = confirmed(cast)
    switch.answers = [None, (409, {"code": "fixing_day_begun", "facts": {"first_day": "2026-11-17"}})]
    later = clock()
    send_due_messages(later, caller)
    later.advance(timedelta(hours=15))
    send_due_messages(later, caller)
    fixing.refresh_from_db()
    assert (fixing.state, fixing.refusal["code"]) == ("refused", "fixing_day_begun") and held() == Decimal("7.1000")
    message = OutboxMessage.objects.get()
    assert (message.state, message.last_error) == ("rejected", "fixing_day_begun"), "the desk sees it among its messages"
    assert AuditRow.objects.filter(action="switch.settle", subject_id=fixing.pk, after__state="refused").exists()


def test_what_a_person_withdraws_is_their_own_and_open(cast: Cast) -> None:
    fixing = proposed(cast)
    fixing_of_another = RateFixing.objects.create(currency="EUR", first_day=TUESDAY, cny_per_unit=Decimal("7.7"), source="x",
                                                  proposed_by=cast.branch, created_at=MONDAY)
    assert code_of(withdraw_fixing(cast.operations, clock(), fixing_of_another.pk)) == "proposal_of_another"
    assert done(withdraw_fixing(cast.operations, clock(), fixing.pk)).state == "withdrawn"
    assert code_of(withdraw_fixing(cast.operations, clock(), fixing.pk)) == "fixing_taken_already"


@pytest.mark.parametrize(("verdict", "words", "expected"), [("maybe", "x", "verdict_unknown"), ("declined", " ", "reason_missing")])
def test_a_verdict_is_one_of_two_and_a_decline_has_a_reason(cast: Cast, verdict: str, words: str, expected: str) -> None:
    assert code_of(take_fixing(cast.branch, clock(), proposed(cast).pk, verdict, words)) == expected


def test_the_same_key_proposes_once(cast: Cast) -> None:
    made = [propose_fixing(cast.operations, clock(), "USD", TUESDAY, RATE, SOURCE, key="k") for _ in range(2)]
    assert made[0].pk == made[1].pk and RateFixing.objects.count() == 1

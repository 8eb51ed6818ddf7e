"""Any order of payments, answers, refunds, repeats, fixings and days: limits hold, balances follow the model, repeats change nothing."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.payments.shard.till import SCHEMA, Till
from yizhan.kernel.clock import branch_date
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.payments import rows
from yizhan.payments.counting import Counted, Usage, count, given_back
from yizhan.payments.fixings import Fixing, with_fixings
from yizhan.payments.limits import check
from yizhan.payments.proportion import returned
from yizhan.payments.rates import DayRate, day_rate
from yizhan.payments.states import COUNTED, REFUNDABLE, Stage, next_stage
from yizhan.payments.stored import STEPS, Outcome, Step
from yizhan.payments.tiers import Tier, required

PAYERS = {"t0": Tier.T0, "t1": Tier.T1, "t2": Tier.T2}
MOVES = [step for step in STEPS if step is not Step.RESERVE]


@dataclass
class Modelled:
    """What the model knows of one payment."""

    payer: str
    order_minor: int
    key: UUID
    counted: Counted
    day: datetime
    stage: Stage = Stage.RESERVED
    refunded: int = 0
    refund_keys: list[tuple[UUID, int]] = field(default_factory=list)


class Machine(RuleBasedStateMachine):
    """One shard with three payers; the model is made of the rules on values."""

    till: Till
    fixings: dict[date, Fixing]

    def __init__(self) -> None:
        super().__init__()
        # The clock goes on from one example to the next: a shard opens no earlier day anew.
        self.cards = {name: self.till.payer(self.till.fresh(), tier, "alipay_like") for name, tier in PAYERS.items()}
        self.payments: dict[int, Modelled] = {}
        self.before = self.till.balances()

    @rule(payer=st.sampled_from(sorted(PAYERS)), order=st.one_of(st.integers(1, 60_000), st.integers(1, 3_600_000)))
    def pay(self, payer: str, order: int) -> None:
        held, key = required(PAYERS[payer], branch_date(self.till.now)), uuid4()
        expected = check("alipay_like", held, Money(order), self.usage(payer), self.rate())
        payment, outcome = self.till.one(self.cards[payer], order, keys=[key])
        assert (outcome is Outcome.DONE) is not isinstance(expected, Refusal), (outcome, expected)
        if outcome is Outcome.DONE:
            self.payments[payment] = Modelled(payer, order, key, count(Money(order), self.rate()), self.till.now)

    @precondition(lambda self: self.payments)
    @rule(data=st.data(), step=st.sampled_from(MOVES))
    def move(self, data: st.DataObject, step: Step) -> None:
        payment = data.draw(st.sampled_from(sorted(self.payments)))
        known = self.payments[payment]
        stage, events = STEPS[step]
        # A journal is written once: a payment is disputed once in this model.
        if known.stage is stage and not (step is Step.DISPUTE and self.till.moved(payment, Step.DISPUTE)):
            for event in events:
                stage = next_stage(stage, event)
            assert self.till.step(payment, step) == (stage, True)
            known.stage = stage
        elif known.stage is not stage:
            assert self.till.step(payment, step) == (known.stage, False)

    @precondition(lambda self: self.payments)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        payment = data.draw(st.sampled_from(sorted(self.payments)))
        known = self.payments[payment]
        again = self.till.one(self.cards[known.payer], known.order_minor, keys=[known.key])
        assert again == (payment, Outcome.REPLAY)
        assert self.till.one(self.cards[known.payer], known.order_minor, keys=[known.key], fingerprints=[9])[1] is Outcome.KEY_REUSED

    @precondition(lambda self: self.payments)
    @rule(data=st.data(), part=st.integers(1, 100_000), again=st.booleans())
    def refund(self, data: st.DataObject, part: int, again: bool) -> None:
        payment = data.draw(st.sampled_from(sorted(self.payments)))
        known = self.payments[payment]
        if again and known.refund_keys:
            key, earlier = known.refund_keys[-1]
            assert self.till.refund(payment, earlier, key)[1] is Outcome.REPLAY
            return
        key = uuid4()
        _, outcome, fee, left = self.till.refund(payment, part, key)
        if known.stage not in REFUNDABLE:
            assert outcome is Outcome.PAYMENT_NOT_REFUNDABLE
        elif part > known.order_minor - known.refunded:
            assert outcome is Outcome.REFUND_OVER_REST
        else:
            charged_fee = self.till.payment(payment).user_fee.amount_minor
            assert (outcome, left) == (Outcome.DONE, known.order_minor - known.refunded - part)
            assert fee == returned(charged_fee, known.order_minor, known.refunded, part)
            known.refunded += part
            known.refund_keys.append((key, part))

    @rule(ten_thousandths=st.integers(60_000, 80_000))
    def fix(self, ten_thousandths: int) -> None:
        """A day is fixed once; whatever comes afterwards for it is the same again."""
        tomorrow = branch_date(self.till.now) + timedelta(days=1)
        fixing = self.fixings.setdefault(tomorrow, Fixing("USD", tomorrow, Decimal(ten_thousandths).scaleb(-4), "fixing"))
        self.till.cursor.execute(f"SELECT {SCHEMA}.keep_fixing(%s, %s, %s, %s, %s)", (
            tomorrow, int(fixing.cny_per_unit.scaleb(4)), fixing.source, self.till.now, branch_date(self.till.now)))

    @rule(days=st.sampled_from([1, 30, 45]))
    def wait(self, days: int) -> None:
        self.till.now += timedelta(days=days)

    @invariant()
    def what_counts_is_what_the_model_counts(self) -> None:
        for name, card in self.cards.items():
            found = rows.payer(self.till.cursor, card >> 4)
            assert found.usage_on(branch_date(self.till.now)) == self.usage(name), name

    @invariant()
    def balances_add_up_to_nothing_and_captured_money_is_the_models(self) -> None:
        now = self.till.balances()
        moved = {key: now.get(key, Money.zero()) - self.before.get(key, Money.zero()) for key in now.keys() | self.before.keys()}
        assert sum(amount.amount_minor for amount in moved.values()) == 0
        held = sum(self.till.payment(payment).charged.amount_minor for payment, known in self.payments.items()
                   if known.stage is Stage.RESERVED)
        assert moved.get(("reserved_card_payments", 0), Money.zero()) == Money(held)

    def usage(self, payer: str) -> Usage:
        today, usage = branch_date(self.till.now), Usage()
        for known in self.payments.values():
            if known.payer == payer and known.stage in COUNTED:
                back = given_back(known.counted, Money(known.order_minor), Money.zero(), Money(known.refunded))
                counted, day = known.counted - back, branch_date(known.day)
                usage = Usage(usage.day + counted if day == today else usage.day,
                              usage.year + counted if day.year == today.year else usage.year)
        return usage

    def rate(self) -> DayRate:
        found = day_rate("USD", branch_date(self.till.now), with_fixings(self.fixings.values()))
        assert isinstance(found, DayRate)
        return found


@pytest.fixture
def machine(shared_till: Till) -> type[Machine]:
    return type("MachineOfThisRun", (Machine,), {"till": shared_till, "fixings": {}})


def test_whatever_happens_the_shard_and_the_rules_on_values_agree(machine: type[Machine]) -> None:
    run_state_machine_as_test(machine, settings=settings(max_examples=15, stateful_step_count=25, deadline=None,
                                                         suppress_health_check=list(HealthCheck)))

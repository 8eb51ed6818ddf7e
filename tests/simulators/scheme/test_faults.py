"""Faults by card and by chance, the same for the same seed."""

from dataclasses import replace

import pytest

from tests.payments.messages.sample import REQUEST
from yizhan.kernel.money import Money
from yizhan.simulators.scheme.faults import FaultPlan, parse_rates
from yizhan.simulators.scheme.issuer import Fault, Issuers, card_number


def test_rates_are_read_and_wrong_ones_refused() -> None:
    assert parse_rates(["drop=0.25", "cut=0.5"]) == {Fault.DROP: 0.25, Fault.CUT: 0.5}
    for wrong in (["fire=0.1"], ["drop=x"], ["drop=0.7", "cut=0.7"], ["drop=-1"]):
        with pytest.raises(ValueError):
            parse_rates(wrong)


def test_a_card_of_the_table_meets_its_fault_in_payments_and_none_when_it_is_bound() -> None:
    plan = FaultPlan(Issuers(), {Fault.CUT: 1.0}, 1)
    card = replace(REQUEST, card_number=card_number("4000", "0202"))
    assert (plan.choose(card), plan.choose(replace(card, amount=Money.zero())), plan.choose(REQUEST)) == (Fault.DROP, None, Fault.CUT)


def test_the_same_seed_chooses_the_same_faults_in_their_parts() -> None:
    def chosen(seed: int) -> list[Fault | None]:
        plan = FaultPlan(Issuers(), {Fault.DROP: 0.2, Fault.DUPLICATE: 0.1}, seed)
        return [plan.choose(REQUEST) for _ in range(2_000)]

    assert chosen(7) == chosen(7) != chosen(8)
    assert 300 < chosen(7).count(Fault.DROP) < 500 and 100 < chosen(7).count(Fault.DUPLICATE) < 300

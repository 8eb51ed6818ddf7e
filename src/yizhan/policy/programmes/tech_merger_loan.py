"""Merger loan for technology enterprises (科技企业并购贷款): 金规〔2025〕27号, control and minority deals, and the pilot.

The pilot (NFRA, March 2025) lets chosen banks in 18 cities lend up to 80 % to technology enterprises that gain control; no
notice of its end was found (facts 6.39).
"""

from dataclasses import dataclass
from datetime import date

from yizhan.kernel.money import Money, Rounding
from yizhan.policy.case import Facts, Limits
from yizhan.policy.number import Truth
from yizhan.policy.parameters import ParameterBook, load_book
from yizhan.policy.rule import Programme, Rule, all_of, any_of, condition
from yizhan.policy.units import read_percent

NAME = "tech_merger_loan"


@condition
def is_control_deal(facts: Facts, limits: Limits) -> Truth:
    """The deal is for control."""
    return facts.deal_kind.is_in("control")


@condition
def is_minority_deal(facts: Facts, limits: Limits) -> Truth:
    """The deal is for a minority stake."""
    return facts.deal_kind.is_in("minority")


@condition
def control_stake(facts: Facts, limits: Limits) -> Truth:
    """Gains control, or an existing controller adds 5 % at least each time."""
    return facts.gains_control | (facts.controls_already & (facts.stake_bought >= limits.added_stake_min))


@condition
def minority_stake(facts: Facts, limits: Limits) -> Truth:
    """20 % at a time, or a holder of 20 % adds 5 % at least."""
    adds = (facts.stake_held >= limits.minority_stake_min) & (facts.stake_bought >= limits.added_stake_min)
    return (facts.stake_bought >= limits.minority_stake_min) | adds


@condition
def control_share(facts: Facts, limits: Limits) -> Truth:
    """Loan ÷ price, control."""
    return facts.loan_amount <= facts.deal_price * limits.control_share_max


@condition
def control_own_funds(facts: Facts, limits: Limits) -> Truth:
    """Own equity funds ÷ price, control."""
    return facts.own_deal_funds >= facts.deal_price * limits.control_own_funds_min


@condition
def control_term(facts: Facts, limits: Limits) -> Truth:
    """In principle ten years."""
    return facts.loan_term_months <= limits.control_term_months_max


@condition
def minority_share(facts: Facts, limits: Limits) -> Truth:
    """Loan ÷ price, minority."""
    return facts.loan_amount <= facts.deal_price * limits.minority_share_max


@condition
def minority_own_funds(facts: Facts, limits: Limits) -> Truth:
    """Own equity funds ÷ price, minority."""
    return facts.own_deal_funds >= facts.deal_price * limits.minority_own_funds_min


@condition
def minority_term(facts: Facts, limits: Limits) -> Truth:
    """Seven years; the text read was cut off there."""
    return facts.loan_term_months <= limits.minority_term_months_max


@condition
def in_pilot(facts: Facts, limits: Limits) -> Truth:
    """A technology enterprise, a pilot bank and a pilot city."""
    return facts.technology_enterprise & facts.pilot_bank & facts.city.is_in(*limits.pilot_cities)


@condition
def pilot_share(facts: Facts, limits: Limits) -> Truth:
    """Loan ÷ price, pilot."""
    return facts.loan_amount <= facts.deal_price * limits.pilot_share_max


@condition
def pilot_own_funds(facts: Facts, limits: Limits) -> Truth:
    """Own equity funds ÷ price, pilot (derived)."""
    return facts.own_deal_funds >= facts.deal_price * limits.pilot_own_funds_min


@condition
def not_a_merger_loan_again(facts: Facts, limits: Limits) -> Truth:
    """A merger loan never replaces a merger loan."""
    return ~facts.refinances_merger_loan


def _refinances(facts: Facts, limits: Limits) -> Truth:
    return facts.refinances_paid_price


@condition(applies=_refinances)
def price_paid_lately(facts: Facts, limits: Limits) -> Truth:
    """To replace a price already paid, drawn within a year of full payment."""
    return facts.as_of - facts.price_paid_on <= limits.refinance_days_max


@condition(manual=True)
def bank_may_lend(facts: Facts, limits: Limits) -> Truth:
    """The size tests were read in the draft only."""
    return facts.bank_may_lend


NEEDS = all_of(
    any_of(
        all_of(is_control_deal, control_stake, control_share, control_own_funds, control_term),
        all_of(is_control_deal, control_stake, in_pilot, pilot_share, pilot_own_funds, control_term),
        all_of(is_minority_deal, minority_stake, minority_share, minority_own_funds, minority_term),
    ),
    not_a_merger_loan_again, price_paid_lately, bank_may_lend,
)

PROGRAMME = Programme(NAME, (Rule(date(2025, 12, 31), "金规〔2025〕27号", NEEDS),))


@dataclass(frozen=True, slots=True)
class BankLimits:
    """What a bank may lend for mergers: to one borrower, in all, and for minority stakes."""

    one_borrower: Money
    all_loans: Money
    minority_loans: Money


def bank_limits(net_tier_one: Money, merger_book: Money, on: date, book: ParameterBook | None = None) -> BankLimits:
    """The bank's limits (facts 6.36) from its net tier-1 capital and its book of merger loans, cut to the fen."""
    def share(name: str, of: Money) -> Money:
        part = read_percent((book or load_book()).dated(NAME, name).on(on).value)
        return (of * part.numerator).divide(part.denominator, Rounding.DOWN)

    return BankLimits(share("bank_one_borrower_max", net_tier_one), share("bank_all_max", net_tier_one),
                      share("bank_minority_max", merger_book))

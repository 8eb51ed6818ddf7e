"""Inclusive small loan (普惠型小微企业贷款): the regulator's and the central bank's ceilings differ, so both are flagged.

NFRA: credit to the one customer of at most 1,000万. PBoC statistics: 2,000万 since 2024, 1,000万 from 2019.
"""

from dataclasses import dataclass
from datetime import date

from yizhan.kernel.money import Money
from yizhan.policy.case import Facts, Limits
from yizhan.policy.evaluate import evaluate
from yizhan.policy.facts import read_sheet
from yizhan.policy.number import Truth
from yizhan.policy.outcome import Outcome
from yizhan.policy.parameters import ParameterBook
from yizhan.policy.programmes import size_class
from yizhan.policy.rule import Programme, Rule, all_of, any_of, condition

NAME = "inclusive_loan"


@condition
def is_small_or_micro(facts: Facts, limits: Limits) -> Truth:
    """The borrower is a small or micro enterprise by 300号."""
    return size_class.at_most(facts, "small")


@condition
def is_owner_or_individual(facts: Facts, limits: Limits) -> Truth:
    """Or the owner of one, or an individual business."""
    return facts.owner_or_individual_business


@condition
def within_nfra_ceiling(facts: Facts, limits: Limits) -> Truth:
    """金规〔2024〕11号; equal passes."""
    return facts.credit_total <= limits.nfra_ceiling


@condition
def within_pboc_ceiling(facts: Facts, limits: Limits) -> Truth:
    """PBoC statistics; equal passes."""
    return facts.credit_total <= limits.pboc_ceiling


@condition
def within_duty_exemption(facts: Facts, limits: Limits) -> Truth:
    """Staff who kept the rules are exempt from blame up to this credit (金规〔2024〕11号)."""
    return facts.credit_total <= limits.duty_exemption_ceiling


@condition
def interest_free_of_vat(facts: Facts, limits: Limits) -> Truth:
    """Interest on such a loan is exempt from VAT for the bank (2023年第16号公告, recalled)."""
    return facts.credit_total <= limits.vat_exemption_ceiling


NEEDS = all_of(any_of(is_small_or_micro, is_owner_or_individual), any_of(within_nfra_ceiling, within_pboc_ceiling))

PROGRAMME = Programme(NAME, (
    Rule(date(2019, 1, 1), "普惠金融贷款口径（单户授信1000万元）", NEEDS, date(2024, 1, 23)),
    Rule(date(2024, 1, 24), "金规〔2024〕11号；人民银行普惠小微统计口径", NEEDS, date(2027, 12, 31), (),
         (within_duty_exemption, interest_free_of_vat)),
    Rule(date(2028, 1, 1), "金规〔2024〕11号；人民银行普惠小微统计口径（增值税免税期满后）", NEEDS, None, (),
         (within_duty_exemption,)),
))


@dataclass(frozen=True, slots=True)
class InclusiveFlags:
    """Whether a loan counts with the regulator and with the central bank; None where the size class is unknown."""

    nfra: bool | None
    pboc: bool | None


def inclusive_flags(credit: Money, size: str | None, is_owner_or_individual: bool, on: date,
                    book: ParameterBook | None = None) -> InclusiveFlags:
    """Both flags for a borrower of a known `size` (a name of `size_class.SIZES`) on a day."""
    verdict = evaluate(PROGRAMME, read_sheet({"credit_total": credit}), on, book)
    borrower = is_owner_or_individual or (None if size is None else size in ("micro", "small"))
    ceilings = [verdict.finding(name).outcome is Outcome.MET for name in ("within_nfra_ceiling", "within_pboc_ceiling")]
    # A credit over the ceiling does not count whoever the borrower is.
    return InclusiveFlags(*[borrower if within else False for within in ceilings])

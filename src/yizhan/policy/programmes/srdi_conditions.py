"""Conditions that the SRDI SME and the little giant share: figures by year, as plain functions for their modules."""

from yizhan.policy.case import Facts
from yizhan.policy.number import Number, Truth


def debt_ratio(facts: Facts) -> Number:
    """Liabilities ÷ assets; without assets it stays unknown."""
    return facts.total_liabilities.share_of(facts.total_assets)


def spends_share_each_year(facts: Facts, share: Number) -> Truth:
    """R&D of each of the last two years reaches a share of that year's revenue."""
    return (facts.rd_spend >= facts.revenue * share) & (facts.rd_spend_previous >= facts.revenue_previous * share)


def mean_growth(facts: Facts) -> Number:
    """Mean of the last two years' growth of revenue; a year without a base counts as a loss of all."""
    last = facts.revenue.share_of(facts.revenue_previous, without_base=0)
    before = facts.revenue_previous.share_of(facts.revenue_second_previous, without_base=0)
    return (last + before).half().less_whole()

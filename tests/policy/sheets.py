"""Random sheets for property tests: every fact unknown or drawn near the thresholds of the parameter files."""

from fractions import Fraction

from hypothesis import strategies as st

from yizhan.policy.facts import FactDefinition, FactSheet, FactType, definitions

WAN = 1_000_000
# Round sums and shares lie on thresholds more often than chance would have them.
_MONEY = st.one_of(st.sampled_from([0, 60 * WAN, 100 * WAN, 1_000 * WAN, 5_000 * WAN, 20_000 * WAN, 40_000 * WAN]),
                   st.integers(0, 30_000).map(lambda wan: wan * WAN), st.integers(0, 10**13))
_RATIO = st.one_of(st.sampled_from([Fraction(0), Fraction(1, 20), Fraction(7, 10), Fraction(4, 5), Fraction(1)]),
                   st.integers(0, 10**6).map(lambda part: Fraction(part, 10**6)))
_COUNT = st.one_of(st.integers(0, 12), st.integers(0, 1200))


def values_of(fact: FactDefinition) -> st.SearchStrategy:
    """Values of a fact within its bounds."""
    if fact.type is FactType.TRUTH:
        return st.booleans()
    if fact.type is FactType.CHOICE:
        return st.sampled_from(fact.choices)
    if fact.type is FactType.DATE:
        return st.integers(738_000, 740_500)  # From 2021 to 2028.
    figures = {FactType.MONEY: _MONEY, FactType.RATIO: _RATIO, FactType.COUNT: _COUNT}[fact.type]
    low, high = fact.range
    return figures.map(lambda value: min(max(value, low), high))


def sheets(*names: str, known_only: bool = False) -> st.SearchStrategy[FactSheet]:
    """Sheets of some facts, or of all; each is unknown now and then unless `known_only`."""
    chosen = names or tuple(definitions())
    drawn = {name: values_of(definitions()[name]) if known_only else st.none() | values_of(definitions()[name])
             for name in chosen}
    return st.fixed_dictionaries(drawn).map(FactSheet)

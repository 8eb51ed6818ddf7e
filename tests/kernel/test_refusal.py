"""A business "no" is a value."""

import pytest

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse


def test_refusals_with_equal_code_and_facts_are_equal_and_hash_alike() -> None:
    first, second = refuse("amount_over_limit", limit=Money(1)), Refusal("amount_over_limit", {"limit": Money(1)})
    assert first == second
    assert len({first, second}) == 1
    assert first != refuse("amount_over_limit", limit=Money(2))


def test_the_facts_of_a_refusal_cannot_be_changed() -> None:
    facts = {"year": 2027}
    refusal = Refusal("calendar_missing", facts)
    facts["year"] = 2028
    assert refusal.facts["year"] == 2027
    with pytest.raises(TypeError):
        refusal.facts["year"] = 2028  # type: ignore[index]

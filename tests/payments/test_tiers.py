"""Tiers: what is held decides, and an upgrade asks only for the rest."""

from datetime import date

import pytest

from yizhan.payments.tiers import Tier, missing, required, tier_of

DAY = date(2026, 11, 23)
T0, T1 = ("phone", "card"), ("phone", "card", "name", "nationality")


@pytest.mark.parametrize(("held", "tier"), [
    ((), None), (("phone",), None), (T0, Tier.T0), ((*T0, "name"), Tier.T0), (T1, Tier.T1), (required(Tier.T2, DAY), Tier.T2),
    ((*T0, "document_number", "document_copy"), Tier.T0),
])
def test_the_tier_is_the_highest_whose_fields_are_all_held(held: tuple[str, ...], tier: Tier | None) -> None:
    assert tier_of(held, DAY) is tier


def test_the_first_tier_holds_no_identity() -> None:
    """E48: a card-only traveller's data hold no passport, face or name."""
    assert required(Tier.T0, DAY) == T0


def test_an_upgrade_asks_only_for_what_is_missing() -> None:
    assert missing(Tier.T1, (*T0, "nationality"), DAY) == ("name",)
    held = (*T1, "sex", "occupation", "address", "document_type", "document_number", "document_valid_until")
    assert missing(Tier.T2, held, DAY) == ("document_copy",)


def test_tiers_stand_in_order() -> None:
    assert (Tier.T0.higher, Tier.T2.higher) == ((Tier.T1, Tier.T2), ())

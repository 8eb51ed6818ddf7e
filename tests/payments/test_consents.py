"""What a traveller consents to grows with the tier, and never asks more than it needs."""

from datetime import date

from yizhan.payments.consents import consents_for
from yizhan.payments.tiers import Tier

ON = date(2026, 11, 16)


def test_the_lowest_tier_asks_for_no_consent_about_identity() -> None:
    assert [text.kind for text in consents_for(Tier.T0, ON)] == ["wallet_account"]
    assert [text.kind for text in consents_for(Tier.T1, ON)] == ["wallet_account", "identity"]
    assert [text.kind for text in consents_for(Tier.T2, ON)] == ["wallet_account", "identity", "document_copy"]


def test_each_text_has_a_hash_of_its_own() -> None:
    texts = consents_for(Tier.T2, ON)
    assert len({text.sha256 for text in texts}) == 3 and all(text.text.zh and text.text.en for text in texts)

"""The texts a traveller consents to, and which of them a tier needs before anything of it is asked."""

from datetime import date
from pathlib import Path

from yizhan.kernel import consent_text as texts
from yizhan.kernel.consent_text import ConsentText
from yizhan.payments.tiers import Tier

FILE = Path(__file__).with_name("consents.yaml")
# Sensitive data and their way abroad are consented to one by one; nothing of a higher tier is asked for a lower one.
NEEDED = {
    Tier.T0: ("wallet_account",),
    Tier.T1: ("wallet_account", "identity"),
    Tier.T2: ("wallet_account", "identity", "document_copy"),
}


def consents_for(tier: Tier, on: date) -> list[ConsentText]:
    """The texts that a tier needs, in the order of asking."""
    return [texts.consent_text(FILE, kind, on) for kind in NEEDED[tier]]

"""The branch's products beside a profile: the policy floor's verdicts reach the credit floor as values, never by imports."""

from datetime import date

from yizhan.credit.matching import Match, match_products
from yizhan.enterprise.profile import Profile


def matching_products(profile: Profile, on: date) -> tuple[Match, ...]:
    """What to talk about first, from the profile's stage and verdicts."""
    return match_products(profile.lifecycle.stage, profile.policies, on)


def technology_columns(profile: Profile) -> dict[str, int | str | None]:
    """Technology variables for a scorecard: outcomes of the three titles by rule, and how many programmes are met.

    None where verdicts were not computed. A card that does not name them does not read them.
    """
    if not profile.policies:
        return {"policy_tech_sme": None, "policy_high_tech": None, "policy_srdi": None, "policies_met": None}
    return {"policy_tech_sme": profile.policies["tech_sme"], "policy_high_tech": profile.policies["high_tech_enterprise"],
            "policy_srdi": profile.policies["srdi_sme"], "policies_met": sum(outcome == "met" for outcome in profile.policies.values())}

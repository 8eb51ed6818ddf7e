"""Verdicts as values for the scorecard: outcomes by rule, nothing where none were computed."""

from types import SimpleNamespace

from yizhan.workflows.policy_products import technology_columns


def test_technology_variables_are_the_outcomes_and_how_many_are_met() -> None:
    found = technology_columns(
        SimpleNamespace(policies={"tech_sme": "met", "high_tech_enterprise": "manual_review", "srdi_sme": "unknown", "size_class": "met"})
    )
    assert found == {"policy_tech_sme": "met", "policy_high_tech": "manual_review", "policy_srdi": "unknown", "policies_met": 2}


def test_an_enterprise_without_verdicts_has_unknown_variables_and_no_zero() -> None:
    assert set(technology_columns(SimpleNamespace(policies={})).values()) == {None}

"""Every programme module is in the registry under its own name; its cases stand beside it (test_casebook runs them)."""

import importlib

import pytest

from yizhan.policy.parameters import FOLDER
from yizhan.policy.programmes.registry import PROGRAMMES

# Named here one by one, so that a module without cases is missed: yizhan.policy.programmes.size_class,
# yizhan.policy.programmes.tech_sme, yizhan.policy.programmes.high_tech_enterprise, yizhan.policy.programmes.innovative_sme,
# yizhan.policy.programmes.srdi_sme, yizhan.policy.programmes.little_giant, yizhan.policy.programmes.little_giant_recheck,
# yizhan.policy.programmes.rd_super_deduction, yizhan.policy.programmes.inclusive_loan,
# yizhan.policy.programmes.renewal_without_repayment, yizhan.policy.programmes.interest_subsidy_2026,
# yizhan.policy.programmes.tech_merger_loan, yizhan.policy.programmes.rd_loan_purpose,
# yizhan.policy.programmes.shenzhen_startup_loan, yizhan.policy.programmes.size_class_statistics; the two parts of the SRDI SME,
# yizhan.policy.programmes.srdi_score_2022 and yizhan.policy.programmes.srdi_conditions, are run by its cases.
PARTS = {"__init__", "registry", "srdi_score_2022", "srdi_conditions"}


@pytest.mark.parametrize("name", sorted({path.stem for path in FOLDER.glob("*.py")} - PARTS))
def test_a_programme_module_is_registered_and_has_cases_and_words(name) -> None:
    module = importlib.import_module(f"yizhan.policy.programmes.{name}")
    assert name == module.NAME
    assert module.PROGRAMME in PROGRAMMES
    assert (FOLDER / f"{name}.cases.yaml").exists() and (FOLDER / f"{name}.text.yaml").exists()

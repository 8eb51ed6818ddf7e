"""The programmes that the desk knows, in the order in which a page shows them."""

from yizhan.policy.programmes import (
    high_tech_enterprise,
    inclusive_loan,
    innovative_sme,
    interest_subsidy_2026,
    little_giant,
    little_giant_recheck,
    rd_loan_purpose,
    rd_super_deduction,
    renewal_without_repayment,
    shenzhen_startup_loan,
    size_class,
    size_class_statistics,
    srdi_sme,
    tech_merger_loan,
    tech_sme,
)
from yizhan.policy.rule import Programme

_MODULES = (size_class, size_class_statistics, tech_sme, high_tech_enterprise, innovative_sme, srdi_sme,
            little_giant, little_giant_recheck, rd_super_deduction, inclusive_loan, renewal_without_repayment,
            interest_subsidy_2026, tech_merger_loan, rd_loan_purpose, shenzhen_startup_loan)
PROGRAMMES: tuple[Programme, ...] = tuple(module.PROGRAMME for module in _MODULES)


def programme(name: str) -> Programme:
    """A programme by name; an unknown name raises KeyError with the names that exist."""
    for found in PROGRAMMES:
        if found.name == name:
            return found
    raise KeyError(f"no programme {name!r}; there are {', '.join(found.name for found in PROGRAMMES)}")

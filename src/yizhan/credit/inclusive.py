"""Which inclusive-finance statistic counts a borrower: the regulator's and the central bank's have different ceilings."""

from dataclasses import dataclass
from datetime import date

from yizhan.credit.parameters import Parameters
from yizhan.kernel.money import Money

FILE = "inclusive.yaml"


@dataclass(frozen=True, slots=True)
class InclusiveFlags:
    """Whether each statistic counts the borrower; None while the size of the firm is not known."""

    nfra: bool | None
    pboc: bool | None


def inclusive_flags(size_class: str | None, credit: Money, on: date) -> InclusiveFlags:
    """The flags of a borrower with all its credit at the branch on a day (facts 6.20, 6.21; E78)."""
    parameters = Parameters(on)
    if size_class is None:
        return InclusiveFlags(None, None)
    if size_class not in parameters.version(FILE, "sizes").value:
        return InclusiveFlags(False, False)
    return InclusiveFlags(credit <= parameters.money(FILE, "nfra_credit_max"), credit <= parameters.money(FILE, "pboc_credit_max"))

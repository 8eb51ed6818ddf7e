"""企业画像: what is known about an enterprise on a day, each figure with its source, verified against claimed."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from yizhan.enterprise.financials import Statement
from yizhan.enterprise.innovation import Innovation
from yizhan.enterprise.invoice_features import InvoiceFeatures
from yizhan.enterprise.lifecycle import StageVerdict

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Claimed(Generic[T]):
    """A figure as the enterprise stated it and, where someone checked, as it was found. The claim is never lost."""

    value: T | None
    source: str
    verified_value: T | None = None
    verified_by: str = ""
    verified_on: date | None = None

    @property
    def is_verified(self) -> bool:
        """Whether someone checked this figure."""
        return bool(self.verified_by)

    @property
    def best(self) -> T | None:
        """The verified value where there is one, else the claim."""
        return self.verified_value if self.is_verified else self.value

    @property
    def differs(self) -> bool:
        """Whether the check found another value than the claim."""
        return self.is_verified and self.verified_value != self.value


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the enterprise is; `industry` is a code of the size-class rules."""

    key: str
    name: str
    uscc: str = ""
    industry: str = ""
    region: str = ""
    registered_on: date | None = None
    in_park: bool | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """The one-page portrait. `size_class` comes from the policy floor; `figures` holds claims by name."""

    identity: Identity
    as_of: date
    size_class: str | None
    lifecycle: StageVerdict
    invoices: InvoiceFeatures | None
    statements: tuple[Statement, ...]
    innovation: Innovation
    figures: dict[str, Claimed]

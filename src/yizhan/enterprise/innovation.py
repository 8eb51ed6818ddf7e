"""Innovation as claimed or verified figures: R&D spend by year, intellectual property by class, titles, staff."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from yizhan.kernel.money import Money


@dataclass(frozen=True, slots=True)
class IpCounts:
    """Intellectual property held: class I (inventions, plant varieties, chip layouts …) and class II (the others)."""

    class_one: int = 0
    class_two: int = 0
    in_application: int = 0

    def __post_init__(self) -> None:
        if min(self.class_one, self.class_two, self.in_application) < 0:
            raise ValueError("counts of intellectual property are not negative")


@dataclass(frozen=True, slots=True)
class Title:
    """A title such as high_tech, tech_sme, innovative_sme, srdi_sme, little_giant; both days included."""

    kind: str
    valid_from: date
    valid_to: date | None
    number: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the title is valid on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Staff:
    """People at the end of the period (facts 1.4) and, of these, those in science and technology."""

    total: int
    technical: int | None = None

    def __post_init__(self) -> None:
        if self.total < 0 or (self.technical is not None and not 0 <= self.technical <= self.total):
            raise ValueError(f"{self.technical} technical of {self.total} people")

    @property
    def technical_share(self) -> Decimal | None:
        """Technical staff ÷ all staff, or None where it is not known or there is nobody."""
        return Decimal(self.technical) / self.total if self.technical is not None and self.total else None


@dataclass(frozen=True, slots=True)
class Innovation:
    """What an enterprise has of research: spend by calendar year, property rights, titles, staff."""

    research_spend: Mapping[int, Money] = field(default_factory=dict)
    ip: IpCounts | None = None
    titles: tuple[Title, ...] = ()
    staff: Staff | None = None

    def titles_on(self, day: date) -> tuple[str, ...]:
        """The kinds of titles that hold on a day."""
        return tuple(sorted({title.kind for title in self.titles if title.holds_on(day)}))

    def research_ratio(self, revenue: Mapping[int, Money], years: tuple[int, ...]) -> Decimal | None:
        """Sum of spend ÷ sum of revenue over years (a ratio of sums, facts 3.6); None when a year is missing."""
        if not years or any(year not in self.research_spend or year not in revenue for year in years):
            return None
        total = sum(revenue[year].amount_minor for year in years)
        spent = sum(self.research_spend[year].amount_minor for year in years)
        return Decimal(spent) / total if total > 0 else None

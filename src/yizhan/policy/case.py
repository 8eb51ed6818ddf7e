"""One evaluation under way: facts and limits as attributes, and a memory for measures that several conditions
share.

A condition or measure is a plain function of two readers:

    def staff_within_limit(facts, limits):
        return facts.staff <= limits.staff_max
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from yizhan.policy.facts import definition
from yizhan.policy.number import Bands, Choice, Number, Truth
from yizhan.policy.parameters import BandRows, Figure, ParameterBook, VersionUsed
from yizhan.policy.units import Unit


class Case:
    """A carrier (one enterprise or a population), the parameter book and the day of assessment."""

    def __init__(self, carrier: Any, book: ParameterBook, on: date) -> None:
        self.carrier, self.book, self.on = carrier, book, on
        self.facts = Facts(self)
        self._readings = book.on(on)
        self._limits: dict[str, Limits] = {}
        self._measures: dict[Callable, tuple[Any, list[Any]]] = {}

    def limits(self, programme: str) -> "Limits":
        """The limits of a programme on the day."""
        if programme not in self._limits:
            self._limits[programme] = Limits(self, programme)
        return self._limits[programme]

    def limit(self, programme: str, name: str) -> tuple[Any, VersionUsed]:
        """A limit in force on the day as the carrier holds it, and its version. None in force raises LookupError."""
        key = programme, name
        if key not in self._readings:
            self._readings[key] = self.book.read(programme, name, self.on)
        read, used = self._readings[key]
        return self._made(name, read), used

    def _made(self, label: str, read: Any) -> Any:
        """A value of the book as the carrier holds it."""
        constant = self.carrier.constant
        if isinstance(read, Figure):
            return constant(read.value, read.unit, label)
        if isinstance(read, BandRows):
            return Bands(read.rows, read.unit, read.at_most, label)
        if isinstance(read, dict):
            return {key: self._made(f"{label}.{key}", item) for key, item in read.items()}
        return tuple(self._made(label, item) for item in read) if isinstance(read, tuple) else read

    def measured(self, function: Callable, programme: str) -> Any:
        """The value of a measure, computed once; what it read is noted again for each condition that uses it.
        """
        log = self.carrier.log
        if function in self._measures:
            value, read = self._measures[function]
            log.extend(read)
            return value
        start = len(log)
        value = function(self.facts, self.limits(programme))
        if isinstance(value, Number):
            value.label = function.__name__
        self._measures[function] = value, log[start:]
        return value

    def today(self) -> Number:
        """The day of assessment as a date."""
        return self.carrier.constant(self.on.toordinal(), Unit.DATE, "as_of")


class Facts:
    """The facts of a case as attributes: `facts.staff`; each reading is noted. An unlisted name raises FactError."""

    __slots__ = ("_known", "case")

    def __init__(self, case: Case) -> None:
        self.case = case
        self._known: dict[str, tuple[Number | Truth | Choice, Any]] = {}

    def __getattr__(self, name: str) -> Any:
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self.case.carrier.fact(definition(name))
        self.case.carrier.log.append(found[1])
        return found[0]

    @property
    def as_of(self) -> Number:
        """The day of assessment."""
        return self.case.today()


class Limits:
    """The limits of a programme on the day as attributes: `limits.staff_max`; each reading is noted."""

    __slots__ = ("_known", "case", "programme")

    def __init__(self, case: Case, programme: str) -> None:
        self.case, self.programme = case, programme
        self._known: dict[str, tuple[Any, VersionUsed]] = {}

    def __getattr__(self, name: str) -> Any:
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self.case.limit(self.programme, name)
        self.case.carrier.log.append(found[1])
        return found[0]

"""What if the law were otherwise: a modified copy of the parameter book. What if the enterprise were: `FactSheet.with_fact`."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from yizhan.kernel.dated import Version
from yizhan.policy.parameters import ParameterBook, check_value


def reform(book: ParameterBook, programme: str, name: str, value: Any, effective_from: date,
           source: str = "what-if") -> ParameterBook:
    """A book in which a figure has another value from a day on; later versions are dropped, earlier ones stay.

    The value is written as in a parameter file (`2亿`, `30%`, a table); a wrong one raises DatedDataError.
    """
    check_value(f"{programme}.{name}", value)
    earlier = [version for version in book.dated(programme, name).versions if version.effective_from < effective_from]
    eve = effective_from - timedelta(days=1)
    closed = [replace(version, effective_to=min(version.effective_to or eve, eve)) for version in earlier]
    return book.with_versions(programme, name,
                              (*closed, Version(value, effective_from, None, source, "assumption", {})))

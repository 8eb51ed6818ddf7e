"""Types of the API's inputs: what JSON cannot say by itself is checked here, so that nothing odd reaches a workflow.

Amounts are whole minor units (fen), days and moments ISO text, texts free of what a database cannot keep.
"""

import re
from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, WithJsonSchema

from yizhan.kernel.text import normalise

AMOUNT_MINOR_MAX = 10**13
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Strict(Schema):
    """An input: a field that the schema does not know is refused, never ignored."""

    model_config = ConfigDict(extra="forbid")


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("the character U+0000 cannot be kept")
    return text


def _bounded(moment: Any) -> Any:
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        raise ValueError(f"the year must lie between {EARLIEST_YEAR} and {LATEST_YEAR}")
    return moment


def _day(value: Any) -> date:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("write the day as 2026-11-23")
    return _bounded(date.fromisoformat(value))


def _moment(value: Any) -> datetime:
    if not isinstance(value, str):
        raise ValueError("write the moment as text, 2026-11-23T09:30:00+08:00")
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError("a moment needs its offset, as in 2026-11-23T09:30:00+08:00")
    return _bounded(found)


def text(most: int, least: int = 0) -> Any:
    """Text of `least` to `most` characters."""
    return Annotated[str, Field(strict=True, min_length=least, max_length=most), AfterValidator(_storable)]


def name(most: int) -> Any:
    """A name: full-width letters become plain ones, blanks at the ends go, and something must remain."""

    def check(value: str) -> str:
        tidy = normalise(_storable(value))
        if not 1 <= len(tidy) <= most:
            raise ValueError(f"1 to {most} characters are needed")
        return tidy

    return Annotated[str, Field(strict=True, max_length=most), AfterValidator(check)]


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Moment = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})]
AmountMinor = Annotated[int, Field(strict=True, ge=0, le=AMOUNT_MINOR_MAX, description="Whole minor units (fen).")]
PositiveMinor = Annotated[int, Field(strict=True, ge=1, le=AMOUNT_MINOR_MAX, description="Whole minor units (fen).")]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Months = Annotated[int, Field(strict=True, ge=1, le=600)]
Flag = Annotated[bool, Field(strict=True)]
Sha256 = Annotated[str, Field(strict=True, pattern="^[0-9a-f]{64}$")]
Code = Annotated[str, Field(strict=True, max_length=60, pattern=r"^[A-Za-z0-9_.:\-]*$")]
MailAddress = Annotated[str, Field(strict=True, max_length=254, pattern=r"^([A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+)?$")]
PageNumber = Annotated[int, Field(ge=1, le=100_000)]

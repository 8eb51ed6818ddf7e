"""The plain content of a card, and the id that stands for it. Knows the shape of the values only by their
fields."""

from datetime import date
from enum import Enum
from typing import Any

from yizhan.credit.scorecard.bins import CategoryBins, NumericBins
from yizhan.credit.scorecard.single_precision import shortest
from yizhan.kernel.text import fingerprint

_DERIVED = {"points_max", "card_id", "columns"}
# Fields that came later: left out while they are empty, so that the id of an older card does not change.
_LATER = {"score_limits", "score_counts"}


def plain_content(value: Any) -> Any:
    """A card, or a part of one, as mappings, lists, text and numbers; derived fields are left out."""
    if isinstance(value, NumericBins):
        return {"kind": "numeric", "cuts": [shortest(cut) for cut in value.cuts],
                "special_codes": [shortest(code) for code in value.special_codes]}
    if isinstance(value, CategoryBins):
        return {"kind": "category", "groups": [list(group) for group in value.groups]}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain_content(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        names = (name for name in value.__dataclass_fields__ if name not in _DERIVED)
        return {name: plain_content(getattr(value, name)) for name in names if name not in _LATER or getattr(value, name)}
    return value


def content_id(card: Any) -> str:
    """The first 16 hex digits of the SHA-256 over the canonical content of a card."""
    return fingerprint(plain_content(card))[:16]

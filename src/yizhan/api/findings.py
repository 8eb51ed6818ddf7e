"""A corrected figure must have the type of the figure, or the next model check could not read it."""

from dataclasses import is_dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, get_args, get_type_hints

from yizhan.api.problems import Refused
from yizhan.api.types import AMOUNT_MINOR_MAX
from yizhan.credit.decision_inputs import DecisionInputs
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import refuse
from yizhan.workflows.facts import FACT_TYPES

TEXT_MAX = 200


def typed_value(fact_name: str, value: Any) -> Any:
    """The value as the figure's type, or a refusal `request_invalid`; None stays None."""
    if value is None:
        return None
    kind = _type_of(fact_name)
    found = _as(kind, value)
    if found is None:
        raise Refused(refuse("request_invalid", faults=[f"new_value: {fact_name or 'this point'} needs {getattr(kind, '__name__', kind)}"]))
    return found


def _type_of(fact_name: str) -> type | None:
    """The type at a path of the inputs, or of a claimed figure; None where no single value can stand."""
    if fact_name.startswith("claim."):
        return FACT_TYPES.get(fact_name.removeprefix("claim."))
    kind: Any = DecisionInputs
    for name in fact_name.split(".") if fact_name else ():
        hint = get_type_hints(kind).get(name) if is_dataclass(kind) else None
        kind = next((option for option in get_args(hint) if option is not type(None)), hint)
    return kind if kind is not DecisionInputs else None


def _as(kind: type | None, value: Any) -> Any:
    if kind is Money:
        return _money(value)
    if kind is Decimal:
        return _decimal(value)
    if kind is bool:
        return value if isinstance(value, bool) else None
    if kind is int:
        return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1_000_000 else None
    if kind is str:
        return value if _is_text(value) else None
    if kind is list:
        return value if isinstance(value, list) and len(value) <= 20 and all(_is_text(item) for item in value) else None
    return None


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= TEXT_MAX and "\x00" not in value


def _money(value: Any) -> Money | None:
    if not isinstance(value, dict) or set(value) != {"amount_minor", "currency"} or value["currency"] != "CNY":
        return None
    minor = value["amount_minor"]
    is_whole = isinstance(minor, int) and not isinstance(minor, bool)
    return Money(minor) if is_whole and 0 <= minor <= AMOUNT_MINOR_MAX else None


def _decimal(value: Any) -> Decimal | None:
    if not isinstance(value, str) or len(value) > 30:
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) <= 1000 else None

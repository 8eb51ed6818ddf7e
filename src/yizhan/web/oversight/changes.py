"""Before and after of an audit row as lines; personal data stays masked."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from yizhan.kernel.text import canonical_json, mask
from yizhan.records.models import AuditRow
from yizhan.web.formats import fact
from yizhan.web.refusals import refusal_text

# Whole names of people and accounts are not needed to follow who changed what; the record's own page shows them to those who may.
MASKED = frozenset({"payee_account", "contact_phone", "contact_email", "contact_name", "legal_representative", "uscc", "username"})


def change_of(row: AuditRow) -> SafeString | str:
    """What changed, to be opened; for a refused attempt the reason."""
    if row.outcome == "refused":
        return refusal_text({"code": row.refusal_code, "facts": row.after or {}})
    lines = change_lines(row.before, row.after)
    return render_to_string("oversight/change.html", {"lines": lines}) if lines else ""


def change_lines(before: Any, after: Any) -> list[dict[str, str]]:
    """One line a name: how it was and how it is; "–" where there is nothing."""
    old, new = (value if isinstance(value, Mapping) else {} for value in (before, after))
    return [{"name": name, "before": _shown(name, old), "after": _shown(name, new)} for name in dict.fromkeys((*old, *new))]


def _shown(name: str, values: Mapping[str, Any]) -> str:
    if name not in values or values[name] in ("", None):
        return "–"
    value = values[name]
    if name in MASKED and isinstance(value, str):
        return mask(value, 2, 2)
    if name.endswith("year"):
        return str(value)
    if isinstance(value, Mapping) and not _is_money(value):
        return canonical_json(value)
    return fact(value)


def _is_money(value: Mapping[str, Any]) -> bool:
    return set(value) == {"amount_minor", "currency"}

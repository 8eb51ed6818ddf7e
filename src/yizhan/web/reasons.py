"""Reasons of the credit rules in the page's language: what is so, and what can be done about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from yizhan.credit.reasons import Reason, reason_codes, reason_text
from yizhan.web.formats import bilingual
from yizhan.web.refusals import refusal_text


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """One reason as a page shows it; `action` is empty when nothing can be done."""

    what: str
    action: str


def reason_words(reason: Reason | Mapping[str, Any]) -> ReasonWords:
    """A reason, or a stored {code, facts}, in words. One that lacks a fact its words name shows code and facts."""
    value = reason if isinstance(reason, Reason) else Reason(reason["code"], reason.get("facts") or {})
    if value.code not in reason_codes():
        return ReasonWords(refusal_text({"code": value.code, "facts": value.facts}), "")
    try:
        text = reason_text(value)
    except (KeyError, ValueError, ArithmeticError):
        return ReasonWords(refusal_text({"code": value.code, "facts": value.facts}), "")
    return ReasonWords(bilingual(text.what), bilingual(text.action) if text.action else "")


def all_reason_words(reasons: Iterable[Reason | Mapping[str, Any]]) -> list[ReasonWords]:
    """Several reasons in words, in their order, each once."""
    return list(dict.fromkeys(reason_words(reason) for reason in reasons))

"""The trace of a verdict as an argument in words: fact → threshold → source → outcome."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any

from yizhan.kernel.text import Bilingual
from yizhan.policy.choices import choice_words
from yizhan.policy.exact import Comparison
from yizhan.policy.facts import FactType, definition, definitions
from yizhan.policy.outcome import Outcome
from yizhan.policy.parameters import load_book
from yizhan.policy.units import Unit
from yizhan.policy.verdict import Finding, Verdict, decimal_of
from yizhan.policy.words import words_of

OUTCOME_WORDS = {
    Outcome.MET: Bilingual("满足", "met"), Outcome.UNMET: Bilingual("不满足", "unmet"),
    Outcome.UNKNOWN: Bilingual("未知", "unknown"), Outcome.MANUAL_REVIEW: Bilingual("需人工判断", "for a person to judge"),
    Outcome.NOT_APPLICABLE: Bilingual("不适用", "not applicable"),
}
_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "points": "→"}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the argument, in one language."""

    condition: str
    text: str
    facts: tuple[str, ...]
    comparisons: tuple[str, ...]
    sources: tuple[str, ...]
    outcome: Outcome
    why_manual: str

    def __str__(self) -> str:
        parts = [self.text, "; ".join(self.facts), "; ".join(self.comparisons), " / ".join(self.sources)]
        return " ⟶ ".join(part for part in parts if part)


def explain(verdict: Verdict, language: str) -> tuple[Step, ...]:
    """The steps of a verdict, flags last."""
    return tuple(_step(finding, language) for finding in (*verdict.findings(), *verdict.flags))


def lines(verdict: Verdict, language: str) -> Iterator[str]:
    """The argument as text: one line a condition, then the outcome."""
    for step in explain(verdict, language):
        yield f"{step} ⟶ {OUTCOME_WORDS[step.outcome].get(language)}"
    title = words_of(verdict.programme).title.get(language)
    yield f"{title} ({verdict.document}, {verdict.as_of}): {OUTCOME_WORDS[verdict.outcome].get(language)}"


def _step(finding: Finding, language: str) -> Step:
    words = words_of(finding.programme).conditions[finding.condition]
    facts = tuple(f"{definition(read.name).label.get(language)} = {show_fact(read.name, read.value, language)}"
                  for read in finding.facts)
    sources = tuple(dict.fromkeys((words.article, *(used.source for used in finding.versions))))
    why = words.why_manual.get(language) if words.why_manual and finding.outcome is Outcome.MANUAL_REVIEW else ""
    comparisons = tuple(_compared(comparison, finding, language) for comparison in finding.comparisons)
    return Step(finding.condition, words.text.get(language), facts, comparisons, sources, finding.outcome, why)


def _compared(comparison: Comparison, finding: Finding, language: str) -> str:
    right_unit = Unit.COUNT if comparison.operator == "points" else comparison.unit
    left = _named(comparison.left, _ends(comparison.left_ends, comparison.unit, language), finding, language)
    right = _named(comparison.right, _ends(comparison.right_ends, right_unit, language), finding, language)
    return f"{left} {_SIGNS[comparison.operator]} {right}"


def _named(label: str, shown: str, finding: Finding, language: str) -> str:
    """The figure with the name of the fact or limit that it is."""
    if label in definitions():
        return f"{definition(label).label.get(language)} {shown}"
    used = next((used for used in finding.versions if used.name == label.partition(".")[0]), None)
    if used is None:
        return shown
    note = load_book().dated(used.programme, used.name).versions[0].note
    return f"{note.get('zh' if language.startswith('zh') else 'en', label)} {shown}"


def _ends(ends: tuple[Any, Any], unit: Unit, language: str) -> str:
    low, high = (show_figure(end, unit, language) for end in ends)
    return low if ends[0] == ends[1] else f"{low} … {high}"


def show_fact(name: str, value: Any, language: str) -> str:
    """A fact's value as people write it; an unknown one says so."""
    fact = definition(name)
    if value is None:
        return OUTCOME_WORDS[Outcome.UNKNOWN].get(language)
    if fact.type is FactType.TRUTH:
        return {"zh": ("否", "是"), "en": ("no", "yes")}["zh" if language.startswith("zh") else "en"][value]
    return choice_words(name, value).get(language) if fact.type is FactType.CHOICE else show_figure(value, fact.unit, language)


def show_figure(value: Any, unit: Unit, language: str) -> str:
    """A figure as people write it: fen as money, an ordinal as a day, parts of one as per cent."""
    if value in (inf, -inf):
        return "∞" if value > 0 else "-∞"
    if unit is Unit.DATE:
        return date.fromordinal(int(value)).isoformat()
    if unit is Unit.MONEY:
        return _money(value, language)
    if unit is Unit.RATIO:
        return f"{_plain(value * 100, 3)}%"
    return _plain(value, 3)


def _money(fen: Any, language: str) -> str:
    if language.startswith("zh") and abs(fen) >= 1_000_000:
        return f"{_plain(fen / 1_000_000 if isinstance(fen, float) else decimal_of(fen, 6) / 1_000_000, 4)}万元"
    return f"{decimal_of(fen, 0) / 100:,.2f}" + ("元" if language.startswith("zh") else " CNY")


def _plain(value: Any, places: int) -> str:
    return f"{decimal_of(value, places).normalize():f}"

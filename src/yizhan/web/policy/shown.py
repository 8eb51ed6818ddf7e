"""A verdict as its page shows it: outcome, worth, the argument step by step, plans, papers, windows, figures with their sources."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from yizhan.kernel.money import Money
from yizhan.policy.calendar import windows
from yizhan.policy.counterfactual import Plan, plans
from yizhan.policy.explain import Step, explain, show_fact
from yizhan.policy.facts import FactSheet, definition
from yizhan.policy.measures import measure_words
from yizhan.policy.outcome import Outcome
from yizhan.policy.parameters import VersionUsed, load_book
from yizhan.policy.programmes.registry import programme
from yizhan.policy.programmes.size_class import size_of
from yizhan.policy.told import told_measure
from yizhan.policy.verdict import Verdict
from yizhan.policy.words import words_of
from yizhan.web.components import Part, Pill, SummaryRow
from yizhan.web.formats import bilingual, day, fact, language
from yizhan.web.policy.words import CONFIDENCES, SIZES, outcome_pill
from yizhan.web.vocabulary import word

WINDOW_DAYS = 365
ASSUMED = ("D", "assumption")


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One line of the argument: what the law says, what is known, what was compared, the sentences behind it."""

    text: str
    pill: Pill
    facts: tuple[str, ...]
    comparisons: tuple[str, ...]
    sources: tuple[str, ...]
    why_manual: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """Changes that would tip an unmet verdict, and what they cost where that is known."""

    changes: tuple[SummaryRow, ...]
    cost: Money | None
    leads_to: Pill


@dataclass(frozen=True, slots=True)
class ShownVerdict:
    """One programme: everything its page says of a verdict."""

    programme: str
    title: str
    pill: Pill
    headline: str
    worth_words: str
    worth: Money | None
    result: str
    document: str
    rule_from: date | None
    steps: tuple[ShownStep, ...]
    warnings: tuple[ShownStep, ...]
    measures: tuple[Part, ...]
    rests_on_assumption: bool


def shown_verdict(verdict: Verdict) -> ShownVerdict:
    """The verdict in the page's language."""
    words = words_of(verdict.programme)
    title, pill = bilingual(words.title), outcome_pill(verdict.outcome)
    flags = {finding.condition for finding in verdict.flags}
    steps = explain(verdict, language())
    return ShownVerdict(
        verdict.programme,
        title,
        pill,
        _headline(verdict.outcome, title),
        bilingual(words.worth),
        verdict.worth.as_money() if verdict.worth else None,
        _result(verdict),
        verdict.document,
        verdict.rule_from,
        tuple(_step(step, verdict.outcome) for step in steps if step.condition not in flags),
        tuple(_step(step, verdict.outcome) for step in steps if step.condition in flags and step.outcome is Outcome.MET),
        _measures(verdict),
        verdict.rests_on_assumption,
    )


def _headline(outcome: Outcome, title: str) -> str:
    return {
        Outcome.MET: _("%(title)s: the conditions are met"),
        Outcome.UNMET: _("%(title)s: not met as it stands"),
        Outcome.UNKNOWN: _("%(title)s: still open"),
        Outcome.MANUAL_REVIEW: _("%(title)s: for a person to judge"),
        Outcome.NOT_APPLICABLE: _("%(title)s: does not apply"),
    }[outcome] % {"title": title}


def _result(verdict: Verdict) -> str:
    """The size class is the answer of its programmes, more than met or unmet."""
    if not verdict.programme.startswith("size_class") or verdict.rule_from is None:
        return ""
    found = size_of(verdict).size_class
    return word(SIZES, found) if found else ""


def _step(step: Step, whole: Outcome) -> ShownStep:
    # Of several ways in, one that is unmet decides nothing while the whole is open, so it stays closed.
    decides = step.outcome is Outcome.UNMET and whole is Outcome.UNMET
    return ShownStep(
        step.text,
        outcome_pill(step.outcome),
        step.facts,
        step.comparisons,
        step.sources,
        step.why_manual,
        is_open=decides or step.outcome is Outcome.MANUAL_REVIEW,
    )


def _measures(verdict: Verdict) -> tuple[Part, ...]:
    words = measure_words()
    return tuple(
        Part(bilingual(words[verdict.programme, measured.name]), told_measure(measured, language()))
        for measured in verdict.measures
        if (verdict.programme, measured.name) in words
    )


def shown_plans(verdict: Verdict, sheet: FactSheet) -> tuple[ShownPlan, ...]:
    """The shortest lists of changes that would turn an unmet verdict."""
    return tuple(_plan(plan) for plan in plans(programme(verdict.programme), sheet, verdict.as_of, load_book()))


def _plan(plan: Plan) -> ShownPlan:
    changes = tuple(
        SummaryRow(
            bilingual(definition(change.fact).label),
            show_fact(change.fact, change.needed, language()),
            _("now %(value)s") % {"value": show_fact(change.fact, change.present, language())},
        )
        for change in plan.changes
    )
    return ShownPlan(changes, plan.cost, outcome_pill(plan.outcome))


def papers_of(name: str) -> list[str]:
    """The papers to prepare."""
    return [bilingual(paper) for paper in words_of(name).papers]


def windows_of(name: str, on: date) -> list[SummaryRow]:
    """Filing windows of a programme within a year."""
    return [
        SummaryRow(f"{day(window.opens_on)} – {day(window.closes_on)}", bilingual(window.text), window.source)
        for window in windows(on, on + timedelta(days=WINDOW_DAYS))
        if window.programme == name
    ]


def figure_rows(versions: Iterable[VersionUsed]) -> list[SummaryRow]:
    """Each figure that the verdict rests on with source, first day and confidence; an assumption says so."""
    return [
        SummaryRow(
            _name(used),
            _value(used),
            _("%(source)s, since %(day)s (%(confidence)s)")
            % {"source": used.source, "day": used.effective_from, "confidence": word(CONFIDENCES, used.confidence)},
            assumption=word(CONFIDENCES, used.confidence) if used.confidence in ASSUMED else "",
        )
        for used in versions
    ]


def _name(used: VersionUsed) -> str:
    note = load_book().dated(used.programme, used.name).versions[0].note
    return note.get(language(), used.name)


def _value(used: VersionUsed) -> str:
    value = used.value
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_flat(item)}" for key, item in value.items())
    return _flat(value)


def _flat(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(" → ".join(map(str, item)) if isinstance(item, list) else str(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {_flat(item)}" for key, item in value.items())
    return fact(value) if isinstance(value, date) else str(value)

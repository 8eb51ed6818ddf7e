"""A verdict as plain values in one language, for programs: the argument, the worth, the papers, the versions."""

from typing import Any

from yizhan.kernel.text import plain
from yizhan.policy.counterfactual import Plan
from yizhan.policy.explain import OUTCOME_WORDS, explain, show_fact, show_figure
from yizhan.policy.facts import definition
from yizhan.policy.questions import Question
from yizhan.policy.verdict import Measured, Verdict
from yizhan.policy.words import words_of


def told_verdict(verdict: Verdict, language: str) -> dict[str, Any]:
    """Programme, day, outcome, worth, every step of the argument, raised flags, papers and the versions used."""
    words = words_of(verdict.programme)
    flags = {finding.condition for finding in verdict.flags}
    return {
        "programme": verdict.programme, "title": words.title.get(language), "as_of": verdict.as_of.isoformat(),
        "outcome": verdict.outcome.value, "outcome_words": OUTCOME_WORDS[verdict.outcome].get(language),
        "document": verdict.document, "rule_from": plain(verdict.rule_from), "rests_on_assumption": verdict.rests_on_assumption,
        "worth": worth_of(verdict), "worth_words": words.worth.get(language),
        "steps": [{"condition": step.condition, "text": step.text, "facts": list(step.facts), "comparisons": list(step.comparisons),
                   "sources": list(step.sources), "outcome": step.outcome.value, "why_manual": step.why_manual,
                   "is_warning": step.condition in flags} for step in explain(verdict, language)],
        "measures": {measured.name: told_measure(measured, language) for measured in verdict.measures},
        "warnings": list(verdict.raised_flags),
        "papers": [paper.get(language) for paper in words.papers],
        "versions": [{"programme": used.programme, "name": used.name, "effective_from": used.effective_from.isoformat(),
                      "value": plain(used.value), "source": used.source, "confidence": used.confidence} for used in verdict.versions],
    }


def worth_of(verdict: Verdict) -> dict[str, Any] | None:
    """The money that the programme is worth; None where nothing is computed or facts are missing."""
    amount = verdict.worth.as_money() if verdict.worth else None
    return None if amount is None else {"amount_minor": amount.amount_minor, "currency": amount.currency}


def told_measure(measured: Measured, language: str) -> str:
    """A measure as people write it; a range while facts are missing."""
    low, high = (show_figure(end, measured.unit, language) for end in (measured.low, measured.high))
    return low if low == high else f"{low} … {high}"


def told_question(question: Question, language: str) -> dict[str, Any]:
    """A question with the form of its answer."""
    fact = definition(question.fact)
    return {"fact": fact.name, "type": fact.type.value, "question": fact.question.get(language), "label": fact.label.get(language),
            "choices": list(fact.choices), "programmes": list(question.programmes), "settles": question.settles}


def told_plan(plan: Plan, language: str) -> dict[str, Any]:
    """A plan: each change as people write it, and the cost where it is known."""
    cost = plan.cost
    return {"outcome": plan.outcome.value, "cost_minor": None if cost is None else cost.amount_minor,
            "changes": [{"fact": change.fact, "label": definition(change.fact).label.get(language),
                         "present": show_fact(change.fact, change.present, language),
                         "needed": show_fact(change.fact, change.needed, language)} for change in plan.changes]}

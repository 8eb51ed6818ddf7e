"""Writes docs/reference/policy-programmes.md from the programmes, their words and their parameters.

python tools/policy_reference.py            # writes the page; a test fails when it is out of date
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from yizhan.policy.casebook import load_cases
from yizhan.policy.evaluate import facts_used
from yizhan.policy.facts import FactType, definitions
from yizhan.policy.parameters import load_book
from yizhan.policy.programmes.registry import PROGRAMMES
from yizhan.policy.rule import Programme, leaves
from yizhan.policy.words import words_of

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "policy-programmes.md"


def page() -> str:
    """The whole page."""
    lines = ["# Policy programmes", "", "Written by `python tools/policy_reference.py`; a test fails when it is out of date.",
             "Confidence: A text read, B cited, C recalled, D unproven, assumption set by the project.", ""]
    for programme in PROGRAMMES:
        lines += [*_programme(programme), ""]
    return "\n".join([*lines, *_facts()]) + "\n"


def _programme(programme: Programme) -> Iterator[str]:
    words = words_of(programme.name)
    yield f"## {words.title.zh} · {words.title.en} (`{programme.name}`)"
    yield ""
    yield f"{words.worth.zh}。{words.worth.en}."
    yield ""
    for rule in programme.rules:
        yield f"- {rule.effective_from} – {rule.effective_to or ''}: {rule.document}"
    yield from _conditions(programme)
    yield from _figures(programme.name)
    yield ""
    yield "Papers to prepare: " + "; ".join(f"{paper.zh} ({paper.en})" for paper in words.papers) + "."


def _conditions(programme: Programme) -> Iterator[str]:
    conditions = {leaf.name: leaf for rule in programme.rules for leaf in (*leaves(rule.needs), *rule.flags)}
    words = words_of(programme.name).conditions
    yield from ("", "| decided | article | 中文 | English |", "| --- | --- | --- | --- |")
    for name, condition in conditions.items():
        if not condition.is_manual:
            yield f"| `{name}` | {words[name].article} | {words[name].text.zh} | {words[name].text.en} |"
    manual = [name for name, condition in conditions.items() if condition.is_manual]
    if manual:
        yield from ("", "| left to a person | article | what | why |", "| --- | --- | --- | --- |")
    for name in manual:
        yield f"| `{name}` | {words[name].article} | {words[name].text.en} | {words[name].why_manual.en} |"
    yield from ("", f"Worked examples: {len(load_cases(programme.name).examples)}; boundary cases: "
                    f"{len(load_cases(programme.name).boundaries)}.")


def _figures(programme: str) -> Iterator[str]:
    figures = load_book().programmes.get(programme, {})
    if figures:
        yield from ("", "| figure | from | to | value | source | confidence |", "| --- | --- | --- | --- | --- | --- |")
    for name, dated in figures.items():
        for version in dated.versions:
            yield (f"| `{name}` | {version.effective_from} | {version.effective_to or ''} | {_value(version.value)} | "
                   f"{version.source} | {version.confidence} |")


def _value(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_value(item)}" for key, item in value.items())
    return " ".join(_value(item) for item in value) if isinstance(value, list) else str(value)


def _facts() -> Iterator[str]:
    used = {programme.name: {name for rule in programme.rules for name in facts_used(programme, _day(rule))}
            for programme in PROGRAMMES}
    yield from ("## Facts", "", "| fact | type | 中文 | English | programmes |", "| --- | --- | --- | --- | --- |")
    for name, fact in definitions().items():
        kind = f"{fact.type}: {', '.join(fact.choices)}" if fact.type is FactType.CHOICE else f"{fact.type} {fact.counts}".strip()
        judged = ", judged by a person" if fact.is_judgement else ""
        programmes = ", ".join(f"`{programme}`" for programme, names in used.items() if name in names)
        yield f"| `{name}` | {kind}{judged} | {fact.label.zh} | {fact.label.en} | {programmes} |"


def _day(rule) -> date:
    return rule.effective_to or max(rule.effective_from, date(2026, 11, 23))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

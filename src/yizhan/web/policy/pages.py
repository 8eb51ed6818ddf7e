"""The pages that the public and an enterprise share: all verdicts, one verdict, the next question, all facts at once."""

from collections.abc import Sequence
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yizhan.policy.evaluate import evaluate, evaluate_all, facts_used
from yizhan.policy.explain import show_fact
from yizhan.policy.facts import FactSheet, definition
from yizhan.policy.groups import groups, groups_of
from yizhan.policy.outcome import Outcome
from yizhan.policy.programmes.registry import PROGRAMMES
from yizhan.policy.programmes.registry import programme as programme_named
from yizhan.policy.questions import next_questions
from yizhan.policy.rule import Programme
from yizhan.policy.verdict import Verdict
from yizhan.policy.words import words_of
from yizhan.web.components import SummaryRow
from yizhan.web.doors import today
from yizhan.web.formats import bilingual, language
from yizhan.web.policy.answers import UNKNOWN, Given, given_in
from yizhan.web.policy.fields import facts_form, question_form, typed_value
from yizhan.web.policy.places import Place
from yizhan.web.policy.shown import figure_rows, papers_of, shown_plans, shown_verdict, windows_of
from yizhan.web.policy.words import SOURCES
from yizhan.web.vocabulary import word
from yizhan.workflows.policy_facts import KnownFact

# The best verdicts first; what does not apply last.
_ORDER = (Outcome.MET, Outcome.MANUAL_REVIEW, Outcome.UNKNOWN, Outcome.UNMET, Outcome.NOT_APPLICABLE)


def found(name: str) -> Programme:
    """The programme of an address; a made-up one is not found."""
    try:
        return programme_named(name)
    except KeyError as error:
        raise Http404 from error


def verdicts_page(request: HttpRequest, place: Place, **more: object) -> HttpResponse:
    """Every programme on what is known and assumed, the best verdicts first; `more` is what only one of the two places shows."""
    given, on = given_in(request.GET, place.known_values), today()
    verdicts = sorted(evaluate_all(PROGRAMMES, given.sheet(place.known_values), on), key=lambda verdict: _ORDER.index(verdict.outcome))
    rows = [(shown_verdict(verdict), place.url("programme", given.query(), verdict.programme)) for verdict in verdicts]
    return render(
        request,
        "policy/verdicts.html",
        frame(place, given)
        | {
            "rows": rows,
            "as_of": on,
            "met": sum(verdict.outcome is Outcome.MET for verdict in verdicts),
            "facts_href": place.url("facts", given.query()),
            "facts": stated_rows(place, given),
            **more,
        },
    )


def verdict_page(request: HttpRequest, place: Place, name: str) -> HttpResponse:
    """One programme with its argument, its worth, what would tip it, the papers and the figures."""
    programme, given, on = found(name), given_in(request.GET, place.known_values), today()
    sheet = given.sheet(place.known_values)
    verdict = evaluate(programme, sheet, on)
    used = facts_used(programme, on)
    context = frame(place, given) | {
        "shown": shown_verdict(verdict),
        "as_of": on,
        "plans": shown_plans(verdict, sheet),
        "papers": papers_of(name),
        "windows": windows_of(name, on),
        "figures": figure_rows(verdict.versions),
        "facts": stated_rows(place, given, used, name),
        "more_href": _more(place, given, verdict, programme, sheet),
        "has_ledger": name == "rd_super_deduction",
        "facts_href": place.url("facts", given.query(programme=name)),
        "all_href": place.url("verdicts", given.query()),
        "is_begun": bool(set(used) & {*given.texts, *place.known_values}),
    }
    return render(request, "policy/verdict.html", context)


def question_page(request: HttpRequest, place: Place, name: str) -> HttpResponse:
    """The question that can still change the verdict and is soonest to; when none is left, the verdict."""
    programme, given, on = found(name), given_in(request.GET, place.known_values), today()
    asked = request.GET.get("asked", "")
    fault = given.faults.get(asked, "")
    is_empty = asked in facts_used(programme, on) and asked not in given.texts and not fault
    shown = asked if fault or is_empty else request.GET.get("ask", "")
    if shown not in facts_used(programme, on):
        open_questions = _open(programme, given, given.sheet(place.known_values), on)
        if not open_questions:
            return redirect(place.url("programme", given.query(), name))
        shown = open_questions[0]
    fact = definition(shown)
    typed = request.GET.get(shown, "") if fault else typed_value(fact, given.values.get(shown))
    form = question_form(fact, typed, _("Write an answer, or say that you don't know.") if is_empty else fault)
    others = {other: text for other, text in given.texts.items() if other != shown}
    context = frame(place, given) | {
        "form": form,
        "field": form[shown],
        "fact": fact,
        "others": others,
        "title": bilingual(words_of(name).title),
        "number": len(others) + 1,
        "verdict_href": place.url("programme", given.query(), name),
        "unknown": UNKNOWN,
        "action": place.url("question", programme=name),
        "has_choices": bool(fact.choices) or fact.type.value == "truth",
        "back_href": _back(place, given, name, others),
    }
    return render(request, "policy/question.html", context)


def facts_page(request: HttpRequest, place: Place) -> HttpResponse:
    """All facts in groups, or those of one programme; what fits goes on to the verdicts."""
    given = given_in(request.GET, place.known_values)
    name = request.GET.get("programme", "")
    programme = found(name) if name else None
    if "sent" in request.GET and not given.faults:
        return redirect(place.url("programme", given.query(), name) if name else place.url("verdicts", given.query()))
    names = facts_used(programme, today()) if programme else [fact for group in groups() for fact in group.facts]
    typed = {known.name: typed_value(definition(known.name), known.value) for known in place.known}
    typed |= {fact: text for fact, text in request.GET.items() if fact in names and text != UNKNOWN}
    form = facts_form(names, typed, given.faults)
    shown = groups_of(set(names))
    sections = [
        (group, [form[fact] for fact in group.facts], _is_open(group.facts, typed, number, programme))
        for number, group in enumerate(shown)
    ]
    others = {fact: text for fact, text in given.texts.items() if fact not in names}
    return render(
        request,
        "policy/facts.html",
        frame(place, given)
        | {
            "form": form,
            "sections": sections,
            "programme": name,
            "title": bilingual(words_of(name).title) if name else "",
            "others": others,
            "action": place.url("facts"),
            "back_href": place.url("programme", given.query(), name) if name else place.url("verdicts", given.query()),
        },
    )


def _is_open(facts: Sequence[str], typed: dict[str, str], number: int, programme: Programme | None) -> bool:
    """A short form shows every group; a long one the first, and those that hold something."""
    return programme is not None or number < 2 or any(fact in typed for fact in facts)


def frame(place: Place, given: Given) -> dict[str, object]:
    """What every page of the desk has: its base, its crumbs, the enterprise, and whether something is assumed."""
    return {
        "base": place.base,
        "crumbs": place.crumbs,
        "enterprise": place.enterprise,
        "place": place,
        "is_what_if": bool(place.enterprise and given.texts),
        "plain_href": place.url("verdicts"),
    }


def stated_rows(place: Place, given: Given, used: Sequence[str] | None = None, name: str = "") -> list[SummaryRow]:
    """What the verdict rests on: what was stated here, then what the branch knows, each with its source.

    On a programme's own page each can be changed.
    """
    rows = [
        SummaryRow(
            bilingual(definition(fact).label),
            _("not known") if text == UNKNOWN else show_fact(fact, given.values[fact], language()),
            _("assumed here") if place.enterprise else "",
            change_href=_change(place, given, name, fact),
        )
        for fact, text in given.texts.items()
        if used is None or fact in used
    ]
    rows += [
        SummaryRow(
            bilingual(definition(known.name).label),
            show_fact(known.name, known.value, language()),
            _source(known),
            _change(place, given, name, known.name),
        )
        for known in place.known
        if known.name not in given.texts and (used is None or known.name in used)
    ]
    return rows


def _change(place: Place, given: Given, name: str, fact: str) -> str:
    return place.url("question", given.query(ask=fact), name) if name else ""


def _source(known: KnownFact) -> str:
    words = word(SOURCES, known.source)
    return f"{words} {known.year}" if known.year else words


def _open(programme: Programme, given: Given, sheet: FactSheet, on: date) -> list[str]:
    """Facts to ask for, the best first, without those that the asker does not know."""
    return [question.fact for question in next_questions([programme], sheet, on) if question.fact not in given.unknown]


def _more(place: Place, given: Given, verdict: Verdict, programme: Programme, sheet: FactSheet) -> str:
    """Where the next question is; empty when no question could change the verdict."""
    if not verdict.outcome.is_open or not _open(programme, given, sheet, verdict.as_of):
        return ""
    return place.url("question", given.query(), programme.name)


def _back(place: Place, given: Given, name: str, others: dict[str, str]) -> str:
    """The question that was answered last, with its answer; before the first one the programme."""
    if not others:
        return place.url("programme", given.query(), name)
    return place.url("question", given.query(ask=list(others)[-1]), name)

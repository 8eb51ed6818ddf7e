"""政策解读 for everybody: nothing is stored, the address holds what was said; and 解答业务疑问, answers with source and date."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yizhan.kernel.refusal import Refusal
from yizhan.policy.ask import QUESTION_LENGTH_MAX
from yizhan.policy.calendar import windows
from yizhan.policy.programmes.registry import PROGRAMMES
from yizhan.policy.words import words_of
from yizhan.web.components import SummaryRow
from yizhan.web.doors import door, today
from yizhan.web.formats import bilingual, day
from yizhan.web.policy import pages
from yizhan.web.policy.places import PUBLIC
from yizhan.web.refusals import refusal_text
from yizhan.workflows.policy_ask import ask_desk

CALENDAR_DAYS = 180


@door("public.policy")
def home(request: HttpRequest) -> HttpResponse:
    """The programmes, a box for questions, the calculator, and what can be filed soon."""
    on = today()
    programmes = [(found.name, bilingual(words_of(found.name).title), bilingual(words_of(found.name).worth)) for found in PROGRAMMES]
    due = [
        SummaryRow(f"{day(window.opens_on)} – {day(window.closes_on)}", bilingual(window.text), window.source)
        for window in windows(on, on + timedelta(days=CALENDAR_DAYS))
    ]
    return render(request, "policy/home.html", {"programmes": programmes, "windows": due, "question_length_max": QUESTION_LENGTH_MAX})


@door("public.policy")
def ask(request: HttpRequest) -> HttpResponse:
    """A question and its answer, or that the desk has none."""
    question = request.GET.get("q", "")
    answer = ask_desk(question) if question else None
    refused = refusal_text(answer) if isinstance(answer, Refusal) else ""
    found = answer if answer is not None and not refused else None
    context = {
        "question": question,
        "refused": refused,
        "question_length_max": QUESTION_LENGTH_MAX,
        "title": question or _("Ask the desk"),
    }
    if found is not None:
        summary = found.summary
        context |= {
            "answer": bilingual(summary.answer),
            "source": summary.source,
            "since": summary.since,
            "calculator": summary.calculator,
            "programme_title": bilingual(words_of(summary.programme).title),
        }
    return render(request, "policy/ask.html", context)


@door("public.policy")
def verdicts(request: HttpRequest) -> HttpResponse:
    """Every programme on what the address says."""
    return pages.verdicts_page(request, PUBLIC)


@door("public.policy")
def verdict(request: HttpRequest, programme: str) -> HttpResponse:
    """One programme on what the address says."""
    return pages.verdict_page(request, PUBLIC, programme)


@door("public.policy")
def question(request: HttpRequest, programme: str) -> HttpResponse:
    """The next question of a programme."""
    return pages.question_page(request, PUBLIC, programme)


@door("public.policy")
def facts(request: HttpRequest) -> HttpResponse:
    """All facts at once."""
    return pages.facts_page(request, PUBLIC)

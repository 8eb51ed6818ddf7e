"""线上测评 without an account: one question a page, all answers in the address, nothing stored.

The address holds the answers in the order in which they were given, so that going back, sharing and bookmarking work.
`ask` names a question to show again, `asked` the one that a form has just sent.
"""

from datetime import date
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.credit.self_assessment import Question, next_question, outcome, questions
from yizhan.web.components import SummaryRow
from yizhan.web.doors import door, today
from yizhan.web.formats import bilingual
from yizhan.web.public.assessment_result import shown_result

Answers = dict[str, str]


@door("public.self_assess")
def begin(request: HttpRequest) -> HttpResponse:
    """What it is, how long it takes, and that nothing is kept."""
    return render(request, "public/assessment_start.html", {"count": len(questions(today()))})


@door("public.self_assess")
def question(request: HttpRequest) -> HttpResponse:
    """The question that is asked for, else the one that can still change the outcome, else the result."""
    day = today()
    answers = answers_of(request.GET, day)
    asked = request.GET.get("asked", "")
    wanted = request.GET.get("ask", "") or (asked if asked not in answers else "")
    shown = next((item for item in questions(day) if item.code == wanted), None) or next_question(answers, day)
    if shown is None:
        return redirect(address("self_assessment_result", answers))
    form = _form(shown, answers, is_sent=shown.code == asked and asked not in answers)
    others = {code: choice for code, choice in answers.items() if code != shown.code}
    context = {"form": form, "field": form[shown.code], "question": shown, "others": others, "number": len(others) + 1,
               "back_href": _back(others), "most": len(questions(day))}
    return render(request, "public/assessment_question.html", context)


@door("public.self_assess")
def result(request: HttpRequest) -> HttpResponse:
    """The outcome of the answers so far, opened to its parts, with what to do next."""
    day = today()
    answers = answers_of(request.GET, day)
    assessment = outcome(answers, day)
    context = shown_result(assessment) | {
        "answers": _answer_rows(answers, day), "is_final": assessment.is_final, "day": day,
        "more_href": address("self_assessment_question", answers), "back_href": _back(answers)}
    return render(request, "public/assessment_result.html", context)


def answers_of(query: QueryDict, day: date) -> Answers:
    """The answers that an address holds, in its order; what is no question or no choice is left out."""
    choices = {item.code: {choice.code for choice in item.choices} for item in questions(day)}
    return {code: query[code] for code in query if query[code] in choices.get(code, ())}


def address(name: str, answers: Answers, **more: str) -> str:
    """A page of the self-assessment with answers in its address."""
    query = urlencode({**answers, **more})
    return f"{reverse(name)}?{query}" if query else reverse(name)


def _form(shown: Question, answers: Answers, is_sent: bool) -> forms.Form:
    """One group of radios; sent empty it says that an answer is needed."""
    form = forms.Form({} if is_sent else None, initial={shown.code: answers.get(shown.code)})
    form.fields[shown.code] = forms.ChoiceField(
        label=bilingual(shown.text), help_text=bilingual(shown.help), widget=forms.RadioSelect,
        choices=[(choice.code, bilingual(choice.text)) for choice in shown.choices],
        error_messages={"required": _("Choose an answer; “I don't know” is one too.")})
    return form


def _back(answers: Answers) -> str:
    """The question that was answered last, with its answer; before the first one the start."""
    if not answers:
        return reverse("self_assessment")
    return address("self_assessment_question", answers, ask=list(answers)[-1])


def _answer_rows(answers: Answers, day: date) -> list[SummaryRow]:
    by_code = {item.code: item for item in questions(day)}
    return [SummaryRow(bilingual(by_code[code].text),
                       next(bilingual(item.text) for item in by_code[code].choices if item.code == choice),
                       change_href=address("self_assessment_question", answers, ask=code))
            for code, choice in answers.items()]

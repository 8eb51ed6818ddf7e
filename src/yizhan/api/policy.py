"""The policy desk over HTTP: programmes, verdicts, next question, plans, search for everybody; an enterprise's own verdicts."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Query, Router
from pydantic import Field

from yizhan.api import shapes
from yizhan.api.callers import CLOCK
from yizhan.api.doors import KEYED, door, kept, one, run
from yizhan.api.problems import PROBLEMS, Refused
from yizhan.api.results import Record, Thing, Things
from yizhan.api.types import Code, Day, Strict, text
from yizhan.kernel.clock import branch_date
from yizhan.kernel.refusal import refuse
from yizhan.policy.counterfactual import plans
from yizhan.policy.evaluate import evaluate, evaluate_all, facts_used
from yizhan.policy.explain import show_fact
from yizhan.policy.facts import FactError, FactSheet, read_sheet
from yizhan.policy.programmes.registry import PROGRAMMES
from yizhan.policy.programmes.registry import programme as programme_named
from yizhan.policy.questions import next_questions
from yizhan.policy.rule import Programme
from yizhan.policy.told import told_plan, told_question, told_verdict
from yizhan.policy.words import words_of
from yizhan.workflows import access
from yizhan.workflows.policy_ask import ask_desk
from yizhan.workflows.policy_desk import latest_verdicts, standing_of, store_verdicts
from yizhan.workflows.profiles import profile_of

router = Router(tags=["policy"])
FACTS_MAX = 150
FactValue = Annotated[bool, Field(strict=True)] | Annotated[int, Field(strict=True, ge=-(10**15), le=10**15)] | text(100) | None


class Facts(Strict):
    """Facts by name: money as text with its unit (1200万, 12000000元), ratios as 12.5% or 0.125, days as 2026-11-23."""

    facts: dict[Code, FactValue] = Field(default={}, max_length=FACTS_MAX)
    as_of: Day | None = None


class FactsOfProgrammes(Facts):
    """Facts, and the programmes asked for; without any, all of them."""

    programmes: list[Code] = Field(default=[], max_length=50)


class FactsOfOne(Facts):
    """Facts and one programme."""

    programme: Code


@router.get("/policy/programmes", auth=None, response={200: Things, **PROBLEMS})
@door("public.policy")
def list_programmes(request: HttpRequest):
    """The programmes with what they are worth, the facts that each asks for, and its papers."""
    return {"items": [_programme(found) for found in PROGRAMMES]}


@router.post("/policy/verdicts", auth=None, response={200: Things, **PROBLEMS})
@door("public.policy")
def check(request: HttpRequest, body: FactsOfProgrammes):
    """The verdict of each programme with its whole argument. Nothing is stored."""
    wanted = [_found(name) for name in body.programmes] or PROGRAMMES
    return {"items": [told_verdict(verdict, _language()) for verdict in evaluate_all(wanted, _sheet(body), _day(body))]}


@router.post("/policy/questions", auth=None, response={200: Things, **PROBLEMS})
@door("public.policy")
def questions(request: HttpRequest, body: FactsOfOne):
    """The questions that can still change the verdict of a programme, the best first; none when nothing can."""
    return {"items": [told_question(item, _language()) for item in next_questions([_found(body.programme)], _sheet(body), _day(body))]}


@router.post("/policy/plans", auth=None, response={200: Things, **PROBLEMS})
@door("public.policy")
def list_plans(request: HttpRequest, body: FactsOfOne):
    """The shortest lists of changes that would turn an unmet verdict; none when it is not unmet, or nothing would."""
    return {"items": [told_plan(plan, _language()) for plan in plans(_found(body.programme), _sheet(body), _day(body))]}


@router.get("/policy/answers", auth=None, response={200: Thing, **PROBLEMS})
@door("public.policy")
def answer(request: HttpRequest, q: Annotated[str, Query(max_length=2000)]):
    """解答业务疑问: the desk's answer with source and day; `no_answer_known` rather than a wrong one."""
    found = kept(ask_desk(q))
    summary = found.summary
    return {
        "answer": summary.answer.get(_language()),
        "source": summary.source,
        "since": summary.since.isoformat(),
        "key": summary.key,
        "programme": summary.programme,
        "calculator": summary.calculator,
        "covers": round(found.covers, 2),
    }


@router.get("/enterprises/{uuid:enterprise_id}/policy", response={200: Thing, **PROBLEMS})
@door("policy.read")
def read_standing(request: HttpRequest, enterprise_id: UUID):
    """What the branch knows of an enterprise, each fact with its source, the verdicts that follow, and those that were kept."""
    enterprise = one(access.enterprises(request.user), enterprise_id)
    standing = standing_of(profile_of(enterprise, branch_date(CLOCK.now())))
    return {
        "facts": [
            {"fact": known.name, "value": show_fact(known.name, known.value, _language()), "source": known.source, "year": known.year}
            for known in standing.known
        ],
        "verdicts": [told_verdict(verdict, _language()) for verdict in standing.verdicts],
        "kept": [shapes.columns(row, "id", "programme", "as_of", "outcome", "at", "fingerprint") for row in latest_verdicts(enterprise)],
    }


@router.post("/enterprises/{uuid:enterprise_id}/policy", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("policy.store")
def keep_verdicts(request: HttpRequest, enterprise_id: UUID):
    """Keep today's verdicts of an enterprise, so that they can be replayed."""
    return shapes.enterprise(run(request, store_verdicts, enterprise_id))


def _programme(found: Programme) -> dict[str, Any]:
    words, language, on = words_of(found.name), _language(), branch_date(CLOCK.now())
    rule = found.rule_on(on)
    return {
        "programme": found.name,
        "title": words.title.get(language),
        "worth": words.worth.get(language),
        "document": rule.document if rule else "",
        "facts": list(facts_used(found, on)),
        "papers": [paper.get(language) for paper in words.papers],
        "outcome_without_facts": evaluate(found, FactSheet({}), on).outcome.value,
    }


def _found(name: str) -> Programme:
    try:
        return programme_named(name)
    except KeyError:
        raise Refused(refuse("programme_unknown", programme=name)) from None


def _sheet(body: Facts) -> FactSheet:
    try:
        return read_sheet(body.facts)
    except FactError as error:
        raise Refused(refuse("facts_wrong", problems=str(error))) from None


def _day(body: Facts) -> date:
    return body.as_of or branch_date(CLOCK.now())


def _language() -> str:
    return get_language() or "zh"

"""Self-assessment and products: for everybody, signed in or not."""

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from yizhan.api import shapes
from yizhan.api.callers import CLOCK
from yizhan.api.doors import door, kept
from yizhan.api.problems import PROBLEMS, Refused
from yizhan.api.results import Thing, Things
from yizhan.api.types import Code, Strict
from yizhan.credit.parameters import Parameters
from yizhan.credit.products import product, products
from yizhan.credit.self_assessment import next_question, outcome, questions
from yizhan.kernel.clock import branch_date
from yizhan.kernel.refusal import refuse

router = Router(tags=["self-assessment"])
ANSWERS_MAX = 40


class Answers(Strict):
    """The answers so far: code of the question → code of the choice; `dont_know` is always one."""

    answers: dict[Code, Code] = Field(default={}, max_length=ANSWERS_MAX)


@router.get("/products", auth=None, response={200: Things, **PROBLEMS})
@door("public.read")
def list_products(request: HttpRequest):
    """The products in force today."""
    return {"items": [shapes.product(item) for item in products(_today())]}


@router.get("/products/{str:code}", auth=None, response={200: Thing, **PROBLEMS})
@door("public.read")
def read_product(request: HttpRequest, code: str):
    """One product."""
    return shapes.product(kept(product(code, Parameters(_today()))))


@router.get("/self-assessment", auth=None, response={200: Things, **PROBLEMS})
@door("public.self_assess")
def list_questions(request: HttpRequest):
    """All questions with their choices."""
    return {"items": [shapes.question(item) for item in questions(_today())]}


@router.post("/self-assessment", auth=None, response={200: Thing, **PROBLEMS})
@door("public.self_assess")
def assess(request: HttpRequest, body: Answers):
    """The next question that can still change the outcome, and what the answers so far come to. Nothing is stored."""
    on, answers = _today(), dict(body.answers)
    known = {item.code: {choice.code for choice in item.choices} for item in questions(on)}
    faults = [f"{code}: {choice}" for code, choice in answers.items() if choice not in known.get(code, ())]
    if faults:
        raise Refused(refuse("request_invalid", faults=faults))
    result = outcome(answers, on)
    return {
        "next_question": shapes.question(next_question(answers, on)),
        "is_final": result.is_final,
        "best": shapes.product_result(result.best),
        "others": [shapes.product_result(item) for item in result.others],
    }


def _today():
    return branch_date(CLOCK.now())

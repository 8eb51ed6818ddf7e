"""The model check: run, read, replayed."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Status

from yizhan.api import shapes
from yizhan.api.doors import KEYED, door, kept, one, page_of, run
from yizhan.api.problems import PROBLEMS
from yizhan.api.results import Page, Record, Thing
from yizhan.api.types import PageNumber
from yizhan.records.models import Evaluation, User
from yizhan.workflows import access
from yizhan.workflows.evaluation import replay_evaluation, run_evaluation

router = Router(tags=["model check"])


@router.post("/applications/{uuid:application_id}/evaluations", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("evaluation.run")
def evaluate(request: HttpRequest, application_id: UUID):
    """Run the model check with all that is known now."""
    return Status(201, shapes.evaluation(run(request, run_evaluation, application_id)))


@router.get("/applications/{uuid:application_id}/evaluations", response={200: Page, **PROBLEMS})
@door("evaluation.read")
def list_evaluations(request: HttpRequest, application_id: UUID, page: PageNumber = 1):
    """The model checks of an application, oldest first."""
    return page_of(one(access.applications(request.user), application_id).evaluations.order_by("at", "id"), page, shapes.evaluation)


@router.get("/evaluations/{uuid:evaluation_id}", response={200: Record, **PROBLEMS})
@door("evaluation.read")
def read_evaluation(request: HttpRequest, evaluation_id: UUID):
    """One model check with its inputs, versions and result."""
    return shapes.evaluation(one(_evaluations(request.user), evaluation_id))


@router.get("/evaluations/{uuid:evaluation_id}/replay", response={200: Thing, **PROBLEMS})
@door("evaluation.read")
def replay(request: HttpRequest, evaluation_id: UUID):
    """Compute the stored check again; 409 when it would differ."""
    stored = one(_evaluations(request.user), evaluation_id)
    again = kept(replay_evaluation(stored))
    return {"is_same": True, "fingerprint": stored.fingerprint, "outcome": again.outcome.value}


def _evaluations(user: User) -> QuerySet[Evaluation]:
    return Evaluation.objects.filter(application__in=access.applications(user))

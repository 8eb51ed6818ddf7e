"""Everything about one case that its page needs, read in a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch

from yizhan.records.models import Application, ChecklistItem, Contract, Decision, Evaluation, Loan, SitePhoto, SiteVisit, User
from yizhan.workflows import access
from yizhan.workflows.decisions import is_outdated


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with its latest evaluation (`is_outdated`: a finding or claim is newer), visits, decisions, contract and loan."""

    application: Application
    evaluation: Evaluation | None
    is_outdated: bool
    visits: list[SiteVisit]
    decisions: list[Decision]
    contract: Contract | None
    loan: Loan | None
    now: datetime

    @property
    def proposal(self) -> Decision | None:
        """The proposal that awaits a decision."""
        return next((decision for decision in self.decisions if not decision.verdict), None)

    @property
    def confirmed(self) -> Decision | None:
        """The decision that stands."""
        return next((decision for decision in self.decisions if decision.verdict == "confirmed"), None)

    @property
    def open_visit(self) -> SiteVisit | None:
        """The visit under way."""
        return next((visit for visit in self.visits if visit.finished_at is None), None)


def read_case(user: User, application_id: UUID, now: datetime) -> CaseFile:
    """The case, if the user may see it; otherwise Application.DoesNotExist."""
    application = access.applications(user).select_related("investigator").prefetch_related("pauses__requested_by").get(pk=application_id)
    evaluation = application.evaluations.select_related("run_by").order_by("at", "id").last()
    return CaseFile(
        application=application,
        evaluation=evaluation,
        is_outdated=evaluation is not None and is_outdated(application, evaluation),
        visits=visits_of(application),
        decisions=list(application.decisions.select_related("proposed_by", "taken_by", "evaluation").order_by("-proposed_at")),
        contract=Contract.objects.select_related("accepted_by", "decision").filter(application=application).first(),
        loan=Loan.objects.filter(application=application).first(),
        now=now,
    )


def visits_of(application: Application) -> list[SiteVisit]:
    """The visits of a case with their items and photos, the newest first."""
    items = Prefetch("items", ChecklistItem.objects.select_related("found_by").order_by("position"))
    photos = Prefetch("photos", SitePhoto.objects.select_related("upload").order_by("taken_at"))
    return list(application.visits.select_related("visitor").prefetch_related(items, photos).order_by("-created_at"))

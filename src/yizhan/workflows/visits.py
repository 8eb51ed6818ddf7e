"""On-site checks: a visit with its checklist, findings that change claimed figures, photos hashed as they arrive."""

from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from yizhan.credit.application import Event
from yizhan.credit.decision_inputs import DecisionInputs
from yizhan.credit.diligence import Finding, FindingKind, check_finding, checklist
from yizhan.credit.knock_out import check_rules
from yizhan.credit.parameters import Parameters
from yizhan.credit.stored_values import revive
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import plain
from yizhan.records.models import Application, ChecklistItem, Evaluation, Fact, SitePhoto, SiteVisit
from yizhan.workflows.action import Act, action
from yizhan.workflows.facts import claimed_facts
from yizhan.workflows.transitions import move
from yizhan.workflows.uploads import store_file

PHOTOS_MAX = 40
CLAIM_OF = {
    "standing.overdue_days": "claim.overdue_days",
    "standing.on_dishonest_list": "claim.on_dishonest_list",
    "debt": "claim.bank_debt",
}


@action("visit.plan")
def plan_visit(act: Act, application_id: UUID, planned_for: datetime, place: str) -> SiteVisit | Refusal:
    """Plan a visit; the checklist comes from what the last evaluation leaves uncertain."""
    application = act.application(application_id)
    evaluation = application.evaluations.order_by("at").last()
    if evaluation is None:
        return refuse("evaluation_needed_first")
    if refusal := move(act, application, Event.PLAN_VISIT, planned_for=planned_for, place=place):
        return refusal
    application.investigator = act.actor
    application.save(update_fields=["investigator"])
    visit = SiteVisit.objects.create(
        application=application, visitor=act.actor, planned_for=planned_for, place=place[:300], created_at=act.now
    )
    ChecklistItem.objects.bulk_create(_items(visit, evaluation, act))
    act.changed(visit, after={"planned_for": planned_for, "items": visit.items.count()})
    return visit


@action("visit.skip")
def skip_visit(act: Act, application_id: UUID, reason: str) -> Application | Refusal:
    """No visit where other checks verify the facts (facts 6.7); who skipped it and why is kept."""
    application = act.application(application_id)
    if not reason.strip():
        return refuse("skip_needs_reason", field="reason")
    return move(act, application, Event.SKIP_VISIT, reason=reason.strip()[:500]) or application


@action("visit.record")
def record_finding(act: Act, item_id: UUID, effect: str, words: str, new_value: Any = None) -> ChecklistItem | Refusal:
    """What was found at one point: confirmed, corrected (the old value is kept), blocking, or more is needed."""
    item = _own_item(act, item_id)
    if isinstance(item, Refusal):
        return item
    if effect not in {kind.value for kind in FindingKind}:
        return refuse("finding_effect_unknown", field="effect", effect=effect)
    finding = Finding(item.fact_name, FindingKind(effect), words.strip(), str(act.actor.id), item.old_value, new_value)
    if refusal := check_finding(finding):
        return refusal
    before = {"effect": item.effect, "new_value": item.new_value, "note": item.note}
    item.effect, item.note, item.new_value = effect, finding.note[:2000], plain(new_value)
    item.found_at, item.found_by = act.now, act.actor
    item.save()
    _verify_fact(act, item)
    act.changed(item, before=before, after={"effect": effect, "new_value": item.new_value, "note": item.note})
    return item


@action("visit.record")
def add_photo(
    act: Act, visit_id: UUID, file_name: str, content: BinaryIO, caption: str = "", item_id: UUID | None = None
) -> SitePhoto | Refusal:
    """A photo of the visit: type and size checked, hashed as it arrives."""
    visit = _own_visit(act, visit_id)
    if isinstance(visit, Refusal):
        return visit
    if visit.photos.count() >= PHOTOS_MAX:
        return refuse("photos_too_many", field="file", maximum=PHOTOS_MAX)
    upload = store_file(act, visit.application, "site_photo", file_name, content)
    if isinstance(upload, Refusal):
        return upload
    photo = SitePhoto.objects.create(
        visit=visit, item_id=item_id, upload=upload, taken_at=act.now, caption=caption[:200], created_at=act.now
    )
    act.changed(photo, after={"sha256": upload.sha256, "caption": photo.caption})
    return photo


@action("visit.finish")
def finish_visit(act: Act, visit_id: UUID, summary: str) -> SiteVisit | Refusal:
    """Close the visit once every point of the checklist has a finding."""
    visit = _own_visit(act, visit_id)
    if isinstance(visit, Refusal):
        return visit
    open_items = visit.items.filter(found_at=None).count()
    if open_items:
        return refuse("checklist_open", open=open_items)
    if not summary.strip():
        return refuse("visit_needs_summary", field="summary")
    visit.summary, visit.finished_at, visit.arrived_at = summary.strip()[:4000], act.now, visit.arrived_at or act.now
    visit.save()
    if refusal := move(act, visit.application, Event.FINISH_VISIT):
        return refusal
    act.changed(visit, after={"finished_at": act.now, "summary": visit.summary})
    return visit


def _items(visit: SiteVisit, evaluation: Evaluation, act: Act) -> list[ChecklistItem]:
    inputs = revive(DecisionInputs, evaluation.result["inputs"])
    parameters = Parameters(evaluation.decision_date)
    found = checklist(inputs, check_rules(inputs, parameters), claimed_facts(visit.application.enterprise), parameters)
    asked = {point.field for point in found}
    # A claim that answers an unknown is looked at once, as the claim.
    points = [point for point in found if CLAIM_OF.get(point.field) not in asked]
    return [
        ChecklistItem(
            visit=visit,
            position=position,
            code=point.code,
            why=plain({"code": point.why.code, "facts": point.why.facts}),
            fact_name=point.field,
            old_value=plain(point.known),
            created_at=act.now,
        )
        for position, point in enumerate(points, 1)
    ]


def _own_visit(act: Act, visit_id: UUID) -> SiteVisit | Refusal:
    """The open visit with its application locked; only the visitor writes findings."""
    visit = SiteVisit.objects.get(pk=visit_id)
    visit.application = act.application(visit.application_id)
    if visit.visitor_id != act.actor.id:
        return refuse("visit_of_another", visitor=str(visit.visitor))
    return refuse("visit_finished") if visit.finished_at else visit


def _own_item(act: Act, item_id: UUID) -> ChecklistItem | Refusal:
    item = ChecklistItem.objects.select_related("visit").get(pk=item_id)
    visit = _own_visit(act, item.visit_id)
    return visit if isinstance(visit, Refusal) else item


def _verify_fact(act: Act, item: ChecklistItem) -> None:
    """A confirmed or corrected claim becomes a verified figure; the claim stays beside it."""
    kind, _, name = item.fact_name.partition(".")
    if kind != "claim" or item.effect not in (FindingKind.CONFIRM, FindingKind.CORRECT):
        return
    value = item.new_value if item.effect == FindingKind.CORRECT else item.old_value
    Fact.objects.create(
        enterprise=item.visit.application.enterprise,
        name=name,
        value=value,
        status="verified",
        source=f"visit:{item.visit_id}",
        as_of=act.today,
        recorded_by=act.actor,
        recorded_at=act.now,
    )

"""Four eyes: one person proposes, another with authority takes the decision. Departures from the model carry a reason."""

from uuid import UUID

from yizhan.credit.application import Event
from yizhan.credit.authority import may_approve
from yizhan.credit.decision import DecisionOutcome
from yizhan.credit.diligence import FindingKind
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import plain
from yizhan.records.models import Application, ChecklistItem, Decision, Evaluation
from yizhan.workflows.action import Act, action
from yizhan.workflows.evaluation import findings_of, replay_evaluation
from yizhan.workflows.transitions import move


@action("decision.propose")
def propose_decision(
    act: Act,
    application_id: UUID,
    outcome: str,
    amount: Money | None,
    words: str,
    override_reason: str = "",
    extra_reasons: tuple[str, ...] = (),
) -> Decision | Refusal:
    """Propose to approve an amount or to refuse, from the last evaluation."""
    application = act.application(application_id)
    evaluation = latest_evaluation(application)
    if isinstance(evaluation, Refusal):
        return evaluation
    result = replay_evaluation(evaluation)
    if isinstance(result, Refusal):
        return result
    refusal = _check_findings(application, outcome) or _check_proposal(result, outcome, amount, override_reason)
    if refusal:
        return refusal
    if outcome == DecisionOutcome.APPROVE and result.price is None:
        return refuse("price_unknown")
    decision = Decision(
        application=application,
        evaluation=evaluation,
        outcome=outcome,
        created_at=act.now,
        proposed_by=act.actor,
        proposed_at=act.now,
        proposal_note=words.strip()[:2000],
        override_reason=override_reason.strip()[:500],
        repayment_form=application.repayment_form,
        term_months=application.term_months,
        reasons=plain(
            [{"code": reason.code, "facts": reason.facts} for reason in result.reasons]
            + [{"code": code, "facts": {}} for code in extra_reasons]
        ),
    )
    if outcome == DecisionOutcome.APPROVE:
        decision.amount_minor, decision.annual_rate = amount.amount_minor, result.price.annual
    if refusal := move(act, application, Event.PROPOSE, outcome=outcome, amount=amount):
        return refusal
    decision.save()
    act.changed(decision, after={"outcome": outcome, "amount": amount, "rate": decision.annual_rate, "override": decision.override_reason})
    return decision


@action("decision.take")
def take_decision(act: Act, decision_id: UUID, verdict: str, words: str = "") -> Decision | Refusal:
    """Confirm a proposal, or return it with what is missing; never by a person who investigated or proposed."""
    decision = Decision.objects.select_related("proposed_by").get(pk=decision_id)
    application = act.application(decision.application_id)
    decision.refresh_from_db()
    if decision.verdict:
        return refuse("decision_taken_already", verdict=decision.verdict)
    if verdict not in ("confirmed", "returned"):
        return refuse("verdict_unknown", field="verdict", verdict=verdict)
    if verdict == "returned" and not words.strip():
        return refuse("return_needs_words", field="words")
    amount = Money(decision.amount_minor or 0)
    authority = may_approve(act.actor.role, str(act.actor.id), amount, involved(application, decision), act.today)
    if isinstance(authority, Refusal):
        return authority
    decision.taken_by, decision.taken_at, decision.verdict, decision.verdict_note = act.actor, act.now, verdict, words.strip()[:2000]
    decision.save()
    application.decided_at = act.now if verdict == "confirmed" else None
    refusal = move(act, application, _event(decision), outcome=decision.outcome, note=decision.verdict_note)
    if refusal:
        return refusal
    act.changed(decision, before={"verdict": ""}, after={"verdict": verdict, "note": decision.verdict_note})
    return decision


def latest_evaluation(application: Application) -> Evaluation | Refusal:
    """The last evaluation; refused when a finding or a claim is newer than it."""
    evaluation = application.evaluations.order_by("at", "id").last()
    if evaluation is None:
        return refuse("evaluation_needed_first")
    return refuse("evaluation_outdated") if is_outdated(application, evaluation) else evaluation


def is_outdated(application: Application, evaluation: Evaluation) -> bool:
    """Whether a finding or a claim is newer than an evaluation."""
    newer_finding = ChecklistItem.objects.filter(visit__application=application, found_at__gt=evaluation.at).exists()
    return newer_finding or application.enterprise.facts.filter(recorded_at__gt=evaluation.at).exists()


def involved(application: Application, decision: Decision) -> set[str]:
    """Everybody who investigated or proposed."""
    visitors = application.visits.values_list("visitor_id", flat=True)
    finders = ChecklistItem.objects.filter(visit__application=application, found_by__isnull=False).values_list("found_by_id", flat=True)
    return {str(person) for person in (*visitors, *finders, decision.proposed_by_id, application.investigator_id) if person}


def _check_findings(application: Application, outcome: str) -> Refusal | None:
    """What a visit blocked cannot be approved; what it asked for must be there before anything is proposed."""
    effects = {finding.kind for finding in findings_of(application)}
    if FindingKind.ASK_FOR_MORE in effects:
        return refuse("finding_asks_for_more")
    if FindingKind.BLOCK in effects and outcome == DecisionOutcome.APPROVE:
        return refuse("blocked_by_finding", field="outcome")
    return None


def _check_proposal(result, outcome: str, amount: Money | None, override_reason: str) -> Refusal | None:
    """A proposal beyond the model needs words; one beyond the limit or the request is not possible at all."""
    if outcome not in (DecisionOutcome.APPROVE, DecisionOutcome.REFUSE):
        return refuse("outcome_unknown", field="outcome", outcome=outcome)
    if outcome == DecisionOutcome.APPROVE:
        if amount is None or amount <= Money(0):
            return refuse("amount_missing", field="amount")
        if result.limit is None or amount > result.limit.amount:
            return refuse("amount_over_limit", field="amount", limit=result.limit.amount if result.limit else Money(0))
        if amount > result.inputs.request.amount:
            return refuse("amount_over_request", field="amount", requested=result.inputs.request.amount)
    if outcome != result.outcome and not override_reason.strip():
        return refuse("override_without_reason", field="override_reason", model=result.outcome)
    return None


def _event(decision: Decision) -> Event:
    if decision.verdict == "returned":
        return Event.RETURN
    return Event.APPROVE if decision.outcome == DecisionOutcome.APPROVE else Event.REFUSE

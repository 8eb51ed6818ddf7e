"""Departures from the model, read off the decisions: why, who proposed and approved, and how the loans ended."""

from collections.abc import Sequence

from yizhan.credit.decision import DecisionOutcome
from yizhan.credit.scorecard.overrides import Override, OverrideReport, report_of
from yizhan.credit.scorecard.watch import Outcome
from yizhan.kernel.clock import branch_date
from yizhan.records.models import Decision
from yizhan.workflows.scorecards_live import Scored

# From the best end for the applicant to the worst.
ORDER = {DecisionOutcome.APPROVE.value: 0, DecisionOutcome.MANUAL_REVIEW.value: 1, DecisionOutcome.REFUSE.value: 2}
KNOWN = {Outcome.BAD: True, Outcome.GOOD: False}


def overrides_of(scored: Sequence[Scored]) -> tuple[list[Override], int]:
    """The confirmed departures among the applicants that a card scored, and how many of these were decided at all."""
    by_application = {one.use.application_id: one for one in scored}
    decided = Decision.objects.filter(application__in=by_application, verdict="confirmed").select_related(
        "application", "evaluation", "proposed_by", "taken_by"
    )
    found = []
    for decision in decided:
        if decision.override_reason:
            found.append(_override(decision, by_application[decision.application_id]))
    return found, len(decided)


def override_report_of(scored: Sequence[Scored]) -> OverrideReport:
    """Rate of departures and how they ended, by reason."""
    return report_of(*overrides_of(scored), ORDER)


def _override(decision: Decision, scored: Scored) -> Override:
    model = decision.evaluation.result["result"]["outcome"] if decision.evaluation else DecisionOutcome.MANUAL_REVIEW.value
    return Override(
        application=decision.application.number,
        card_id=scored.use.artefact.card_id,
        on=branch_date(decision.taken_at),
        card_grade=model,
        given_grade=decision.outcome,
        reason=decision.override_reason,
        proposed_by=decision.proposed_by.username,
        approved_by=decision.taken_by.username,
        expected_rate=float(scored.use.pd),
        outcome_bad=KNOWN.get(scored.outcome),
    )

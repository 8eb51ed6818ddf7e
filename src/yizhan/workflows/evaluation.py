"""The model check of one case: inputs gathered, findings applied, decided by the rules, stored so that it replays."""

from datetime import date
from typing import Any, get_args, get_type_hints
from uuid import UUID

from yizhan.credit.application import Event, State
from yizhan.credit.decision import Decision, decide, replay, stored
from yizhan.credit.decision_inputs import DecisionInputs, Request, Sales, Standing, year_figures
from yizhan.credit.diligence import Finding, FindingKind, apply_findings
from yizhan.credit.schedule import RepaymentForm
from yizhan.credit.stored_values import revive
from yizhan.enterprise.lifecycle import age_months
from yizhan.enterprise.profile import Profile
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Application, ChecklistItem, Evaluation
from yizhan.workflows.action import Act, action
from yizhan.workflows.facts import best, verified
from yizhan.workflows.profiles import profile_of
from yizhan.workflows.scoring import card_in_force, keep_use, replay_score, score_of
from yizhan.workflows.transitions import move


@action("evaluation.run")
def run_evaluation(act: Act, application_id: UUID) -> Evaluation | Refusal:
    """Run the model check with all that is known now, findings included."""
    application = act.application(application_id)
    if application.state == State.COMPLETE and (refusal := move(act, application, Event.EVALUATE)):
        return refusal
    profile = profile_of(application.enterprise, act.today)
    inputs = inputs_from_profile(profile, request_of(application), act.today)
    site = apply_findings(inputs, findings_of(application))
    if isinstance(site, Refusal):
        return site
    decision = decide(site.inputs)
    if isinstance(decision, Refusal):
        return decision
    evaluation = _store(act, application, decision)
    keep_use(evaluation, decision.inputs.score, profile)
    act.changed(evaluation, after={"outcome": decision.outcome, "amount": decision.amount, "fingerprint": evaluation.fingerprint})
    return evaluation


def replay_evaluation(evaluation: Evaluation) -> Decision | Refusal:
    """The stored score and decision computed again from what they read; a Refusal when either would differ."""
    score = replay_score(evaluation)
    return score if isinstance(score, Refusal) else replay(evaluation.result)


def request_of(application: Application) -> Request:
    """What an application asks for."""
    return Request(
        application.product_code,
        Money(application.amount_minor),
        application.term_months,
        RepaymentForm(application.repayment_form),
        application.purpose or None,
    )


def inputs_from_profile(profile: Profile, request: Request, decision_date: date) -> DecisionInputs:
    """The inputs from a profile; what is not known stays None.

    Debts, arrears and lists count only when somebody checked them: an applicant's own word is no credit report.
    """
    features, figures, registered_on = profile.invoices, profile.figures, profile.identity.registered_on
    standing = Standing(
        uscc_valid=True if profile.identity.uscc else None,
        age_months=age_months(registered_on, profile.as_of) if registered_on else None,
        in_park=profile.identity.in_park,
        sector=profile.identity.industry or None,
        tax_grade=best(figures, "tax_grade"),
        on_dishonest_list=verified(figures, "on_dishonest_list"),
        overdue_days=verified(figures, "overdue_days"),
    )
    return DecisionInputs(
        decision_date=decision_date,
        as_of=profile.as_of,
        request=request,
        standing=standing,
        sales=Sales.from_features(features) if features else Sales(),
        statements=year_figures(profile.statements),
        debt=verified(figures, "bank_debt"),
        score=score_of(card_in_force(request.product, decision_date), profile),
    )


def findings_of(application: Application) -> list[Finding]:
    """The findings of all visits as values, in the order in which they were made."""
    items = ChecklistItem.objects.filter(visit__application=application, found_at__isnull=False).select_related("found_by")
    return [
        Finding(
            item.fact_name,
            FindingKind(item.effect),
            item.note,
            str(item.found_by_id),
            _typed(item.fact_name, item.old_value),
            _typed(item.fact_name, item.new_value),
        )
        for item in items.order_by("found_at", "position")
        if item.fact_name
    ]


def _typed(path: str, data: Any) -> Any:
    """A stored figure as the type that the inputs have at its path; a claimed figure as it stands."""
    if data is None:
        return None
    if path.startswith("claim."):
        return Money(data["amount_minor"], data["currency"]) if isinstance(data, dict) and "amount_minor" in data else data
    kind: Any = DecisionInputs
    for name in path.split("."):
        kind = get_type_hints(_present(kind))[name]
    return revive(kind, data)


def _present(kind: Any) -> Any:
    """The type of `T | None` that is not None."""
    return next((option for option in get_args(kind) if option is not type(None)), kind)


def _store(act: Act, application: Application, decision: Decision) -> Evaluation:
    data = stored(decision)
    return Evaluation.objects.create(
        application=application,
        at=act.now,
        as_of=decision.inputs.as_of,
        decision_date=decision.inputs.decision_date,
        result=data,
        fingerprint=data["fingerprint"],
        run_by=act.actor,
    )

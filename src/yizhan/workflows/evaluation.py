"""The model check of one case: inputs gathered, findings applied, decided by the rules, stored so that it replays."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from yizhan.credit.application import Event, State
from yizhan.credit.decision import Decision, decide, replay, stored
from yizhan.credit.decision_inputs import DecisionInputs, Request, Sales, Standing, year_figures
from yizhan.credit.diligence import Finding, FindingKind, SiteResult, apply_findings
from yizhan.credit.schedule import RepaymentForm
from yizhan.enterprise.profile import Profile
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.kernel.text import fingerprint
from yizhan.records.models import Application, ChecklistItem, Evaluation
from yizhan.workflows.action import Act, action
from yizhan.workflows.facts import best
from yizhan.workflows.profiles import age_months, profile_of
from yizhan.workflows.scoring import card_in_force, score_of
from yizhan.workflows.transitions import move

GROWTH_STEP = Decimal("0.000001")


@action("evaluation.run")
def run_evaluation(act: Act, application_id: UUID) -> Evaluation | Refusal:
    """Run the model check with all that is known now, findings included."""
    application = act.application(application_id)
    if application.state == State.COMPLETE and (refusal := move(act, application, Event.EVALUATE)):
        return refusal
    inputs = inputs_of(application, act.today, act.today)
    site = apply_findings(inputs, findings_of(application))
    if isinstance(site, Refusal):
        return site
    decision = decide(site.inputs)
    if isinstance(decision, Refusal):
        return decision
    evaluation = _store(act, application, decision, site)
    act.changed(evaluation, after={"outcome": decision.outcome, "amount": decision.amount, "fingerprint": evaluation.fingerprint})
    return evaluation


def replay_evaluation(evaluation: Evaluation) -> Decision | Refusal:
    """The stored decision computed again from what it read; a Refusal when it would differ."""
    return replay(evaluation.result)


def inputs_of(application: Application, as_of: date, decision_date: date) -> DecisionInputs:
    """All that the rules look at for an application, before findings."""
    request = Request(application.product_code, Money(application.amount_minor), application.term_months,
                      RepaymentForm(application.repayment_form), application.purpose or None)
    return inputs_from_profile(profile_of(application.enterprise, as_of), request, decision_date)


def inputs_from_profile(profile: Profile, request: Request, decision_date: date) -> DecisionInputs:
    """The inputs from a profile; what is not known stays None."""
    features, figures = profile.invoices, profile.figures
    growth = features.sales_growth if features else None
    standing = Standing(
        uscc_valid=True if profile.identity.uscc else None, age_months=age_months(profile.identity.registered_on, profile.as_of),
        in_park=profile.identity.in_park, sector=profile.identity.industry or None, tax_grade=best(figures, "tax_grade"),
        on_dishonest_list=best(figures, "on_dishonest_list"), overdue_days=best(figures, "overdue_days"))
    return DecisionInputs(
        decision_date=decision_date, as_of=profile.as_of, request=request, standing=standing,
        sales=Sales.from_features(features) if features else Sales(),
        statements=year_figures(profile.statements, None if growth is None else Decimal(str(growth)).quantize(GROWTH_STEP)),
        debt=best(figures, "bank_debt"), score=score_of(card_in_force(request.product, decision_date), profile))


def findings_of(application: Application) -> list[Finding]:
    """The findings of all visits as values, in the order in which they were made."""
    items = ChecklistItem.objects.filter(visit__application=application, found_at__isnull=False).select_related("found_by")
    return [Finding(item.fact_name, FindingKind(item.effect), item.note, str(item.found_by_id), _value(item.old_value), _value(item.new_value))
            for item in items.order_by("found_at", "position") if item.fact_name]


def _value(data: Any) -> Any:
    return Money(data["amount_minor"], data["currency"]) if isinstance(data, dict) and "amount_minor" in data else data


def _store(act: Act, application: Application, decision: Decision, site: SiteResult) -> Evaluation:
    data = stored(decision)
    return Evaluation.objects.create(
        application=application, at=act.now, as_of=decision.inputs.as_of, decision_date=decision.inputs.decision_date,
        inputs=data.get("inputs", {}), result=data, versions=data.get("used", []), fingerprint=fingerprint(data), run_by=act.actor)

"""The card in force watched: stability by month against its training window, default rates by grade, alarms until answered."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np

from yizhan.credit.products import products
from yizhan.credit.scorecard.card import Scorecard
from yizhan.credit.scorecard.overrides import OverrideReport
from yizhan.credit.scorecard.watch import (
    Baseline,
    GradeTest,
    Outcome,
    Stability,
    WatchLimits,
    backtest,
    own_baseline,
    watch,
    watch_limits,
)
from yizhan.kernel.clock import Clock, branch_date
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.records.models import CardAlarm
from yizhan.workflows.action import Act, action
from yizhan.workflows.scorecards_live import latest_uses, months_of, outcomes, table_of
from yizhan.workflows.scorecards_overrides import override_report_of
from yizhan.workflows.scoring import card_in_force, keep_card

MONTHS_SHOWN = 12
LEVEL_OF_VERDICT = {"above": "alarm", "below": "warning"}
RANK = {"warning": 1, "alarm": 2}


@dataclass(frozen=True, slots=True)
class CardWatch:
    """What the watch says of a product's card on a day. `baseline` is None for a card that was trained on nobody."""

    product_code: str
    card: Scorecard
    limits: WatchLimits
    baseline: Baseline | None
    scored: int
    stability: tuple[Stability, ...]
    outcomes: dict[Outcome, int]
    grade_tests: tuple[GradeTest, ...]
    overrides: OverrideReport


@dataclass(frozen=True, slots=True)
class Finding:
    """What deserves an alarm."""

    kind: str
    month: str
    name: str
    level: str
    facts: dict[str, Any]


def watch_product(product_code: str, on: date) -> CardWatch:
    """The card in force and how it has done on everybody it scored."""
    card, limits = card_in_force(product_code, on), watch_limits(on)
    uses = latest_uses(product_code, card.card_id)
    scored = outcomes(uses, on, limits)
    baseline = own_baseline(card)
    months = months_of(uses)
    shown = np.isin(months, np.unique(months)[-MONTHS_SHOWN:])
    recent = [use for use, is_shown in zip(uses, shown, strict=True) if is_shown]
    stability = watch(card, baseline, table_of(card, recent), months[shown], limits) if baseline and recent else ()
    known = [one for one in scored if one.outcome in (Outcome.BAD, Outcome.GOOD)]
    tests = backtest(card, np.array([one.use.points for one in known], np.int64),
                     np.array([one.outcome is Outcome.BAD for one in known], bool), limits) if known else ()
    counted = {outcome: sum(one.outcome is outcome for one in scored) for outcome in Outcome}
    return CardWatch(product_code, card, limits, baseline, len(uses), stability, counted, tests, override_report_of(scored))


def findings_of(watched: CardWatch, on: date) -> list[Finding]:
    """Everything that is out of its limits: drifts by month, and grades whose defaults the binomial limits exclude."""
    drifts = [Finding("stability", one.month, one.name, one.level, {"index": round(one.index, 4), "rows": one.rows})
              for one in watched.stability if one.level in RANK]
    rates = [Finding("backtest", f"{on:%Y-%m}", one.grade, LEVEL_OF_VERDICT[one.verdict],
                     {"rows": one.rows, "bads": one.bads, "expected_rate": round(one.expected_rate, 6),
                      "bads_low": one.bads_low, "bads_high": one.bads_high})
             for one in watched.grade_tests if one.verdict in LEVEL_OF_VERDICT]
    return [*drifts, *rates]


def watch_cards(clock: Clock) -> int:
    """Raise an alarm for each new finding of every product's card; how many. Running it again raises nothing twice."""
    today = branch_date(clock.now())
    raised = 0
    for product in products(today):
        watched = watch_product(product.code, today)
        new = _new(watched, findings_of(watched, today))
        if new and not isinstance(raise_alarms(None, clock, watched, new), Refusal):
            raised += len(new)
    return raised


@action("scorecard.watch")
def raise_alarms(act: Act, watched: CardWatch, findings: list[Finding]) -> CardAlarm | Refusal:
    """Keep findings as alarms; a warning that has become an alarm is raised to it while it is open."""
    artefact = keep_card(watched.card, act.now)
    alarm = None
    for finding in findings:
        place = {"artefact": artefact, "product_code": watched.product_code,
                 "kind": finding.kind, "month": finding.month, "name": finding.name}
        content = {"level": finding.level, "facts": finding.facts}
        alarm, _new_one = CardAlarm.objects.update_or_create(**place, defaults=content, create_defaults=content | {"created_at": act.now})
        act.changed(alarm, after={"name": finding.name, "month": finding.month, **content})
    return alarm or refuse("alarm_missing")


@action("scorecard.answer_alarm")
def answer_alarm(act: Act, alarm_id: UUID, words: str) -> CardAlarm | Refusal:
    """Close an alarm with what follows from it."""
    alarm = CardAlarm.objects.select_for_update(of=("self",)).get(pk=alarm_id)
    if alarm.closed_at is not None:
        return refuse("alarm_closed_already")
    if not words.strip():
        return refuse("alarm_needs_words", field="words")
    alarm.closed_by, alarm.closed_at, alarm.words = act.actor, act.now, words.strip()[:1000]
    alarm.save()
    act.changed(alarm, before={"closed_at": None}, after={"closed_at": act.now, "words": alarm.words})
    return alarm


def open_alarms() -> Any:
    """Alarms that nobody has answered, the newest first."""
    return CardAlarm.objects.filter(closed_at=None).select_related("artefact").order_by("-month", "-created_at", "name")


def _new(watched: CardWatch, findings: list[Finding]) -> list[Finding]:
    known = {(alarm.kind, alarm.month, alarm.name): alarm for alarm in CardAlarm.objects.filter(
        artefact__card_id=watched.card.card_id, product_code=watched.product_code)}

    def is_new(finding: Finding) -> bool:
        alarm = known.get((finding.kind, finding.month, finding.name))
        return alarm is None or (alarm.closed_at is None and RANK[finding.level] > RANK[alarm.level])

    return [finding for finding in findings if is_new(finding)]

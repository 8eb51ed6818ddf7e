"""Alarms of the payments answered: a person writes what follows. The alarm is a row of its shard and stays as it is."""

from datetime import UTC, datetime, timedelta

from yizhan.kernel.clock import Clock
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.records.models import AlarmAnswer, RefundOrder
from yizhan.workflows.action import Act, action
from yizhan.workflows.card_payments import SeenAlarm, alarms

ALARM_DAYS = 90
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)


class AlarmUnknown(AlarmAnswer.DoesNotExist):
    """There is no such alarm; the doors answer 404."""


@action("payment.answer_alarm")
def answer_payment_alarm(act: Act, shard: int, alarm_id: int, words: str) -> AlarmAnswer | Refusal:
    """Answer an alarm once. Refusals: `reason_missing`, `alarm_closed_already`."""
    seen = alarm_of(shard, alarm_id)
    if not words.strip():
        return refuse("reason_missing", field="words")
    if seen.answer is not None:
        return refuse("alarm_closed_already")
    answer = AlarmAnswer.objects.create(shard=shard, alarm_id=alarm_id, words=words.strip()[:1000], answered_by=act.actor, at=act.now)
    act.changed(answer, after={"shard": shard, "alarm": alarm_id, "kind": seen.row.kind, "words": answer.words})
    return answer


def open_questions(clock: Clock) -> int:
    """How many alarms of the last weeks and large refunds wait for a person."""
    unanswered = [seen for seen in alarms(clock.now() - timedelta(days=ALARM_DAYS)) if seen.answer is None]
    return len(unanswered) + RefundOrder.objects.filter(state="to_confirm").count()


def alarm_of(shard: int, alarm_id: int) -> SeenAlarm:
    """One alarm with its answer; raises AlarmUnknown."""
    found = next((seen for seen in alarms(BEGINNING) if (seen.shard, seen.row.id) == (shard, alarm_id)), None)
    if found is None:
        raise AlarmUnknown(f"{shard}/{alarm_id}")
    return found

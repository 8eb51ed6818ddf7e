"""The policy desk of the demo park: whom the SRDI rules of 2026-04-01 turned, one of them called, and a few kept verdicts."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from yizhan.demo.story import done
from yizhan.demo.timeline import Timeline
from yizhan.kernel.clock import FixedClock
from yizhan.policy.parameters import load_book
from yizhan.records.models import Enterprise, PolicyCall, User
from yizhan.workflows.policy_desk import store_verdicts
from yizhan.workflows.policy_watch import branch_changes, keep_calls, mark_called

LAST_DAY_OF_OLD_RULES = date(2026, 3, 31)
KEPT = 3


def policy_line(clock: FixedClock, timeline: Timeline, manager: User) -> Iterator[Any]:
    """Shortly before now: compare the rules before and after the change, call one enterprise, keep the verdicts of some."""
    yield timeline.now - timedelta(minutes=3)
    changes = branch_changes(load_book(), load_book(), timeline.today, LAST_DAY_OF_OLD_RULES)
    # A park that stands before the change, or that nobody in it is turned by, has nobody to call.
    if changes:
        done(keep_calls(manager, clock, f"{LAST_DAY_OF_OLD_RULES} → {timeline.today}", timeline.today, changes))
        first = PolicyCall.objects.order_by("programme", "enterprise__name").first()
        done(mark_called(manager, clock, first.pk, "已电话告知新规则，企业下周提供称号证书。"))
    for enterprise in Enterprise.objects.order_by("created_at", "id")[:KEPT]:
        done(store_verdicts(manager, clock, enterprise.pk))

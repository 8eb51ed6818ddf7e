"""Changed verdicts over the enterprises of the branch, for the command line; kept as calls where asked."""

from datetime import date
from uuid import UUID

from yizhan.app.command_failed import CommandFailed
from yizhan.app.policy_files import ToldChange
from yizhan.kernel.clock import SystemClock, branch_date
from yizhan.kernel.refusal import Refusal
from yizhan.policy.parameters import ParameterBook
from yizhan.records.models import Enterprise
from yizhan.workflows.policy_watch import branch_changes, keep_calls, told_reasons

CLOCK = SystemClock()


def changes_between(books: tuple[ParameterBook, ParameterBook], on: date | None, old_on: date | None, cause: str) -> list[ToldChange]:
    """The changes with the enterprises' names; with a cause they are put on the list to call."""
    day = on or branch_date(CLOCK.now())
    found = branch_changes(*books, day, old_on)
    if cause and found:
        kept = keep_calls(None, CLOCK, cause, day, found)
        if isinstance(kept, Refusal):
            raise CommandFailed(f"{kept.code}: {dict(kept.facts)}")
    names = dict(Enterprise.objects.filter(pk__in={UUID(change.enterprise) for change in found}).values_list("pk", "name"))
    return [ToldChange(names[UUID(change.enterprise)], change.programme, change.old.value, change.new.value, told_reasons(change.reasons))
            for change in found]

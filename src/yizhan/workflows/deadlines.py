"""Warnings of the promise at shares of its working time, and offers that ran out."""

from decimal import Decimal
from uuid import UUID

from yizhan.credit.promise import PromiseStatus
from yizhan.kernel.clock import Clock, branch_date
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.records.models import Application, Contract, Notice, Role, User
from yizhan.workflows.action import Act, action
from yizhan.workflows.calendars import working_calendar
from yizhan.workflows.contracts import expire_offer
from yizhan.workflows.promises import promise_of
from yizhan.workflows.transitions import note


def warn_of_deadlines(clock: Clock) -> int:
    """Warn once for each share of working time that has been used; how many warnings were given."""
    running = Application.objects.filter(due_state="running").values_list("id", flat=True)
    return sum(
        not isinstance(warn_of_deadline(None, clock, application_id), Refusal)
        for application_id in list(running)
        if _percent_due(application_id, clock) is not None
    )


def expire_offers(clock: Clock) -> int:
    """End offers that nobody accepted in time; how many."""
    today = branch_date(clock.now())
    late = Contract.objects.filter(accepted_at=None, expires_on__lt=today, application__state="offered").values_list(
        "application_id", flat=True
    )
    return sum(not isinstance(expire_offer(None, clock, application_id), Refusal) for application_id in list(late))


@action("application.warn")
def warn_of_deadline(act: Act, application_id: UUID) -> Application | Refusal:
    """One warning to the holder, or to all who could take the case, and to the branch manager."""
    application = act.application(application_id)
    percent = _percent_due(application_id, act.clock)
    if percent is None:
        return refuse("warning_not_due")
    application.warned_percent = percent
    application.save(update_fields=["warned_percent"])
    facts = {"number": application.number, "percent": percent, "due_at": application.due_at.isoformat() if application.due_at else ""}
    Notice.objects.bulk_create(
        Notice(recipient=user, application=application, code="deadline_warning", facts=facts, at=act.now)
        for user in _recipients(application)
    )
    note(act, application, "deadline_warning", percent=percent)
    act.changed(application, after={"warned_percent": percent})
    return application


def _percent_due(application_id: UUID, clock: Clock) -> int | None:
    """The highest share used that has not been warned of, in per cent; None when there is none."""
    application = Application.objects.prefetch_related("pauses").get(pk=application_id)
    status = promise_of(application, clock.now(), working_calendar())
    if not isinstance(status, PromiseStatus):
        return None
    used = [int(warning.share * Decimal(100)) for warning in status.warnings if status.share_used >= warning.share]
    percent = max(used, default=0)
    return percent if percent > application.warned_percent else None


def _recipients(application: Application) -> list[User]:
    staff = User.objects.filter(is_active=True)
    managers = list(staff.filter(role=Role.BRANCH_MANAGER))
    if application.holder_id:
        return [application.holder, *managers]
    return [*staff.filter(role=application.holder_role).exclude(role=Role.APPLICANT), *managers]

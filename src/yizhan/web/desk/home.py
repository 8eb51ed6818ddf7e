"""The desk: my queue by deadline, what waits for my role, and what I was warned of."""

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from yizhan.records.models import Application, Notice, Payout, RenewalAlert, Role, User
from yizhan.web.components import Figure
from yizhan.web.desk import queue
from yizhan.web.doors import CLOCK, door
from yizhan.workflows.calendars import working_calendar
from yizhan.workflows.merchants import proposals_to_take
from yizhan.workflows.payment_alarms import open_questions
from yizhan.workflows.permissions import may
from yizhan.workflows.rate_fixings import fixings_to_take
from yizhan.workflows.scorecards_watch import open_alarms

NOTICES_SHOWN = 5
PAYOUTS_SHOWN = 20


@door("desk.read")
def desk(request: HttpRequest) -> HttpResponse:
    """What to do next, for the role of the person."""
    user, now, calendar = request.user, CLOCK.now(), working_calendar()
    sums = queue.counts(user, now)
    context = {
        "cards": _cards(user, sums),
        "sums": sums,
        "mine": queue.rows_of(queue.mine(user), user, now, calendar),
        "free": queue.rows_of(queue.free(user), user, now, calendar),
        "colleagues": queue.rows_of(queue.with_colleagues(user), user, now, calendar),
        "customers": queue.rows_of(queue.customers_turn(user), user, now, calendar),
        "notices": Notice.objects.filter(recipient=user, application__due_state="running")
        .select_related("application__enterprise")
        .order_by("-at")[:NOTICES_SHOWN],
        "payouts": _payouts(user),
        "card_alarms": open_alarms().count() if may(user.role, "scorecard.answer_alarm") else 0,
        "merchants_to_take": proposals_to_take(user).count() if may(user.role, "merchant.take") else 0,
        "rates_to_take": fixings_to_take(user, CLOCK).count() if may(user.role, "rate.take") else 0,
        "payments_to_answer": open_questions(CLOCK) if may(user.role, "payment.answer_alarm") else 0,
        "renewals": RenewalAlert.objects.filter(loan__state="active", matures_on=F("loan__matures_on")).count()
        if may(user.role, "loan.propose_change") else 0,
        "oversees": user.role in queue.OVERSEERS,
        "may_take": may(user.role, "application.take"),
        "branch_is_new": not Application.objects.exists(),
        "self_assessment": _address("self_assessment"),
        "branch_page": _address("branch"),
    }
    return render(request, "desk/desk.html", context)


def _cards(user: User, sums: dict[str, int]) -> list[Figure]:
    overseer = user.role in queue.OVERSEERS
    cards = (
        [Figure(_("Open in the branch"), sums["free"])]
        if overseer
        else [Figure(_("I hold"), sums["mine"]), Figure(_("Wait for my role"), sums["free"])]
    )
    return [
        *cards,
        Figure(_("Late"), sums["late"], "" if sums["late"] else _("Every promise still stands.")),
        Figure(_("Wait for the customer"), sums["paused"]),
        Figure(_("Pending calendar"), sums["pending"]),
    ]


def _payouts(user: User) -> list[Payout]:
    """Payments that operations has to look at: rejected and not ordered again, or without an answer."""
    if user.role != Role.OPERATIONS:
        return []
    open_ones = Payout.objects.filter(state__in=("rejected", "unknown")).select_related("loan__enterprise").order_by("-created_at")
    ordered_again = set(
        Payout.objects.exclude(state="rejected").filter(loan__in=open_ones.values("loan")).values_list("loan_id", flat=True)
    )
    return [payout for payout in open_ones[:PAYOUTS_SHOWN] if payout.state == "unknown" or payout.loan_id not in ordered_again]


def _address(name: str) -> str:
    """The address of a page that another hall may not have."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""

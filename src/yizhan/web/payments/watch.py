"""The watch over payments: the rate now, why issuers decline, open reversals and doubts, alarms, what waits for a person."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.clock import SHANGHAI
from yizhan.kernel.refusal import Refusal
from yizhan.payments import ids
from yizhan.payments.row_values import MinuteRow, Payment
from yizhan.records.models import OutboxMessage, RefundOrder
from yizhan.web import charts
from yizhan.web.charts import Point
from yizhan.web.components import Figure
from yizhan.web.doors import CLOCK, door
from yizhan.web.formats import moment, number
from yizhan.web.payments.parts import order_table, payment_table
from yizhan.web.payments.words import ALARM_KINDS, MESSAGE_STATES, SCHEMES, answer_words, pill
from yizhan.web.refusals import refusal_text
from yizhan.web.tables import Column, Table
from yizhan.web.vocabulary import word
from yizhan.workflows import card_payments
from yizhan.workflows.payment_alarms import ALARM_DAYS
from yizhan.workflows.permissions import may

LIVE_MINUTES, DECLINE_HOURS = 30, 24
# An answer takes seconds; what has none after this is worth a look.
DOUBT_AFTER = timedelta(seconds=30)
ROWS_SHOWN = 50


@door("payment.watch")
def watch(request: HttpRequest) -> HttpResponse:
    """Everything that operations has to see, what needs a person first."""
    now = CLOCK.now()
    reversals = card_payments.open_reversals()
    context = live_parts(now) | {
        "to_confirm": _orders_to_confirm(),
        "may_confirm": may(request.user.role, "refund.confirm"),
        "alarms": _alarm_table(now),
        "doubts": payment_table(card_payments.in_doubt(now - DOUBT_AFTER)[:ROWS_SHOWN], story_address, with_merchant=True),
        "reversals": _reversal_table(reversals[:ROWS_SHOWN]),
        "declines": _declines(now),
        "told": _message_table(),
        "wanted": request.GET.get("payment", ""),
    }
    return render(request, "payments/watch.html", context)


@door("payment.watch")
def live(request: HttpRequest) -> HttpResponse:
    """The rate alone, for the page to fetch again and again."""
    return render(request, "payments/live.html", live_parts(CLOCK.now()))


@door("payment.watch")
def find(request: HttpRequest) -> HttpResponse:
    """From the id that somebody read out to the payment's story."""
    text = request.GET.get("payment", "").strip()
    wanted = ids.read_id("payment", text)
    if isinstance(wanted, Refusal):
        return render(request, "payments/find.html", {"wanted": text, "problem": refusal_text(wanted)}, status=422)
    return redirect("payment_story", ids.shown_id("payment", wanted))


def story_address(payment: Payment) -> str:
    """The page of one payment's whole story."""
    return reverse("payment_story", args=[payment.shown_id])


def live_parts(now: datetime) -> dict[str, Any]:
    """Figures and chart of the last minutes; a minute without payments is a minute of zero."""
    first = now.replace(second=0, microsecond=0) - timedelta(minutes=LIVE_MINUTES - 1)
    found = {row.minute: row for row in card_payments.by_minute(first)}
    minutes = [first + timedelta(minutes=step) for step in range(LIVE_MINUTES)]
    last_whole = found.get(minutes[-2])
    rows = list(found.values())
    said = _("%(count)s payments in the last whole minute") % {"count": number(last_whole.taken if last_whole else 0)}
    points = [Point(minute.astimezone(SHANGHAI).strftime("%H:%M"), found[minute].taken if minute in found else 0) for minute in minutes]
    return {"live_figures": _live_figures(rows), "live_chart": charts.bar(said, points, heads=(_("Minute"), _("Payments"))), "now": now}


def _live_figures(rows: list[MinuteRow]) -> list[Figure]:
    sums = {name: sum(getattr(row, name) for row in rows) for name in ("taken", "paid", "declined", "reversed", "in_doubt")}
    span = _("in %(minutes)s minutes") % {"minutes": LIVE_MINUTES}
    return [Figure(_("Taken on"), sums["taken"], span), Figure(_("Paid by card"), sums["paid"]),
            Figure(_("Declined by issuers"), sums["declined"]), Figure(_("Reversed"), sums["reversed"]),
            Figure(_("Without an answer"), sums["in_doubt"])]


def _declines(now: datetime) -> dict[str, Any]:
    found = card_payments.declines(now - timedelta(hours=DECLINE_HOURS))
    by_code: dict[str, int] = {}
    for row in found:
        by_code[row.response_code] = by_code.get(row.response_code, 0) + row.count
    ordered = sorted(by_code.items(), key=lambda item: -item[1])
    columns = [Column("scheme", _("Scheme")), Column("reason", _("Issuer's answer")), Column("count", _("Payments"), "number"),
               Column("amount", _("Orders"), "money")]
    rows = [{"scheme": word(SCHEMES, row.scheme), "reason": answer_words(row.response_code), "count": row.count, "amount": row.amount}
            for row in sorted(found, key=lambda row: -row.count)]
    title = _("Declines are mostly: %(reason)s") % {"reason": answer_words(ordered[0][0])} if ordered else ""
    points = [Point(answer_words(code), count) for code, count in ordered[:10]]
    return {"chart": charts.bar(title, points, heads=(_("Issuer's answer"), _("Payments"))) if points else "",
            "table": Table(_("Declines of 24 hours"), columns, rows, empty=_("No issuer has declined in 24 hours."))}


def _reversal_table(reversals: list[Any]) -> Table:
    columns = [Column("payment", _("Payment number"), "id", href_key="href"), Column("scheme", _("Scheme")),
               Column("amount", _("Amount"), "money"), Column("opened", _("Open since"), "moment"),
               Column("attempts", _("Attempts"), "number"), Column("due", _("Next attempt"), "moment")]
    rows = [{"payment": (shown := ids.shown_id("payment", row.payment_id)), "href": reverse("payment_story", args=[shown]),
             "scheme": word(SCHEMES, row.scheme), "amount": row.amount, "opened": row.opened_at, "attempts": row.attempts,
             "due": row.due_at} for row in reversals]
    return Table(_("Open reversals"), columns, rows, empty=_("No reversal is open."))


def _alarm_table(now: datetime) -> Table:
    columns = [Column("what", _("Alarm"), href_key="href"), Column("at", _("Raised"), "moment"),
               Column("payment", _("Payment number"), "id")]
    rows = [{"what": word(ALARM_KINDS, seen.row.kind), "at": seen.row.raised_at,
             "href": reverse("payment_alarm", args=[seen.shard, seen.row.id]),
             "payment": ids.shown_id("payment", seen.row.payment_id) if seen.row.payment_id else ""}
            for seen in card_payments.alarms(now - timedelta(days=ALARM_DAYS)) if seen.answer is None]
    return Table(_("Alarms without an answer"), columns, rows, empty=_("No alarm is open."))


def _orders_to_confirm() -> Table:
    orders = RefundOrder.objects.filter(state="to_confirm").select_related("ordered_by", "confirmed_by").order_by("created_at")
    return order_table(orders[:ROWS_SHOWN], lambda order: {"payment": ids.shown_id("payment", order.payment_id),
                                                           "href": reverse("refund_order", args=[order.pk])})


def _message_table() -> Table:
    """What the switch has refused, or not answered yet."""
    columns = [Column("what", _("Message")), Column("state", _("State"), "pill"), Column("attempts", _("Attempts"), "number"),
               Column("due", _("Next attempt"), "moment"), Column("error", _("What was said"))]
    found = OutboxMessage.objects.filter(destination="switch").exclude(state="accepted").order_by("-created_at")
    kinds = {"merchant": _("A merchant as it stands"), "payer": _("A traveller as it stands"), "refund": _("A refund"),
             "fixing": _("A fixing of the dollar")}
    rows = [{"what": kinds.get(row.kind, row.kind), "state": pill(MESSAGE_STATES, row.state), "attempts": row.attempts,
             "due": row.due_at if row.state != "rejected" else None, "error": row.last_error or "–", "at": moment(row.created_at)}
            for row in found[:ROWS_SHOWN]]
    return Table(_("Messages to the switch that are not done"), columns, rows, empty=_("The switch has answered every message."))

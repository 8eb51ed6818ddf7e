"""One payment's whole story: what it is, what happened when, its journals, its refunds, what was told to whom."""

from datetime import datetime
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.payments import ids
from yizhan.payments.row_values import EntryRow, Payment
from yizhan.records.models import OutboxMessage, RefundOrder
from yizhan.web.components import Crumb, Event, Opened, Part, SummaryRow
from yizhan.web.doors import door
from yizhan.web.formats import money
from yizhan.web.payments.parts import entry_table, order_table, payment_pill, refund_table
from yizhan.web.payments.words import MESSAGE_STATES, ORDER_STATES, PROGRAMMES, SCHEMES, STEP_TONES, STEPS, answer_words, pill
from yizhan.web.vocabulary import word
from yizhan.workflows.card_payments import Story, payment_of, story_of
from yizhan.workflows.refund_orders import orders_of


@door("payment.watch")
def payment_story(request: HttpRequest, payment: str) -> HttpResponse:
    """Everything that the branch knows of one payment."""
    number = ids.read_id("payment", payment)
    if isinstance(number, Refusal):
        raise Http404
    story = story_of(payment_of(number))
    orders = orders_of(number)
    context = {
        "payment": story.payment,
        "state": payment_pill(story.payment),
        "facts": _facts(story.payment),
        "margin": _margin(story.payment),
        "events": _events(story, orders),
        "entries": entry_table(story.entries),
        "refunds": refund_table(story.refunds) if story.refunds else None,
        "orders": order_table(orders) if orders else None,
        "crumbs": [Crumb(_("Payments"), reverse("payments")), Crumb(story.payment.shown_id)],
    }
    return render(request, "payments/story.html", context)


def _facts(found: Payment) -> list[SummaryRow]:
    rows = [
        SummaryRow(_("Merchant"), found.merchant_name, f"M{found.merchant_id:09d}"),
        SummaryRow(_("Order"), found.order),
        SummaryRow(_("User fee"), found.user_fee, _("payable to the wallet programme")),
        SummaryRow(_("Charged to the card"), found.charged),
        SummaryRow(_("Bank card"), f"{word(SCHEMES, found.scheme)} {found.masked}", ids.shown_id("card", found.card_id)),
        SummaryRow(_("Payer"), ids.shown_id("payer", found.payer_id), str(word(PROGRAMMES, found.programme))),
        SummaryRow(_("Issuer's answer"), answer_words(found.response_code) if found.response_code else "–",
                   _("approval %(code)s") % {"code": found.approval_code} if found.approval_code else ""),
    ]
    if found.reference:
        rows.append(SummaryRow(_("Reference number"), found.reference, _("DE 37, the same at issuer and scheme")))
    if found.billing:
        rows.append(SummaryRow(_("Billed to the traveller"), found.billing, _("the rate is the issuer's and the scheme's")))
    if found.refunded:
        rows.append(SummaryRow(_("Refunded"), found.refunded, _("and %(fee)s of the user fee") % {"fee": money(found.refunded_fee)}))
    return rows


def _margin(found: Payment) -> Opened:
    """The margin opened to its four parts."""
    parts = (
        Part(_("Merchant fee"), found.merchant_fee),
        Part(_("Wallet contribution"), found.wallet_contribution),
        Part(_("Interchange"), -found.interchange),
        Part(_("Scheme assessments"), -found.assessments),
    )
    unsourced = _("wallet contribution, interchange and assessments have no source")
    return Opened(_("Margin before refunds"), found.margin, parts, assumption=unsourced)


def _events(story: Story, orders: list[RefundOrder]) -> list[Event]:
    """What happened, oldest first: steps from the journals, the reversal, orders and what the switch said to them."""
    events = [Event(str(word(STEPS, step)), at, _("Switch"), _step_note(story, subject), STEP_TONES.get(step, "good"))
              for (subject, step, at), _lines in groupby(story.entries, key=_journal)]
    if story.reversal:
        events.append(Event(_("Reversal opened"), story.reversal.opened_at, _("Switch"), _("sent until the scheme answers"), "waiting"))
        if story.reversal.closed_at:
            events.append(Event(_("Reversal answered"), story.reversal.closed_at, str(word(SCHEMES, story.reversal.scheme)),
                                answer_words(story.reversal.response_code), "quiet"))
    for order in orders:
        events += _order_events(order)
    return sorted(events, key=lambda event: event.at)


def _journal(entry: EntryRow) -> tuple[int, str, datetime]:
    return entry.subject_id, entry.step.name, entry.booked_at


def _step_note(story: Story, subject: int) -> str:
    refund = next((row for row in story.refunds if row.id == subject), None)
    return f"{refund.shown_id} · {money(refund.to_card)}" if refund else ""


def _order_events(order: RefundOrder) -> list[Event]:
    amount = money(Money(order.amount_minor))
    events = [Event(_("Refund ordered"), order.created_at, str(order.ordered_by), f"{amount} {order.words}".strip(), "active")]
    if order.confirmed_at:
        label, tone = (_("Refund not confirmed"), "bad") if order.state == "declined" else (_("Refund confirmed"), "good")
        events.append(Event(label, order.confirmed_at, str(order.confirmed_by), order.confirm_words, tone))
    message = OutboxMessage.objects.filter(key=f"refund:{order.pk}").first()
    if message and (message.answered_at or message.attempts):
        state = pill(MESSAGE_STATES, message.state)
        told: Any = f"{pill(ORDER_STATES, order.state).label} {message.last_error}".strip()
        label = _("Order to the switch: %(state)s") % {"state": state.label}
        events.append(Event(label, message.answered_at or message.due_at, _("Worker"),
                            _("%(told)s, attempt %(count)s") % {"told": told, "count": message.attempts}, state.tone))
    return events

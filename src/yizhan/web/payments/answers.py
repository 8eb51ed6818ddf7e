"""What operations decides over payments: an alarm answered with a note, a large refund confirmed or declined."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.payments import ids
from yizhan.records.models import RefundOrder
from yizhan.web.components import Crumb, SummaryRow
from yizhan.web.doors import door, run
from yizhan.web.formats import fact, moment
from yizhan.web.forms import KeyedForm, add_refusal, form_of
from yizhan.web.payments.words import ALARM_KINDS, ORDER_STATES, pill
from yizhan.web.vocabulary import word
from yizhan.workflows.card_payments import payment_of
from yizhan.workflows.payment_alarms import alarm_of, answer_payment_alarm
from yizhan.workflows.permissions import may
from yizhan.workflows.refund_orders import confirm_refund

WORDS = forms.Textarea(attrs={"rows": 3})


class AnswerForm(KeyedForm):
    """What follows from the alarm."""

    words = forms.CharField(label=gettext_lazy("What follows"), max_length=1000, widget=WORDS)


class ConfirmForm(KeyedForm):
    """Whether the refund goes to the switch."""

    verdict = forms.ChoiceField(label=gettext_lazy("Verdict"), widget=forms.RadioSelect,
                                choices=[("confirmed", gettext_lazy("Confirm the refund")), ("declined", gettext_lazy("Decline"))])
    words = forms.CharField(label=gettext_lazy("What you looked at"), max_length=200, required=False)


@door("payment.watch")
def alarm(request: HttpRequest, shard: int, alarm_number: int) -> HttpResponse:
    """One alarm with its facts and its answer."""
    return _alarm_page(request, shard, alarm_number)


@door("payment.answer_alarm", "POST")
def answer_alarm(request: HttpRequest, shard: int, alarm_number: int) -> HttpResponse:
    """Answer an alarm."""
    form = form_of(AnswerForm, request)
    if form.is_valid():
        answer = run(request, answer_payment_alarm, shard, alarm_number, form.values["words"])
        if not isinstance(answer, Refusal):
            messages.success(request, _("The alarm is answered."))
            return redirect("payments")
        add_refusal(form, answer)
    return _alarm_page(request, shard, alarm_number, form, 422)


@door("payment.watch")
def refund_order(request: HttpRequest, refund_order_id: UUID) -> HttpResponse:
    """A refund that is above what who ordered it may refund alone."""
    return _order_page(request, refund_order_id)


@door("refund.confirm", "POST")
def confirm(request: HttpRequest, refund_order_id: UUID) -> HttpResponse:
    """Confirm or decline it."""
    form = form_of(ConfirmForm, request)
    if form.is_valid():
        order = run(request, confirm_refund, refund_order_id, form.values["verdict"], form.values["words"])
        if not isinstance(order, Refusal):
            messages.success(request, _("The refund is on its way.") if order.state == "waiting" else _("The refund is declined."))
            return redirect("payments")
        add_refusal(form, order)
    return _order_page(request, refund_order_id, form, 422)


def _alarm_page(request: HttpRequest, shard: int, number: int, form: forms.Form | None = None, status: int = 200) -> HttpResponse:
    seen = alarm_of(shard, number)
    payment = ids.shown_id("payment", seen.row.payment_id) if seen.row.payment_id else ""
    rows = [SummaryRow(_("Raised"), moment(seen.row.raised_at)), *(SummaryRow(name, fact(value)) for name, value in seen.row.facts.items())]
    if seen.answer:
        rows.append(SummaryRow(_("What follows"), seen.answer.words, f"{seen.answer.answered_by} · {moment(seen.answer.at)}"))
    may_answer = seen.answer is None and may(request.user.role, "payment.answer_alarm")
    title = word(ALARM_KINDS, seen.row.kind)
    crumbs = [Crumb(_("Payments"), reverse("payments")), Crumb(title)]
    context = {"seen": seen, "title": title, "rows": rows, "payment": payment, "crumbs": crumbs,
               "form": form or (AnswerForm() if may_answer else None)}
    return render(request, "payments/alarm.html", context, status=status)


def _order_page(request: HttpRequest, order_id: UUID, form: forms.Form | None = None, status: int = 200) -> HttpResponse:
    order = RefundOrder.objects.select_related("merchant", "ordered_by", "confirmed_by").get(pk=order_id)
    payment = payment_of(order.payment_id)
    rows = [
        SummaryRow(_("Merchant"), order.merchant.name),
        SummaryRow(_("Amount"), Money(order.amount_minor)),
        SummaryRow(_("Of the order"), payment.order, _("%(left)s may still be refunded") % {"left": fact(payment.left)}),
        SummaryRow(_("Ordered by"), str(order.ordered_by), moment(order.created_at)),
        SummaryRow(_("Reason"), order.words or "–"),
    ]
    if order.confirmed_by:
        rows.append(SummaryRow(_("Taken by"), str(order.confirmed_by), f"{moment(order.confirmed_at)} {order.confirm_words}"))
    may_confirm = order.state == "to_confirm" and may(request.user.role, "refund.confirm")
    context = {"order": order, "payment": payment, "rows": rows, "state": pill(ORDER_STATES, order.state),
               "crumbs": [Crumb(_("Payments"), reverse("payments")), Crumb(_("Refund to confirm"))],
               "form": form or (ConfirmForm() if may_confirm else None)}
    return render(request, "payments/refund_order.html", context, status=status)

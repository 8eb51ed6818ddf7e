"""Parts of pages that merchant and branch share: lists of payments, journals, refunds and refund orders as tables."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from yizhan.kernel.money import Money
from yizhan.ledger.chart import chart
from yizhan.payments.row_values import EntryRow, Payment, RefundRow
from yizhan.records.models import RefundOrder
from yizhan.web.components import Pill
from yizhan.web.formats import bilingual, moment
from yizhan.web.payments.words import ORDER_STATES, PAYMENT_STATES, SCHEMES, STEPS, pill
from yizhan.web.refusals import refusal_text
from yizhan.web.tables import Column, Table
from yizhan.web.vocabulary import word
from yizhan.workflows.order_numbers import OrderMark

LAST_DIGITS = 4


def payment_pill(payment: Payment) -> Pill:
    """The one state that people see."""
    return pill(PAYMENT_STATES, payment.shown_state)


def card_words(payment: Payment) -> str:
    """Scheme and last digits: enough to find a slip, not enough for anything else."""
    return f"{word(SCHEMES, payment.scheme)} ****{payment.masked[-LAST_DIGITS:]}"


def payment_table(payments: Sequence[Payment], address_of: Any, with_merchant: bool = False,
                  marks: Mapping[int, OrderMark] | None = None) -> Table:
    """Payments with what matters at a glance; `address_of` gives a payment's page, `marks` the shop's numbers of their orders."""
    columns = [Column("id", _("Payment number"), "id", href_key="href"), Column("at", _("Time"), "moment"), Column("card", _("Bank card")),
               Column("order", _("Order"), "money"), Column("refunded", _("Refunded"), "money"), Column("state", _("State"), "pill")]
    columns[2:2] = [Column("merchant", _("Merchant"))] if with_merchant else []
    columns[-1:-1] = [Column("number", _("Order number"))] if marks else []
    columns += [Column("note", _("Remark"), "pill")] if any(mark.is_paid_twice for mark in (marks or {}).values()) else []
    rows = [{"number": _number(marks, payment), "note": _note(marks, payment),
             "id": payment.shown_id, "href": address_of(payment), "at": payment.created_at, "card": card_words(payment),
             "merchant": payment.merchant_name, "order": payment.order, "state": payment_pill(payment),
             "refunded": payment.refunded if payment.refunded else None} for payment in payments]
    return Table(_("Payments"), columns, rows, empty=_("No payments here."))


def _number(marks: Mapping[int, OrderMark] | None, payment: Payment) -> str:
    return marks[payment.id].order_number if marks and payment.id in marks else ""


def _note(marks: Mapping[int, OrderMark] | None, payment: Payment) -> Pill | None:
    """Only payments that count towards it are marked: one that was declined or wholly refunded was not paid twice."""
    mark = (marks or {}).get(payment.id)
    if mark is None or not mark.is_paid_twice or payment.id not in {one.id for one in mark.paid}:
        return None
    return Pill(_("Paid %(count)s times") % {"count": len(mark.paid)}, "waiting")


def entry_table(entries: Iterable[EntryRow]) -> Table:
    """Journal lines: from which account to which."""
    columns = [Column("at", _("Booked"), "moment"), Column("step", _("Step")), Column("debit", _("Debit")), Column("credit", _("Credit")),
               Column("amount", _("Amount"), "money")]
    rows = [{"at": entry.booked_at, "step": word(STEPS, entry.step.name), "debit": _account(entry.debit), "credit": _account(entry.credit),
             "amount": entry.amount} for entry in entries]
    return Table(_("Entries"), columns, rows, empty=_("Nothing has been booked."))


def refund_table(refunds: Iterable[RefundRow]) -> Table:
    """Refunds that the switch has made."""
    columns = [Column("id", _("Refund"), "id"), Column("at", _("Agreed"), "moment"), Column("send_at", _("Sent not before"), "moment"),
               Column("order_part", _("Of the order"), "money"), Column("fee_part", _("Of the user fee"), "money"),
               Column("to_card", _("To the card"), "money")]
    rows = [{"id": row.shown_id, "at": row.created_at, "send_at": row.send_at, "order_part": row.order_part, "fee_part": row.fee_part,
             "to_card": row.to_card} for row in refunds]
    return Table(_("Refunds"), columns, rows, empty=_("No refunds."))


def order_table(orders: Iterable[RefundOrder], address_of: Any = None) -> Table:
    """Refund orders with who asked and what became of them."""
    columns = [Column("amount", _("Amount"), "money"), Column("state", _("State"), "pill"), Column("who", _("Ordered by")),
               Column("words", _("Reason")), Column("told", _("What was said"))]
    columns[0:0] = [Column("payment", _("Payment number"), "id", href_key="href")] if address_of else []
    rows = [{"amount": Money(order.amount_minor), "state": pill(ORDER_STATES, order.state), "words": order.words or "–",
             "who": f"{order.ordered_by} · {moment(order.created_at)}", "told": _told(order), **(address_of(order) if address_of else {})}
            for order in orders]
    return Table(_("Refund orders"), columns, rows, empty=_("No refund was ordered."))


def _told(order: RefundOrder) -> str:
    """The branch's words, then the switch's refusal."""
    branch = f"{order.confirmed_by}: {order.confirm_words}" if order.confirm_words else ""
    return " ".join(filter(None, (branch, refusal_text(order.refusal) if order.refusal else ""))) or "–"


def _account(name: str) -> str:
    return bilingual(chart()[name].title)

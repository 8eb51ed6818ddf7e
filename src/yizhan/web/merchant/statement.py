"""A shop's payments of a day: figures, list with filters, and the same list as CSV."""

import csv
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.payments.row_values import MerchantDay, Payment
from yizhan.records.models import Merchant
from yizhan.web.components import Crumb, Figure
from yizhan.web.doors import door
from yizhan.web.formats import percent
from yizhan.web.oversight.periods import day_from
from yizhan.web.payments.merchants import RATE_PLACES
from yizhan.web.payments.parts import card_words, payment_table
from yizhan.web.payments.words import PAYMENT_STATES
from yizhan.web.tables import Filter, filters_from, query_with
from yizhan.workflows import access
from yizhan.workflows.card_payments import merchant_day, merchant_payments
from yizhan.workflows.order_numbers import OrderMark, marks_of

PAGE_ROWS = 50
FORMULA_SIGNS = ("=", "+", "-", "@")


class _Echo:
    """A file whose lines are what was written."""

    def write(self, line: str) -> str:
        """The line itself."""
        return line


@door("merchant.statement")
def statement(request: HttpRequest, merchant_id: int) -> HttpResponse:
    """The payments of one day; day, state and search stand in the address."""
    found = access.merchants(request.user).get(pk=merchant_id)
    on, text, problem = day_from(request)
    filters = _filters(request)
    payments = merchant_payments(found, on, on)
    marks = marks_of(found, payments)
    page = Paginator(_filtered(payments, filters, marks), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "merchant": found,
        "day_text": text,
        "problem": problem,
        "on": on,
        "figures": figures_of(merchant_day(found, on, on), found),
        "filters": filters,
        "page": page,
        "table": payment_table(page.object_list, lambda payment: payment_address(request, found, payment), marks=marks),
        "paid_twice": paid_twice(request, found, marks),
        "csv_href": reverse("shop_statement_csv", args=[found.pk]) + query_with(request.GET.urlencode(), page=None),
        "crumbs": [Crumb(found.name, shop_address(request, found)), Crumb(_("Payments of a day"))],
        "base": base_of(request),
    }
    return render(request, "merchant/statement.html", context, status=422 if problem else 200)


@door("merchant.statement")
def statement_csv(request: HttpRequest, merchant_id: int) -> HttpResponse:
    """The same rows as a file: amounts in yuan with two decimals, times in ISO form."""
    found = access.merchants(request.user).get(pk=merchant_id)
    on, _text, problem = day_from(request)
    if problem:
        return statement(request, merchant_id)
    payments = merchant_payments(found, on, on)
    marks = marks_of(found, payments)
    response = StreamingHttpResponse(_lines(_filtered(payments, _filters(request), marks), marks), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="payments-{found.code or found.pk}-{on:%Y-%m-%d}.csv"'
    return response


def figures_of(figures: MerchantDay, merchant: Merchant) -> list[Figure]:
    """What a shop wants to know of a day."""
    net = figures.paid_amount - figures.merchant_fee
    return [
        Figure(_("Paid by card"), figures.paid_amount, _("%(count)s paid") % {"count": figures.paid}),
        Figure(_("Refunded"), figures.refunded, _("of payments of this day")),
        Figure(_("Your fee"), figures.merchant_fee, percent(merchant.rate, RATE_PLACES)),
        Figure(_("Owed before refunds"), net, _("paid to your account on the next working day")),
        Figure(_("Declined by issuers"), figures.declined),
        Figure(_("Being checked"), figures.in_doubt, _("do not ask to pay again yet") if figures.in_doubt else ""),
    ]


def payment_address(request: HttpRequest, merchant: Merchant, payment: Payment) -> str:
    """A payment's page: the shop's own for its people, the whole story for the branch."""
    if request.user.is_branch_staff:
        return reverse("payment_story", args=[payment.shown_id])
    return reverse("shop_payment", args=[merchant.pk, payment.shown_id])


def paid_twice(request: HttpRequest, merchant: Merchant, marks: Mapping[int, OrderMark]) -> list[dict[str, Any]]:
    """The order numbers that were paid more than once, each with its payments and their pages."""
    twice: dict[str, dict[int, Payment]] = {}
    for mark in marks.values():
        if mark.is_paid_twice:
            twice.setdefault(mark.order_number, {}).update({one.id: one for one in mark.paid})
    return [{"order_number": number, "payments": [{"payment": paid[each], "href": payment_address(request, merchant, paid[each])}
                                                  for each in sorted(paid)]} for number, paid in sorted(twice.items())]


def shop_address(request: HttpRequest, merchant: Merchant) -> str:
    """The shop as this person sees it."""
    return reverse("branch_merchant" if request.user.is_branch_staff else "shop", args=[merchant.pk])


def base_of(request: HttpRequest) -> str:
    """The frame of a page that both the shop's people and the branch open."""
    return "base.html" if request.user.is_branch_staff else "merchant/base.html"


def _filters(request: HttpRequest) -> list[Filter]:
    states = [(code, str(label)) for code, (label, _tone) in PAYMENT_STATES.items()]
    return filters_from(request, [Filter("state", _("State"), [("", _("All")), *states]),
                                  Filter("q", _("Number, order number or last four digits"))])


def _filtered(payments: list[Payment], filters: list[Filter], marks: Mapping[int, OrderMark]) -> list[Payment]:
    state, wanted = (item.value for item in filters)
    wanted = wanted.lower()
    return [payment for payment in payments if (not state or payment.shown_state == state) and
            (not wanted or wanted in payment.shown_id.lower() or payment.masked.endswith(wanted) or
             (payment.id in marks and wanted in marks[payment.id].order_number.lower()))]


def _lines(payments: list[Payment], marks: Mapping[int, OrderMark]) -> Iterator[Any]:
    writer = csv.writer(_Echo())
    yield "\N{ZERO WIDTH NO-BREAK SPACE}"
    yield writer.writerow(["payment", "time", "card", "order_cny", "refunded_cny", "fee_cny", "state", "order_number",
                           "order_paid_times"])
    for payment in payments:
        mark = marks.get(payment.id)
        yield writer.writerow([payment.shown_id, payment.created_at.isoformat(timespec="seconds"), card_words(payment), payment.order.major,
                               payment.refunded.major, payment.merchant_fee.major, payment.shown_state,
                               _cell(mark.order_number) if mark else "", len(mark.paid) if mark else ""])


def _cell(number: str) -> str:
    """A number that came with a code, as a cell that no spreadsheet takes for a formula."""
    return f"'{number}" if number[:1] in FORMULA_SIGNS else number

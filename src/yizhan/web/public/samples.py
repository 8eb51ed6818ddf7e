"""Files to fill in: an invoice list and yearly statements, in the spellings that the readers know."""

import csv
from io import StringIO

from django.http import HttpRequest, HttpResponse

from yizhan.enterprise.statement_reader import template_rows
from yizhan.web.doors import door, today

INVOICE_HEAD = ("进销项", "发票代码", "发票号码", "开票日期", "对方名称", "对方识别号", "金额", "税额", "价税合计", "是否作废")
# One invoice on paper (code and eight digits), one digital (twenty digits, no code), one void and one return.
INVOICE_ROWS = (
    ("销项", "044002600111", "10000001", "2026-09-03", "示例客户有限公司", "", "10000.00", "1300.00", "11300.00", "否"),
    ("销项", "", "26442000000123456789", "2026-09-18", "示例客户有限公司", "", "25000.00", "3250.00", "28250.00", "否"),
    ("销项", "044002600111", "10000002", "2026-10-09", "另一客户有限公司", "", "8000.00", "1040.00", "9040.00", "是"),
    ("销项", "", "26442000000123456790", "2026-10-15", "示例客户有限公司", "", "-5000.00", "-650.00", "-5650.00", "否"),
    ("进项", "044003600111", "20000001", "2026-10-20", "示例供应商有限公司", "", "6000.00", "780.00", "6780.00", "否"),
)
YEARS = 2


@door("public.read")
def invoices(request: HttpRequest) -> HttpResponse:
    """A small invoice list to copy from; delete its rows before use."""
    return _download("invoices.csv", (INVOICE_HEAD, *INVOICE_ROWS))


@door("public.read")
def statements(request: HttpRequest) -> HttpResponse:
    """The empty statement template of the last two whole years."""
    year = today().year
    return _download("statements.csv", template_rows(range(year - YEARS, year)))


def _download(name: str, rows) -> HttpResponse:
    """A CSV that spreadsheet programs open with the right letters: UTF-8 with a mark at its head."""
    text = StringIO()
    csv.writer(text).writerows(rows)
    response = HttpResponse("\N{ZERO WIDTH NO-BREAK SPACE}" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

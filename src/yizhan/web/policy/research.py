"""加计扣除: the deduction of a year from project ledgers typed, pasted or sent as XLSX; nothing is stored.

The result carries the lines in a hidden field, so that the print-ready ledger needs no storage either.
"""

from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.policy.choices import all_choice_words
from yizhan.policy.research.assets import CapitalisedResult
from yizhan.policy.research.deduction import Deduction, ResearchYear, compute, summary
from yizhan.policy.research.ledger import Head, ProjectLedger, ledgers_of
from yizhan.policy.research.ledger_reader import HEADS, LedgerImport, ledger_text, read_ledger, read_ledger_text
from yizhan.policy.research.papers import HEAD_LABELS, papers_to_keep, printed
from yizhan.web.components import Part
from yizhan.web.doors import door
from yizhan.web.formats import bilingual
from yizhan.web.forms import MoneyField, add_refusal
from yizhan.web.refusals import refusal_text
from yizhan.web.tables import Column, Table

LINES_MAX = 5_000
YEARS = (2016, 2099)
# What the print-ready ledger needs beside the lines.
KEPT = ("category", "tax_rate", "carried_material", "capitalised_cost", "capitalised_from", "capitalised_years")
FIELD_WORDS = {
    "project": gettext_lazy("Project"),
    "project_name": gettext_lazy("Name of the project"),
    "booked_on": gettext_lazy("Day"),
    "voucher": gettext_lazy("Voucher"),
    "head": gettext_lazy("Head"),
    "amount": gettext_lazy("Amount"),
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Rows to delete: one project with four of the six heads.
SAMPLE = (
    ("RD01", "传感器", "2025-03-31", "记-12", "人员人工", "120000"),
    ("RD01", "传感器", "2025-05-20", "记-31", "直接投入", "45000"),
    ("RD01", "传感器", "2025-06-30", "记-40", "折旧", "8000"),
    ("RD01", "传感器", "2025-09-10", "记-77", "其他相关费用", "15000"),
)


class LedgerForm(forms.Form):
    """Lines of costs and what the sum depends on."""

    lines = forms.CharField(
        label=gettext_lazy("Lines of costs"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "Paste from a spreadsheet or type, one cost a line: project, its name, day, voucher, head, amount in yuan."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or an XLSX file with these columns"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )
    category = forms.ChoiceField(label=gettext_lazy("Category of the enterprise"))
    tax_rate = forms.DecimalField(
        label=gettext_lazy("Income tax rate in per cent"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        initial=25,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    carried_material = MoneyField(label=gettext_lazy("Sold material carried over from the year before"), required=False)
    capitalised_cost = MoneyField(label=gettext_lazy("Cost of a capitalised result"), required=False)
    capitalised_from = forms.IntegerField(
        label=gettext_lazy("Its first year of amortisation"), required=False, min_value=YEARS[0], max_value=YEARS[1]
    )
    capitalised_years = forms.IntegerField(label=gettext_lazy("Years of amortisation"), required=False, min_value=1, max_value=50)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["category"].choices = [(code, bilingual(words)) for code, words in all_choice_words()["research_category"].items()]

    def clean(self) -> dict[str, Any]:
        """A capitalised result needs its cost, its first year and its term."""
        values = super().clean()
        told = [values.get(name) for name in ("capitalised_cost", "capitalised_from", "capitalised_years")]
        if any(told) and not all(told):
            self.add_error("capitalised_cost", _("A capitalised result needs its cost, its first year and its years."))
        return values


@dataclass(frozen=True, slots=True)
class PrintedLedger:
    """One project's ledger for print."""

    project: str
    name: str
    table: Table


@door("public.policy", "GET", "POST")
def calculator(request: HttpRequest) -> HttpResponse:
    """The form; sent, the sum of the year with its steps, or the ledgers for print."""
    if request.method == "GET":
        return _page(request, LedgerForm())
    form = LedgerForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    found = _lines(form)
    refused = found if isinstance(found, Refusal) else _refusal(found)
    if refused is not None:
        add_refusal(form, refused, lines="lines")
        problems = found.problems if isinstance(found, LedgerImport) else ()
        return _page(request, form, status=422, problems=problems)
    year = _year(form, ledgers_of(found.lines))
    if "print" in request.POST:
        return render(
            request, "policy/ledger_print.html", _result(year, found) | {"ledgers": [_printed(ledger) for ledger in year.ledgers]}
        )
    kept = [("lines", ledger_text(found.lines)), *((name, form.data.get(name, "")) for name in KEPT)]
    return _page(request, form, problems=found.problems, hidden=kept, **_result(year, found))


@door("public.policy")
def template(request: HttpRequest) -> HttpResponse:
    """An XLSX file with the columns and four sample rows."""
    from openpyxl import Workbook

    book, content = Workbook(), BytesIO()
    for row in (("项目编号", "项目名称", "日期", "凭证号", "费用类别", "金额"), *SAMPLE):
        book.active.append(row)
    book.save(content)
    return HttpResponse(
        content.getvalue(), content_type=XLSX, headers={"Content-Disposition": 'attachment; filename="research-ledger.xlsx"'}
    )


def _lines(form: LedgerForm) -> LedgerImport | Refusal:
    file = form.cleaned_data["file"]
    return read_ledger(file.read()) if file else read_ledger_text(form.cleaned_data["lines"])


def _refusal(found: LedgerImport) -> Refusal | None:
    years = sorted({line.booked_on.year for line in found.lines})
    if not found.lines:
        return refuse("ledger_empty")
    if len(found.lines) > LINES_MAX:
        return refuse("ledger_too_long", rows_max=LINES_MAX)
    if len(years) > 1 or not YEARS[0] <= years[0] <= YEARS[1]:
        return refuse("ledger_years", years=", ".join(map(str, years)))
    return None


def _year(form: LedgerForm, ledgers: tuple[ProjectLedger, ...]) -> ResearchYear:
    values = form.cleaned_data
    cost = values["capitalised_cost"]
    capitalised = (CapitalisedResult(cost, values["capitalised_from"], values["capitalised_years"]),) if cost else ()
    return ResearchYear(
        ledgers[0].year,
        ledgers,
        values["category"],
        values["tax_rate"] / Decimal(100),
        capitalised,
        values["carried_material"] or Money.zero(),
    )


def _result(year: ResearchYear, found: LedgerImport) -> dict[str, Any]:
    deduction = compute(year)
    return {
        "deduction": deduction,
        "steps": _steps(deduction, year),
        "summary": _summary(year),
        "papers": [bilingual(paper) for paper in papers_to_keep()],
        "projects": len(year.ledgers),
    }


def _steps(found: Deduction, year: ResearchYear) -> list[Part]:
    """The sum of the year in the order in which it is made."""
    steps = [
        Part(_("Five heads, less what non-taxable income and sold material take"), found.five_heads),
        Part(
            _("Other related costs that count"),
            found.other_allowed,
            _("of %(actual)s booked; at most a tenth of the whole") % {"actual": f"¥{found.other_actual.major:,.2f}"},
        ),
        Part(_("Outsourced at home, 80 %"), found.outsourced_domestic),
        Part(_("Less special income"), -found.special_income if found.special_income else found.special_income),
        Part(_("Domestic base"), found.domestic_base),
        Part(_("Research abroad that counts"), found.abroad, _("80 %, at most two thirds of the domestic base")),
        Part(_("Base"), found.base),
        Part(_("Extra deduction on costs"), found.extra_expensed),
        Part(_("Extra deduction on amortised results"), found.extra_amortised),
        Part(_("Extra deduction in all"), found.extra),
        Part(_("Tax saved at %(rate)s") % {"rate": f"{year.tax_rate:.2%}"}, found.tax_saved, decides=True),
    ]
    if found.material_carried:
        steps.append(Part(_("Sold material to carry into next year"), found.material_carried))
    return steps


def _summary(year: ResearchYear) -> Table:
    columns = [Column("project", _("Project")), Column("head", _("Head")), Column("amount", _("Amount"), "money")]
    rows = [{"project": project, "head": bilingual(HEAD_LABELS[Head(head)]), "amount": amount} for project, head, amount in summary(year)]
    return Table(_("Summary of the ledgers (研发支出辅助账汇总表)"), columns, rows)


def _printed(ledger: ProjectLedger) -> PrintedLedger:
    columns = [
        Column("day", _("Day"), "day"),
        Column("voucher", _("Voucher")),
        Column("head", _("Head")),
        Column("amount", _("Amount"), "money"),
        Column("running", _("Running total"), "money"),
    ]
    rows = [
        {"day": row.booked_on, "voucher": row.voucher, "head": bilingual(row.head), "amount": row.amount, "running": row.running}
        for row in printed(ledger)
    ]
    return PrintedLedger(ledger.project, ledger.name, Table(f"{ledger.project} {ledger.name}", columns, rows))


def _page(request: HttpRequest, form: LedgerForm, status: int = 200, problems: tuple = (), **context: Any) -> HttpResponse:
    heads = [(spelling, bilingual(HEAD_LABELS[head])) for spelling, head in HEADS.items() if not spelling.isascii()]
    shown = [
        (problem.line, FIELD_WORDS[problem.field], refusal_text({"code": problem.code, "facts": problem.facts})) for problem in problems
    ]
    return render(request, "policy/research.html", {"form": form, "heads": heads, "problems": shown, **context}, status=status)

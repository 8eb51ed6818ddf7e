"""The products with their figures and where these come from; and the way from here into an application."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.credit.parameters import Parameters
from yizhan.credit.pricing import Price, price_of
from yizhan.credit.products import Figure, Product, products
from yizhan.web.components import SummaryRow
from yizhan.web.doors import door, today
from yizhan.web.formats import bilingual, fact, money_with_short, percent
from yizhan.web.vocabulary import DOCUMENTS, REPAYMENT_FORMS, STAGES, purpose_words, word
from yizhan.workflows import access

GRADES = ("A", "B", "C", "D")


@dataclass(frozen=True, slots=True)
class ShownProduct:
    """A product as its card shows it."""

    code: str
    name: str
    summary: str
    rows: list[SummaryRow]


@door("public.read")
def product_list(request: HttpRequest) -> HttpResponse:
    """All products in force today."""
    parameters = Parameters(today())
    return render(request, "public/products.html", {"products": [_shown(item, parameters) for item in products(today())]})


@door("public.read")
def apply(request: HttpRequest) -> HttpResponse:
    """Where an application begins for this visitor: an account, an enterprise, or the form itself."""
    wanted = request.GET.get("product", "")
    query = f"?product={wanted}" if wanted in {item.code for item in products(today())} else ""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('sign_up')}?next={reverse('apply')}{query}")
    if request.user.is_branch_staff:
        return redirect("home")
    own = list(access.enterprises(request.user)[:2])
    if not own:
        return redirect(reverse("my_enterprise_new") + query)
    return redirect(reverse("my_application_new", args=[own[0].id]) + query if len(own) == 1 else reverse("my_cases"))


def _shown(item: Product, parameters: Parameters) -> ShownProduct:
    forms = [word(REPAYMENT_FORMS, terms.form.value) for terms in item.forms.value]
    months = _("%(least)s to %(most)s months") % {"least": item.term_months_min.value, "most": item.term_months_max.value}
    amounts = f"{money_with_short(item.amount_min.value)} – {money_with_short(item.limit_max.value)}"
    rows = [
        _row(_("For enterprises in"), fact([word(STAGES, stage.value) for stage in item.stages.value]), item.stages),
        _row(_("Amount"), amounts, item.limit_max),
        _row(_("Term"), months, item.term_months_max),
        _price_row(item, parameters),
        _row(_("Repayment"), fact(forms), item.forms),
        _row(_("The money may pay for"), fact([purpose_words(code, parameters.on) for code in item.purposes.value]), item.purposes),
        _row(_("Fee for early repayment"), _fee(item), item.prepayment_fee),
        _row(_("You upload"), fact([word(DOCUMENTS, code) for code in item.documents.value]), item.documents),
    ]
    return ShownProduct(item.code, bilingual(item.name), bilingual(item.summary), rows)


def _row(label: str, value: str, figure: Figure) -> SummaryRow:
    return SummaryRow(label, value, assumption=_("not published") if figure.is_assumption else "")


def _price_row(item: Product, parameters: Parameters) -> SummaryRow:
    found = [price for grade in GRADES if isinstance(price := price_of(item, grade, parameters), Price)]
    if not found:
        return SummaryRow(_("Yearly rate"), _("not known"))
    words = _("%(low)s to %(high)s by grade: LPR %(lpr)s plus %(least)s to %(most)s") % {
        "low": percent(found[0].annual), "high": percent(found[-1].annual), "lpr": percent(found[0].lpr.annual),
        "least": percent(found[0].spread), "most": percent(found[-1].spread)}
    return SummaryRow(_("Yearly rate"), words, assumption=_("not published") if any(price.notes for price in found) else "")


def _fee(item: Product) -> str:
    fee = item.prepayment_fee.value
    return _("%(share)s of the principal repaid early") % {"share": percent(fee)} if fee else _("none")

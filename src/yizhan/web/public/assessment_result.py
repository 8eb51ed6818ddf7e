"""How a self-assessment ends, as the page shows it: verdict, conditions, range with its parts, next step."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yizhan.credit.assessment_effects import IndicativeRange
from yizhan.credit.limit import LimitPart
from yizhan.credit.products import Product
from yizhan.credit.self_assessment import Assessment, Outcome, ProductResult
from yizhan.web.components import Opened, Part, Pill
from yizhan.web.formats import bilingual, fact, money_with_short
from yizhan.web.reasons import ReasonWords, all_reason_words
from yizhan.web.vocabulary import LIMIT_PARTS, word


@dataclass(frozen=True, slots=True)
class ShownResult:
    """One product's result in words."""

    code: str
    name: str
    summary: str
    outcome: str
    headline: str
    pill: Pill
    conditions: list[ReasonWords]
    unknown: list[ReasonWords]
    reasons: list[ReasonWords]
    range_low: Any
    range_high: Any
    opened: tuple[Opened, ...]


def shown_result(assessment: Assessment) -> dict[str, Any]:
    """The best product first; of the others, those that could still fit before those that do not."""
    others = sorted(assessment.others, key=lambda item: list(Outcome).index(item.outcome))
    return {"best": _shown(assessment.best), "others": [_shown(item) for item in others]}


def _shown(item: ProductResult) -> ShownResult:
    name = bilingual(item.product.name)
    span = item.range
    return ShownResult(
        code=item.product.code, name=name, summary=bilingual(item.product.summary), outcome=item.outcome.value,
        headline=_headline(item, name), pill=_pill(item.outcome), conditions=all_reason_words(item.conditions),
        unknown=all_reason_words(item.unknown), reasons=all_reason_words(item.reasons),
        range_low=span.low if span else None, range_high=span.high if span else None,
        opened=_opened(span, item.product) if span else ())


def _headline(item: ProductResult, name: str) -> str:
    if item.outcome is Outcome.QUALIFY:
        return _("You qualify for %(product)s") % {"product": name}
    if item.outcome is Outcome.NOT_THIS_PRODUCT:
        return _("%(product)s does not fit") % {"product": name}
    if item.conditions:
        return _("You would qualify for %(product)s if …") % {"product": name}
    return _("You may qualify for %(product)s") % {"product": name}


def _pill(outcome: Outcome) -> Pill:
    return {
        Outcome.QUALIFY: Pill(_("Fits"), "good"),
        Outcome.WOULD_QUALIFY_IF: Pill(_("Fits under conditions"), "waiting"),
        Outcome.NOT_THIS_PRODUCT: Pill(_("Does not fit"), "bad"),
    }[outcome]


def _opened(span: IndicativeRange, product: Product) -> tuple[Opened, ...]:
    ends = ((_("Lower end"), span.low, span.parts_low, _("lowest sales of your answer, lowest grade that still lends")),
            (_("Upper end"), span.high, span.parts_high, _("highest sales of your answer, best grade")))
    return tuple(Opened(label, money_with_short(amount), tuple(_part(part, parts) for part in parts), source=source,
                        assumption=_("the branch's own figures; no published ones exist"))
                 for label, amount, parts, source in ends)


def _part(part: LimitPart, parts: tuple[LimitPart, ...]) -> Part:
    known = [item.amount for item in parts if item.amount is not None]
    note = {"need": _note_of_need, "repayment_capacity": _note_of_capacity, "grade_cap": _note_of_grade}.get(part.code.value)
    return Part(word(LIMIT_PARTS, part.code.value), part.amount if part.amount is not None else _("not known"),
                note(part) if note and part.facts else "", decides=part.amount is not None and part.amount == min(known))


def _note_of_need(part: LimitPart) -> str:
    return _("estimated from sales") if part.is_estimated else ""


def _note_of_capacity(part: LimitPart) -> str:
    facts = part.facts
    return _("%(sales)s of sales × %(share)s free for repayment × %(months)s months ÷ 12 ÷ %(coverage)s") % {
        "sales": fact(facts["sales"]), "share": f"{facts['share']:.0%}", "months": facts["term_months"], "coverage": facts["coverage"]}


def _note_of_grade(part: LimitPart) -> str:
    if "share" not in part.facts:
        return ""
    return _("grade %(grade)s: %(share)s of %(cap)s") % {
        "grade": part.facts["grade"], "share": f"{part.facts['share']:.0%}", "cap": fact(part.facts["cap"])}

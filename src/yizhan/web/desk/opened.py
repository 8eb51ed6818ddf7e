"""Numbers of a decision opened to what they come from: limit, its parts, the need's working, the price."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from yizhan.kernel.money import Money
from yizhan.web.components import Opened, Part
from yizhan.web.desk.words import ROUTES
from yizhan.web.formats import as_money, day, money, number, percent
from yizhan.web.reasons import reason_words
from yizhan.web.vocabulary import LIMIT_PARTS, word

Stored = Mapping[str, Any]


def limit_opened(limit: Stored) -> Opened:
    """The limit as the smallest of its parts."""
    parts = [
        Part(word(LIMIT_PARTS, part["code"]), _amount(part["amount"]), decides=part["code"] == limit["binding"]) for part in limit["parts"]
    ]
    note = _("Provisional: a part is open.") if limit["is_provisional"] else ""
    return Opened(_("Limit: the smallest of four"), as_money(limit["amount"]), parts, note, open=True)


def part_opened(part: Stored, need: Stored | None) -> Opened:
    """One part of the limit with its numbers; that of the need with its working, line by line."""
    facts, label = part["facts"], word(LIMIT_PARTS, part["code"])
    parts, formula = _PARTS[part["code"]](facts) if facts else ((), "")
    if part["code"] == "need" and need:
        parts = (*(Part(reason_words(step).what, "") for step in need["steps"]), *parts)
    open_points = " ".join(reason_words(reason).what for reason in part["open"])
    assumption = _("a figure of this part is set by the project") if part["is_assumption"] else ""
    return Opened(label, _amount(part["amount"]), parts, " ".join(filter(None, (formula, open_points))), assumption=assumption)


def price_opened(price: Stored) -> Opened:
    """LPR and spread, each with its day and its proof."""
    rate = price["lpr"]
    parts = (
        Part(
            _("LPR of %(tenor)s") % {"tenor": rate["tenor"]},
            percent(rate["annual"]),
            _("in force since %(day)s") % {"day": day(rate["effective_from"])},
        ),
        Part(_("Spread of grade %(grade)s") % {"grade": price["grade"]}, percent(price["spread"])),
    )
    notes = " ".join(reason_words(note).what for note in price["notes"])
    formula = f"{percent(rate['annual'])} + {percent(price['spread'])} = {percent(price['annual'])}"
    return Opened(_("Price a year"), percent(price["annual"]), parts, formula, rate["source"], notes)


def _amount(amount: Stored | None) -> Money | str:
    return as_money(amount) if amount else _("not known")


def _cap_part(facts: Stored) -> tuple[tuple[Part, ...], str]:
    return (Part(_("Set by the product"), _amount(facts["cap"])),), ""


def _need_part(facts: Stored) -> tuple[tuple[Part, ...], str]:
    return (
        Part(_("Need"), _amount(facts["need"])),
        Part(_("Room for a new loan"), _amount(facts["room"]), word(ROUTES, facts["rule"])),
    ), ""


def _capacity_part(facts: Stored) -> tuple[tuple[Part, ...], str]:
    parts = (
        Part(_("Yearly sales, the lower of invoices and statements"), _amount(facts["sales"])),
        Part(_("Share of sales free for debt"), percent(facts["share"])),
        Part(_("Term"), _("%(months)s months") % {"months": facts["term_months"]}),
        Part(_("Coverage"), number(facts["coverage"])),
        Part(_("Free cash in the term"), _amount(facts["free_cash"])),
        Part(
            _("Present debt that falls due"),
            _amount(facts["debt_due"]),
            _("of %(debt)s in all") % {"debt": money(facts["debt"])} if facts["debt"] else "",
        ),
    )
    formula = (
        f"{money(facts['sales'])} × {percent(facts['share'])} × {facts['term_months']} ÷ 12 ÷ {number(facts['coverage'])}"
        f" − {money(facts['debt_due'])}"
    )
    return parts, formula


def _grade_part(facts: Stored) -> tuple[tuple[Part, ...], str]:
    if "share" not in facts:
        return (Part(_("Grade"), facts["grade"]),), ""
    return (), f"{money(facts['cap'])} × {percent(facts['share'], 0)} ({_('grade %(grade)s') % {'grade': facts['grade']}})"


_PARTS = {"product_cap": _cap_part, "need": _need_part, "repayment_capacity": _capacity_part, "grade_cap": _grade_part}

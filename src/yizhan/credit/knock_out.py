"""Knock-out rules (准入规则), dated and three-valued: what is unknown goes to a person, it never refuses.

The reason of an unmet rule is `<rule>_unmet`, that of an unknown one `<rule>_unknown`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from yizhan.credit.decision_inputs import DecisionInputs, Request, Sales, Standing
from yizhan.credit.parameters import Parameters
from yizhan.credit.reasons import Reason
from yizhan.credit.verdict import Verdict
from yizhan.kernel.money import Money

FILE = "knock_out.yaml"
EVERY_PRODUCT = "any"

# What a rule says of the inputs and its dated value: whether it holds (None: not known), and the facts for its words.
Answer = tuple[bool | None, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Check:
    """One rule's end; `reason` says why when it is unmet or unknown. `is_assumption`: no source sets the threshold.

    `can_be_mended` tells whether the applicant can do something about it in time.
    """

    rule: str
    verdict: Verdict
    reason: Reason | None
    effective_from: date
    is_assumption: bool
    can_be_mended: bool


def check_rules(inputs: DecisionInputs, parameters: Parameters) -> tuple[Check, ...]:
    """Every rule in force for the product of the request, in the order of knock_out.yaml."""
    found = (check_rule(rule, inputs.request, inputs.standing, inputs.sales, parameters)
             for rule in rules_of(inputs.request.product, parameters))
    return tuple(check for check in found if check is not None)


def rules_of(product: str, parameters: Parameters) -> tuple[str, ...]:
    """The rules that a product has, its own and those of every product."""
    names = (name.split(".", 1) for name in parameters.names(FILE))
    return tuple(dict.fromkeys(rule for owner, rule in names if owner in (product, EVERY_PRODUCT)))


def check_rule(rule: str, request: Request, standing: Standing, sales: Sales, parameters: Parameters) -> Check | None:
    """One rule; the product's own version stands above that of every product. None when none is in force."""
    own = parameters.version_or_none(FILE, f"{request.product}.{rule}")
    version = own or parameters.version_or_none(FILE, f"{EVERY_PRODUCT}.{rule}")
    if version is None:
        return None
    holds, facts = _RULES[rule](request, standing, sales, version.value)
    verdict = {True: Verdict.MET, False: Verdict.UNMET, None: Verdict.UNKNOWN}[holds]
    reason = None if holds else Reason(f"{rule}_{verdict.value}", facts)
    return Check(rule, verdict, reason, version.effective_from, version.is_assumption,
                 version.value["if_unmet"] == "condition")


def _uscc(_request: Request, standing: Standing, _sales: Sales, _value: Mapping[str, Any]) -> Answer:
    return standing.uscc_valid, {}


def _dishonest_list(_request: Request, standing: Standing, _sales: Sales, _value: Mapping[str, Any]) -> Answer:
    return None if standing.on_dishonest_list is None else not standing.on_dishonest_list, {}


def _overdue(_request: Request, standing: Standing, _sales: Sales, value: Mapping[str, Any]) -> Answer:
    days = standing.overdue_days
    return None if days is None else days <= value["days_max"], {"days": days, "days_max": value["days_max"]}


def _purpose(request: Request, _standing: Standing, _sales: Sales, value: Mapping[str, Any]) -> Answer:
    known = None if request.purpose is None else request.purpose not in value["barred"]
    return known, {"purpose": request.purpose, "barred": tuple(value["barred"])}


def _sector(_request: Request, standing: Standing, _sales: Sales, value: Mapping[str, Any]) -> Answer:
    known = None if not standing.sector else standing.sector not in value["excluded"]
    return known, {"sector": standing.sector, "excluded": tuple(value["excluded"])}


def _park(_request: Request, standing: Standing, _sales: Sales, _value: Mapping[str, Any]) -> Answer:
    return standing.in_park, {}


def _tax_grade(_request: Request, standing: Standing, _sales: Sales, value: Mapping[str, Any]) -> Answer:
    known = None if not standing.tax_grade else standing.tax_grade in value["allowed"]
    return known, {"grade": standing.tax_grade, "allowed": tuple(value["allowed"])}


def _company_age(_request: Request, standing: Standing, _sales: Sales, value: Mapping[str, Any]) -> Answer:
    months = standing.age_months
    known = None if months is None else months >= value["months_min"]
    return known, {"months": months, "months_min": value["months_min"]}


def _recent_sales(_request: Request, _standing: Standing, sales: Sales, value: Mapping[str, Any]) -> Answer:
    months = sales.months_since_last_sale
    facts = {"months": months, "months_max": value["months_max"]}
    if months is not None:
        return months <= value["months_max"], facts
    never_sold = sales.sales_12 is not None and not sales.sales_12
    return False if never_sold else None, facts


def _sales_volume(_request: Request, _standing: Standing, sales: Sales, value: Mapping[str, Any]) -> Answer:
    least = Money.of(value["yearly_min"])
    known = None if sales.sales_12 is None else sales.sales_12 >= least
    return known, {"sales": sales.sales_12, "least": least}


def _void_share(_request: Request, _standing: Standing, sales: Sales, value: Mapping[str, Any]) -> Answer:
    most = Decimal(value["share_max"])
    known = None if sales.void_share is None else sales.void_share <= most
    return known, {"share": sales.void_share, "share_max": most}


_RULES: dict[str, Callable[[Request, Standing, Sales, Mapping[str, Any]], Answer]] = {
    "uscc": _uscc, "dishonest_list": _dishonest_list, "overdue": _overdue, "purpose": _purpose, "sector": _sector,
    "park": _park, "tax_grade": _tax_grade, "company_age": _company_age, "recent_sales": _recent_sales,
    "sales_volume": _sales_volume, "void_share": _void_share,
}
RULE_CODES = tuple(_RULES)

"""The decision: knock-outs, score, need, limit, price, outcome; stored with all it read, so that it replays.

See docs/algorithms/decision.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from yizhan.credit.decision_inputs import DecisionInputs
from yizhan.credit.knock_out import Check, check_rules
from yizhan.credit.limit import Limit, PartCode, limit_of
from yizhan.credit.need import Need, assess_need
from yizhan.credit.parameters import FOLDER, Parameters, UsedVersion, check_pinned
from yizhan.credit.pricing import Price, price_of
from yizhan.credit.products import Product, check_request, product
from yizhan.credit.reasons import Reason
from yizhan.credit.stored_values import revive
from yizhan.credit.verdict import Verdict
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import fingerprint, plain

# Rises when the code of a rule changes what it computes: a decision of another version is not replayed silently.
RULES_VERSION = "1"


class DecisionOutcome(StrEnum):
    """How a decision ends."""

    APPROVE = "approve"
    REFUSE = "refuse"
    MANUAL_REVIEW = "manual_review"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules say about inputs.

    `amount` is the smaller of limit and request, None where the outcome is refuse. `reasons` are those of the
    outcome: what refuses, or what a person has to look at; () for an approval.
    """

    inputs: DecisionInputs
    outcome: DecisionOutcome
    reasons: tuple[Reason, ...]
    checks: tuple[Check, ...]
    need: Need | None
    limit: Limit
    price: Price | None
    amount: Money | None
    used: tuple[UsedVersion, ...]
    rules_version: str


def decide(inputs: DecisionInputs, folder: Path = FOLDER) -> Decision | Refusal:
    """The decision on `inputs.decision_date`.

    Refusals: the product is not in force (`product_not_offered`), or the request is outside it (the first of
    `products.check_request`). A "no" on the merits is no Refusal but a Decision with its reasons.
    """
    return _decide(inputs, Parameters(inputs.decision_date, folder))


def _decide(inputs: DecisionInputs, parameters: Parameters) -> Decision | Refusal:
    wanted = product(inputs.request.product, parameters)
    if isinstance(wanted, Refusal):
        return wanted
    problems = check_request(wanted, inputs.request.amount, inputs.request.term_months, inputs.request.form)
    if problems:
        return problems[0]
    checks = check_rules(inputs, parameters)
    need = assess_need(inputs, parameters)
    limit = limit_of(inputs, wanted, need, parameters)
    price = price_of(wanted, inputs.score.grade, parameters) if inputs.score else None
    outcome, reasons = _outcome(wanted, checks, limit, price)
    refused = outcome is DecisionOutcome.REFUSE
    asked = inputs.request.amount
    amount = None if refused else limit.amount if asked is None else min(asked, limit.amount)
    return Decision(inputs, outcome, reasons, checks, need, limit, None if isinstance(price, Refusal) else price,
                    amount, parameters.used, RULES_VERSION)


def _outcome(wanted: Product, checks: tuple[Check, ...], limit: Limit,
             price: Price | Refusal | None) -> tuple[DecisionOutcome, tuple[Reason, ...]]:
    """What refuses outweighs what is open; only when nothing is open is it an approval."""
    refusing = [check.reason for check in checks if check.verdict is Verdict.UNMET and check.reason]
    refusing += _limit_refusals(wanted, limit)
    if refusing:
        return DecisionOutcome.REFUSE, tuple(refusing)
    unsure = [check.reason for check in checks if check.verdict is Verdict.UNKNOWN and check.reason]
    unsure += limit.open
    if isinstance(price, Refusal):
        unsure.append(Reason(price.code, price.facts))
    if limit.amount < wanted.amount_min.value:
        unsure.append(Reason("limit_below_minimum", {"limit": limit.amount, "minimum": wanted.amount_min.value}))
    found = _once(unsure)
    return (DecisionOutcome.MANUAL_REVIEW if found else DecisionOutcome.APPROVE), found


def _limit_refusals(wanted: Product, limit: Limit) -> list[Reason]:
    """The parts that no further fact can raise and that stay under the least amount the product lends."""
    least = wanted.amount_min.value
    return [Reason(f"{part.code.value}_below_minimum", {"amount": part.amount, "minimum": least, **part.facts})
            for part in limit.parts
            if part.code is not PartCode.PRODUCT_CAP and not part.is_estimated
            and part.amount is not None and part.amount < least]


def _once(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Each code once, the first kept: two parts may miss the same fact."""
    return tuple({reason.code: reason for reason in reversed(list(reasons))}.values())[::-1]


def stored(decision: Decision) -> dict[str, Any]:
    """The decision as JSON-ready data: `inputs`, `result`, `versions`, and the `fingerprint` of these three."""
    result = {name: plain(getattr(decision, name))
              for name in ("outcome", "reasons", "checks", "need", "limit", "price", "amount")}
    data = {"inputs": plain(decision.inputs), "result": result,
            "versions": {"rules": decision.rules_version, "parameters": plain(decision.used)}}
    return {**data, "fingerprint": fingerprint(data)}


def replay(data: Mapping[str, Any], folder: Path = FOLDER) -> Decision | Refusal:
    """The same decision again from stored data, reading the very versions that it read.

    Refusals: `rules_version_changed`, `parameter_version_missing`, `parameter_version_changed`, and `replay_differs`
    when inputs or result were tampered with.
    """
    rules = data["versions"]["rules"]
    if rules != RULES_VERSION:
        return refuse("rules_version_changed", stored=rules, present=RULES_VERSION)
    used = revive(tuple[UsedVersion, ...], data["versions"]["parameters"])
    problem = check_pinned(used, folder)
    if problem is not None:
        return problem
    inputs = revive(DecisionInputs, data["inputs"])
    again = _decide(inputs, Parameters(inputs.decision_date, folder, pinned=used))
    if isinstance(again, Refusal):
        return again
    found = stored(again)["fingerprint"]
    return again if found == data["fingerprint"] else refuse("replay_differs", stored=data["fingerprint"], found=found)

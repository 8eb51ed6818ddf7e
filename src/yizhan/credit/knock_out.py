"""Knock-out rules (准入规则), dated and three-valued: what is unknown goes to a person, it never refuses."""

from dataclasses import dataclass
from datetime import date

from yizhan.credit.decision_inputs import DecisionInputs
from yizhan.credit.parameters import Parameters
from yizhan.credit.reasons import Reason
from yizhan.credit.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Check:
    """One rule's end; `reason` says why when it is unmet or unknown. `is_assumption`: the threshold is the project's own."""

    rule: str
    verdict: Verdict
    reason: Reason | None
    effective_from: date
    is_assumption: bool


def check_rules(inputs: DecisionInputs, parameters: Parameters) -> tuple[Check, ...]:
    """Every rule in force for the product of the request, in the order of knock_out.yaml."""
    raise NotImplementedError

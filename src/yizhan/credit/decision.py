"""The decision: knock-outs, score, need, limit, price, outcome; stored with all it read, so that it replays.

See docs/algorithms/decision.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from yizhan.credit.decision_inputs import DecisionInputs
from yizhan.credit.knock_out import Check
from yizhan.credit.limit import Limit
from yizhan.credit.need import Need
from yizhan.credit.parameters import FOLDER, UsedVersion
from yizhan.credit.pricing import Price
from yizhan.credit.reasons import Reason
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal

# Rises when the code of a rule changes what it computes; a stored decision of another version is not replayed silently.
RULES_VERSION = "1"


class DecisionOutcome(StrEnum):
    """How a decision ends."""

    APPROVE = "approve"
    REFUSE = "refuse"
    MANUAL_REVIEW = "manual_review"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules say about inputs. `amount` is the smaller of limit and request, None when nothing is on offer."""

    inputs: DecisionInputs
    outcome: DecisionOutcome
    reasons: tuple[Reason, ...]
    checks: tuple[Check, ...]
    need: Need | None
    limit: Limit | None
    price: Price | None
    amount: Money | None
    used: tuple[UsedVersion, ...]
    rules_version: str


def decide(inputs: DecisionInputs, folder: Path = FOLDER) -> Decision | Refusal:
    """The decision on `inputs.decision_date`; a product not in force, or a request outside it, is a Refusal."""
    raise NotImplementedError


def stored(decision: Decision) -> dict[str, Any]:
    """The decision as JSON-ready data with inputs, versions, result and the fingerprint of the result."""
    raise NotImplementedError


def replay(data: Mapping[str, Any], folder: Path = FOLDER) -> Decision | Refusal:
    """The same decision again from stored data, reading the versions that it read.

    Refusals: `rules_version_changed`, `parameter_version_missing`, `parameter_version_changed`, `replay_differs`.
    """
    raise NotImplementedError

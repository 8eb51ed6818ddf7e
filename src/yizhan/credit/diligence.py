"""线下调查: a checklist from what the data leave uncertain, findings as values, and their effect on the inputs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from yizhan.credit.decision_inputs import DecisionInputs
from yizhan.credit.knock_out import Check
from yizhan.credit.parameters import Parameters
from yizhan.credit.reasons import Reason
from yizhan.enterprise.profile import Claimed
from yizhan.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """Something to look at on site and why; `field` is the path of an input, `standing.in_park`, or a claimed figure."""

    code: str
    field: str
    why: Reason
    known: Any


class FindingKind(StrEnum):
    """What a look on site led to."""

    CONFIRM = "confirm"
    CORRECT = "correct"
    BLOCK = "block"
    ASK_FOR_MORE = "ask_for_more"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about a field; a correction keeps the old value beside the new one."""

    field: str
    kind: FindingKind
    note: str
    by: str
    old: Any = None
    new: Any = None


@dataclass(frozen=True, slots=True)
class Override:
    """A person sets aside what the model says: what, why, who asked and who approved."""

    subject: str
    before: Any
    after: Any
    reason: str
    proposed_by: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class SiteResult:
    """The inputs after the findings, every correction, what blocks and what is still asked for."""

    inputs: DecisionInputs
    corrections: tuple[Finding, ...]
    blocks: tuple[Finding, ...]
    asked: tuple[Finding, ...]


def checklist(inputs: DecisionInputs, checks: Sequence[Check], figures: Mapping[str, Claimed],
              parameters: Parameters) -> tuple[ChecklistItem, ...]:
    """What is unknown, claimed but unverified, or an outlier by diligence.yaml, each with why; no field twice."""
    raise NotImplementedError


def check_finding(finding: Finding) -> Refusal | None:
    """What a finding lacks: `finding_without_note`, `correction_without_value`; None when it stands."""
    raise NotImplementedError


def check_override(override: Override) -> Refusal | None:
    """`override_without_reason`, `override_same_person`, `override_changes_nothing`; None when it stands."""
    raise NotImplementedError


def apply_findings(inputs: DecisionInputs, findings: Sequence[Finding]) -> SiteResult | Refusal:
    """The inputs with corrected figures, in the order of the findings; the first faulty finding refuses them all."""
    raise NotImplementedError

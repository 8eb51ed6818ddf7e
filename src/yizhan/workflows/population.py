"""A whole population at once: enterprises and invoices from files, then every enterprise through the rules of a decision."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from yizhan.credit.decision import Decision, decide
from yizhan.credit.decision_inputs import Request
from yizhan.credit.schedule import RepaymentForm
from yizhan.enterprise.invoice_features import InvoiceFeatures
from yizhan.kernel.refusal import Refusal
from yizhan.kernel.text import normalise
from yizhan.records.models import Enterprise, Upload
from yizhan.workflows.action import Act, action
from yizhan.workflows.evaluation import inputs_from_profile
from yizhan.workflows.facts import invoice_features
from yizhan.workflows.profiles import build_profile


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One enterprise of the population with what the rules say of it."""

    enterprise: Enterprise
    features: InvoiceFeatures | None
    decision: Decision


@action("invoices.import")
def open_population(act: Act, file_name: str, sha256: str, size_bytes: int, enterprises: list[dict[str, Any]]) -> Upload:
    """Make the enterprises of a population known by their external codes, and open the upload of its invoices."""
    codes = [str(row["enterprise"]) for row in enterprises]
    known = set(Enterprise.objects.filter(external_code__in=codes).values_list("external_code", flat=True))
    Enterprise.objects.bulk_create(
        Enterprise(external_code=code, name=normalise(str(row.get("name") or code)), created_at=act.now)
        for code, row in zip(codes, enterprises, strict=True)
        if code not in known
    )
    upload = Upload.objects.create(
        kind="population",
        file_name=file_name[-255:],
        stored_as="",
        media_type="application/octet-stream",
        sha256=sha256,
        size_bytes=size_bytes,
        uploaded_by=act.actor,
        created_at=act.now,
    )
    act.changed(upload, after={"file_name": upload.file_name, "enterprises_new": len(codes) - len(known)})
    return upload


def evaluate_population(
    as_of: date, decision_date: date, product_code: str, step: Callable[[], None] = lambda: None
) -> Iterator[Evaluated | Refusal]:
    """Every imported enterprise through features, score and decision; nothing is stored.

    Such firms have neither statements nor staff nor codes: what is unknown stays unknown and sends the case to a person.
    """
    features = invoice_features(as_of, None)
    for enterprise in Enterprise.objects.filter(external_code__isnull=False, is_demo=False).order_by("created_at", "id"):
        found = features.get(str(enterprise.id))
        profile = build_profile(enterprise, found, as_of, has_records=False)
        request = Request(product_code, None, 12, RepaymentForm.INTEREST_FIRST)
        decision = decide(inputs_from_profile(profile, request, decision_date))
        step()
        yield decision if isinstance(decision, Refusal) else Evaluated(enterprise, found, decision)


def summary_of(evaluated: list[Evaluated], invoice_count: int) -> dict[str, Any]:
    """Counts for people and machines: enterprises, invoices, with_features, grades, outcomes, reasons, scores."""
    scores = [item.decision.inputs.score for item in evaluated]
    reasons = Counter(reason.code for item in evaluated for reason in item.decision.reasons)
    return {
        "enterprises": len(evaluated),
        "invoices": invoice_count,
        "with_features": sum(item.features is not None and not item.features.is_empty for item in evaluated),
        "grades": dict(sorted(Counter(score.grade for score in scores if score).items())),
        "outcomes": dict(sorted(Counter(str(item.decision.outcome) for item in evaluated).items())),
        "reasons": dict(reasons.most_common()),
        "scores": {str(points): count for points, count in sorted(Counter(score.points for score in scores if score).items())},
    }

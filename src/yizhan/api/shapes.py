"""How records and values look as JSON: amounts in minor units, ids and numbers, never more of a person than is needed."""

import json
from typing import Any

from yizhan.credit.products import Figure, Product
from yizhan.credit.promise import PendingCalendar, PromiseStatus
from yizhan.credit.scorecard.card import Scorecard
from yizhan.credit.self_assessment import ProductResult, Question
from yizhan.kernel.text import mask, plain
from yizhan.records.models import (
    Application,
    ApplicationEvent,
    CardAlarm,
    CardArtefact,
    CardProposal,
    Contract,
    DayEnd,
    Decision,
    Enterprise,
    Evaluation,
    Instalment,
    Loan,
    LoanChange,
    Payout,
    Repayment,
    SiteVisit,
    Upload,
    UploadProblem,
)

CURRENCY = "CNY"


def columns(record: Any, *names: str) -> dict[str, Any]:
    """Some columns of a record as JSON-ready values."""
    return {name: plain(getattr(record, name)) for name in names}


def enterprise(row: Enterprise) -> dict[str, Any]:
    """An enterprise; contact data stay on the page, where showing them is noted."""
    return columns(row, "id", "uscc", "external_code", "name", "industry", "region", "registered_on", "registered_capital_minor", "in_park")


def application(row: Application, promise: PromiseStatus | PendingCalendar | None = None) -> dict[str, Any]:
    """An application with its promise; the payee's account is masked."""
    return columns(
        row,
        "id",
        "number",
        "enterprise_id",
        "product_code",
        "amount_minor",
        "term_months",
        "repayment_form",
        "purpose",
        "purpose_note",
        "payee_name",
        "payee_bank",
        "state",
        "holder_role",
        "holder_id",
        "received_at",
        "due_at",
        "due_state",
        "decided_at",
        "ended_at",
        "created_at",
        "version",
    ) | {"currency": CURRENCY, "payee_account": mask(row.payee_account) if row.payee_account else "", "promise": promise_json(promise)}


def promise_json(status: PromiseStatus | PendingCalendar | None) -> dict[str, Any] | None:
    """A promise: deadline and working time in minutes; with a missing calendar only the year that is missing."""
    if status is None:
        return None
    if isinstance(status, PendingCalendar):
        return {"missing_calendar_year": status.missing_year}
    return {
        "received_at": plain(status.received_at),
        "deadline": plain(status.deadline),
        "is_paused": status.is_paused,
        "is_overdue": status.is_overdue,
        "share_used": str(status.share_used),
        "warnings": [{"share": str(item.share), "due_at": plain(item.due_at)} for item in status.warnings],
        **{f"{name}_minutes": int(getattr(status, name).total_seconds() // 60) for name in ("allowed", "used", "left", "paused")},
    }


def event(row: ApplicationEvent) -> dict[str, Any]:
    """Something that happened to an application."""
    return columns(row, "id", "kind", "at", "actor_id", "from_state", "to_state")


def upload(row: Upload) -> dict[str, Any]:
    """A file and how far its reading is."""
    return columns(
        row,
        "id",
        "application_id",
        "kind",
        "file_name",
        "sha256",
        "size_bytes",
        "state",
        "failure_code",
        "failure_facts",
        "rows_total",
        "rows_read",
        "rows_added",
        "rows_known",
        "rows_voided",
        "rows_conflicting",
        "rows_bad",
        "created_at",
        "finished_at",
    )


def upload_problem(row: UploadProblem) -> dict[str, Any]:
    """A row that could not be taken over; the message is added by the endpoint."""
    return columns(row, "line", "field", "code", "facts")


def evaluation(row: Evaluation) -> dict[str, Any]:
    """A stored model check, with all it read and all that came out."""
    return columns(row, "id", "application_id", "at", "as_of", "decision_date", "fingerprint", "result")


def visit(row: SiteVisit) -> dict[str, Any]:
    """An on-site check with its points and photos."""
    items = [
        columns(item, "id", "position", "code", "why", "fact_name", "effect", "old_value", "new_value", "note", "found_at", "found_by_id")
        for item in row.items.order_by("position")
    ]
    photos = [
        columns(photo, "id", "item_id", "taken_at", "caption") | {"sha256": photo.upload.sha256}
        for photo in row.photos.select_related("upload").order_by("id")
    ]
    return columns(row, "id", "application_id", "visitor_id", "planned_for", "place", "finished_at", "summary") | {
        "items": items,
        "photos": photos,
    }


def card_in_force(product_code: str, card: Scorecard) -> dict[str, Any]:
    """The card that scores a product."""
    return {"product": product_code, "card_id": card.card_id, "name": card.name, "version": card.version, "method": card.method}


def card_proposal(row: CardProposal) -> dict[str, Any]:
    """A proposed card: who proposed and reviewed it, its checks, and the days on which it scores."""
    found = columns(
        row,
        "id",
        "product_code",
        "kind",
        "state",
        "note",
        "checks",
        "step",
        "document_name",
        "document_sha256",
        "proposed_by_id",
        "created_at",
        "reviewed_by_id",
        "reviewed_at",
        "review_note",
        "effective_from",
        "ended_on",
        "end_reason",
    )
    return found | {"card_id": row.artefact.card_id, "name": row.artefact.name, "version": row.artefact.version}


def card_content(row: CardArtefact) -> dict[str, Any]:
    """The card as its JSON."""
    return json.loads(row.text)


def card_alarm(row: CardAlarm) -> dict[str, Any]:
    """An alarm of the watch."""
    names = ("product_code", "kind", "month", "name", "level", "facts", "created_at", "closed_at", "closed_by_id", "words")
    return columns(row, "id", *names) | {"card_id": row.artefact.card_id}


def decision(row: Decision) -> dict[str, Any]:
    """A decision: proposed by one person, taken by another."""
    return columns(
        row,
        "id",
        "application_id",
        "evaluation_id",
        "outcome",
        "amount_minor",
        "term_months",
        "annual_rate",
        "repayment_form",
        "reasons",
        "override_reason",
        "proposed_by_id",
        "proposed_at",
        "proposal_note",
        "taken_by_id",
        "taken_at",
        "verdict",
        "verdict_note",
    )


def contract(row: Contract) -> dict[str, Any]:
    """An offer with its schedule and all costs; `text_sha256` is what accepting names."""
    return columns(
        row,
        "id",
        "application_id",
        "number",
        "amount_minor",
        "term_months",
        "annual_rate",
        "repayment_form",
        "annualised_simple",
        "annualised_compound",
        "terms",
        "costs",
        "text_sha256",
        "offered_at",
        "expires_on",
        "accepted_at",
    ) | {"currency": CURRENCY}


def loan(row: Loan) -> dict[str, Any]:
    """A loan."""
    return columns(
        row,
        "id",
        "number",
        "application_id",
        "enterprise_id",
        "principal_minor",
        "annual_rate",
        "day_count",
        "repayment_form",
        "term_months",
        "started_on",
        "matures_on",
        "state",
        "loan_account_id",
        "deposit_account_id",
        "payout_journal_id",
    ) | {"currency": CURRENCY}


def loan_change(row: LoanChange) -> dict[str, Any]:
    """A change of terms with its effect: schedules, rates, classes before and after."""
    names = ("id", "loan_id", "kind", "state", "wanted", "effect", "words", "effective_on", "proposed_by_id", "taken_by_id", "taken_at")
    return columns(row, *names)


def day_end(row: DayEnd) -> dict[str, Any]:
    """A closed day with its closing report."""
    return columns(row, "id", "day", "state", "calendar_is_pending", "started_at", "closed_at", "report")


def instalment(row: Instalment) -> dict[str, Any]:
    """One line of a schedule, with what its interest was worked out from."""
    return columns(
        row,
        "number",
        "schedule_version",
        "due_on",
        "opening_minor",
        "principal_minor",
        "interest_minor",
        "closing_minor",
        "paid_principal_minor",
        "paid_interest_minor",
        "state",
        "explanation",
    )


def repayment(row: Repayment) -> dict[str, Any]:
    """Money that came back, and the journal that booked it."""
    return columns(
        row, "id", "loan_id", "kind", "paid_on", "amount_minor", "principal_minor", "interest_minor", "penalty_minor", "fee_minor",
        "excess_minor", "source", "allocation", "is_reversed", "keep", "journal_id"
    )


def payout(row: Payout) -> dict[str, Any]:
    """A payment to outside; the payee's account is masked."""
    return columns(
        row,
        "id",
        "loan_id",
        "reference",
        "amount_minor",
        "payee_name",
        "payee_bank",
        "method",
        "state",
        "reject_code",
        "journal_id",
        "closing_journal_id",
        "sent_at",
        "closed_at",
    ) | {"payee_account": mask(row.payee_account)}


def product(item: Product) -> dict[str, Any]:
    """A product; each figure says where it comes from and whether it is assumed."""
    figures = (
        "stages",
        "limit_max",
        "amount_min",
        "term_months_min",
        "term_months_max",
        "forms",
        "purposes",
        "prepayment_fee",
        "lpr_tenor",
        "documents",
        "consents",
    )
    return {
        "code": item.code,
        "name": plain(item.name),
        "summary": plain(item.summary),
        **{name: figure(getattr(item, name)) for name in figures},
    }


def figure(item: Figure) -> dict[str, Any]:
    """A figure with its source."""
    return plain(item)


def question(item: Question | None) -> dict[str, Any] | None:
    """A question of the self-assessment with its choices."""
    return plain(item) if item is not None else None


def product_result(result: ProductResult) -> dict[str, Any]:
    """What a self-assessment says about a product."""
    return plain(result) | {"product": {"code": result.product.code, "name": plain(result.product.name)}}

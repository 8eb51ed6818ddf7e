"""The parts of a case's page as values of the components: journey, request, identity, claims, visits, decisions, contract."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from yizhan.credit.application import FINAL, State
from yizhan.credit.parameters import Parameters
from yizhan.credit.products import product
from yizhan.kernel.clock import branch_date
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Application, Contract, Decision, Enterprise, Pause, SiteVisit
from yizhan.web.components import Pill, Step, SummaryRow
from yizhan.web.desk.case_file import CaseFile
from yizhan.web.desk.figures import shown_figure
from yizhan.web.desk.words import FINDINGS, PAYMENT_GROUNDS, PAYMENT_METHODS, PROPOSALS, VERDICTS, figure_name, worded_pill
from yizhan.web.doors import CLOCK
from yizhan.web.formats import bilingual, day, fact, moment, percent, uscc
from yizhan.web.labels import role_name, state_pill
from yizhan.web.reasons import ReasonWords, all_reason_words, reason_words
from yizhan.web.vocabulary import FACTS, INDUSTRIES, REPAYMENT_FORMS, purpose_words, word
from yizhan.workflows.applications import product_of
from yizhan.workflows.facts import claimed_facts

# The journey in the order of its steps, each with the states in which it is the current one.
JOURNEY = (
    ("application", (State.DRAFT, State.INCOMPLETE)),
    ("model", (State.COMPLETE, State.EVALUATING)),
    ("visit", (State.ON_SITE,)),
    ("proposal", (State.CHECKED,)),
    ("decision", (State.PROPOSED,)),
    ("offer", (State.APPROVED, State.OFFERED)),
    ("payout", (State.ACCEPTED,)),
)
# Where a step was last if the application stands still or has ended.
STEP_OF_STATE = {state: place for place, (_name, states) in enumerate(JOURNEY) for state in states}


def journey(case: CaseFile) -> list[Step]:
    """The steps of the journey: done, current, to come, or where it ended."""
    names = {
        "application": _("Application"),
        "model": _("Model check"),
        "visit": _("On-site check"),
        "proposal": _("Proposal"),
        "decision": _("Decision"),
        "offer": _("Offer"),
        "payout": _("Payout"),
    }
    state = State(case.application.state)
    place = len(JOURNEY) if state is State.PAID_OUT else _place(case, state)
    here = "stopped" if state in FINAL else "current"
    return [
        Step(names[name], "done" if index < place else here if index == place else "todo") for index, (name, _states) in enumerate(JOURNEY)
    ]


def asked(application: Application) -> list[SummaryRow]:
    """What the enterprise asks for."""
    wanted = product_of(application, branch_date(application.created_at))
    name = application.product_code if isinstance(wanted, Refusal) else bilingual(wanted.name)
    payee = " · ".join(filter(None, (application.payee_name, application.payee_bank, masked(application.payee_account))))
    return [
        SummaryRow(_("Product"), name),
        SummaryRow(_("Amount"), Money(application.amount_minor)),
        SummaryRow(_("Term"), _("%(months)s months") % {"months": application.term_months}),
        SummaryRow(_("Repayment"), word(REPAYMENT_FORMS, application.repayment_form)),
        SummaryRow(_("Purpose"), purpose_words(application.purpose, branch_date(application.created_at)), application.purpose_note),
        SummaryRow(_("Payee"), payee or "–"),
        SummaryRow(_("Applicant"), str(application.applicant), _("begun %(moment)s") % {"moment": moment(application.created_at)}),
    ]


def identity(enterprise: Enterprise) -> list[SummaryRow]:
    """Who the enterprise is."""
    return [
        SummaryRow(_("Unified social credit code"), uscc(enterprise.uscc) if enterprise.uscc else enterprise.external_code or "–"),
        SummaryRow(_("Industry"), word(INDUSTRIES, enterprise.industry)),
        SummaryRow(_("Region"), enterprise.region or "–"),
        SummaryRow(_("Registered"), day(enterprise.registered_on)),
        SummaryRow(
            _("Registered capital"), Money(enterprise.registered_capital_minor) if enterprise.registered_capital_minor is not None else "–"
        ),
        SummaryRow(_("In the park"), fact(enterprise.in_park)),
    ]


def claims(enterprise: Enterprise) -> list[dict[str, Any]]:
    """Each claimed figure beside what was verified, by whom and when."""
    rows = []
    for name, figure in claimed_facts(enterprise).items():
        path, last = f"claim.{name}", figure.findings[-1] if figure.findings else None
        state = (
            Pill(_("differs"), "waiting") if figure.differs else Pill(_("verified"), "good") if last else Pill(_("claimed only"), "neutral")
        )
        rows.append(
            {
                "name": word(FACTS, name),
                "claimed": shown_figure(path, figure.value),
                "verified": shown_figure(path, last.value) if last else "–",
                "by": f"{last.by} · {last.on}" if last else "",
                "state": state,
            }
        )
    return rows


def visits(found: list[SiteVisit]) -> list[dict[str, Any]]:
    """Each visit with its items in words and how many are open."""
    return [
        {
            "visit": visit,
            "items": [item_words(item) for item in visit.items.all()],
            "open": sum(item.found_at is None for item in visit.items.all()),
            "photos": list(visit.photos.all()),
            "told": _told(visit),
        }
        for visit in found
    ]


def item_words(item: Any) -> dict[str, Any]:
    """One point of a checklist: why it is asked, what is known, and what was found."""
    path = item.fact_name
    claimed = item.why.get("code") == "claim_unverified"
    why = (
        ReasonWords(_("Claimed by the enterprise; nobody has checked it."), reason_words(item.why).action)
        if claimed
        else reason_words(item.why)
    )
    return {
        "item": item,
        "name": figure_name(path),
        "why": why.what,
        "how": why.action,
        "known": shown_figure(path, item.old_value),
        "found": worded_pill(FINDINGS, item.effect) if item.effect else None,
        "new": shown_figure(path, item.new_value) if item.effect == "correct" else "",
    }


def decisions(found: list[Decision]) -> list[dict[str, Any]]:
    """Each proposal with its reasons in words and what became of it."""
    return [
        {
            "decision": decision,
            "outcome": outcome_pill(decision),
            "verdict": worded_pill(VERDICTS, decision.verdict),
            "reasons": all_reason_words(decision.reasons),
            "rows": _decision_rows(decision),
        }
        for decision in found
    ]


def outcome_pill(decision: Decision) -> Pill:
    """What was proposed, or once confirmed what was decided."""
    if decision.verdict == "confirmed":
        return state_pill("decision", decision.outcome)
    return worded_pill(PROPOSALS, decision.outcome)


def contract(found: Contract | None) -> dict[str, Any] | None:
    """The offer in rows, with the address of the page that the applicant sees."""
    if found is None:
        return None
    payment = found.terms["payment"]
    grounds = "; ".join(word(PAYMENT_GROUNDS, ground) for ground in payment["grounds"])
    accepted = (
        f"{moment(found.accepted_at)} · {found.accepted_by}"
        if found.accepted_at
        else _("not yet; open until %(day)s") % {"day": day(found.expires_on)}
    )
    rows = [
        SummaryRow(_("Contract"), found.number),
        SummaryRow(_("Amount"), Money(found.amount_minor)),
        SummaryRow(_("Rate a year"), percent(found.annual_rate), word(REPAYMENT_FORMS, found.repayment_form)),
        SummaryRow(
            _("Annualised rate, all costs"),
            percent(found.annualised_simple),
            _("simple; %(rate)s compound") % {"rate": percent(found.annualised_compound)},
        ),
        SummaryRow(_("Interest in all"), found.terms["total_interest"]),
        SummaryRow(_("Payment"), word(PAYMENT_METHODS, payment["method"]), grounds),
        SummaryRow(_("Offered"), moment(found.offered_at)),
        SummaryRow(_("Accepted"), accepted),
    ]
    return {"rows": rows, "print": address("my_offer_print", found.application_id), "hash": found.text_sha256}


def holder_words(application: Application) -> str:
    """Who has to act next: a person, or the role that nobody has taken it for."""
    if application.holder:
        return _("%(name)s (%(role)s)") % {"name": application.holder, "role": role_name(application.holder.role)}
    return role_name(application.holder_role) if application.holder_role else ""


def open_pause(application: Application) -> Pause | None:
    """The pause that stands."""
    return next((pause for pause in application.pauses.all() if pause.ended_at is None), None)


def papers(case: CaseFile) -> list[tuple[str, str]]:
    """The papers of a case that can be printed, with their addresses."""
    key = case.application.pk
    found = [(_("Decision as a paper"), reverse("case_decision", args=[key]))] if case.decisions else []
    if case.application.state == State.REFUSED:
        found.append((_("Letter of refusal"), reverse("case_refusal_letter", args=[key])))
    if case.contract and (offer := address("my_offer_print", key)):
        found.append((_("Offer with the list of all costs"), offer))
    return found


def masked(account: str) -> str:
    """An account number with its middle hidden."""
    return f"{account[:4]} **** {account[-4:]}" if len(account) > 8 else account


def product_name(code: str) -> str:
    """A product's name as it is called today."""
    wanted = product(code, Parameters(branch_date(CLOCK.now())))
    return code if isinstance(wanted, Refusal) else bilingual(wanted.name)


def address(name: str, *arguments: Any) -> str:
    """The address of a page of another hall, or nothing where that page does not exist."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def _decision_rows(decision: Decision) -> list[SummaryRow]:
    rows = [SummaryRow(_("Proposed by"), f"{decision.proposed_by} · {moment(decision.proposed_at)}", decision.proposal_note)]
    if decision.outcome == "approve":
        rows += [SummaryRow(_("Amount"), Money(decision.amount_minor)), SummaryRow(_("Rate a year"), percent(decision.annual_rate))]
    if decision.override_reason:
        rows.append(SummaryRow(_("Departs from the model"), decision.override_reason))
    if decision.taken_by:
        rows.append(SummaryRow(_("Decided by"), f"{decision.taken_by} · {moment(decision.taken_at)}", decision.verdict_note))
    return rows


def _place(case: CaseFile, state: State) -> int:
    """The step of the journey; while paused or after the end, the last step that the events name."""
    if state in STEP_OF_STATE:
        return STEP_OF_STATE[state]
    event = case.application.events.exclude(from_state="").exclude(from_state=State.PAUSED).order_by("at", "id").last()
    return STEP_OF_STATE.get(State(event.from_state), 0) if event else 0


def _told(visit: SiteVisit) -> str:
    """How many points came to which finding."""
    effects = [item.effect for item in visit.items.all() if item.found_at]
    counted = [f"{words[0]} {effects.count(code)}" for code, words in FINDINGS.items() if code in effects]
    left = sum(item.found_at is None for item in visit.items.all())
    return " · ".join([*counted, *([_("open %(count)s") % {"count": left}] if left else [])])

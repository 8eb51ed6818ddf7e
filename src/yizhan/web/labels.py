"""Codes of the records as words and tones: roles, states of applications, loans, payouts and uploads,
outcomes."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yizhan.web.components import Pill

ROLES = {
    "applicant": _("Applicant"),
    "relationship_manager": _("Relationship manager"),
    "credit_officer": _("Credit officer"),
    "approver": _("Approver"),
    "operations": _("Operations"),
    "branch_manager": _("Branch manager"),
    "auditor": _("Auditor"),
    "merchant": _("Merchant"),
    "traveller": _("Traveller"),
    "system": _("System"),
}

STATES: dict[str, dict[str, tuple[str | Promise, str]]] = {
    "application": {
        "draft": (_("Draft"), "quiet"),
        "incomplete": (_("Papers missing"), "waiting"),
        "complete": (_("Complete, clock runs"), "active"),
        "evaluating": (_("Model check"), "active"),
        "on_site": (_("On-site check"), "active"),
        "checked": (_("Checked, awaits proposal"), "active"),
        "proposed": (_("Awaits decision"), "active"),
        "approved": (_("Approved"), "good"),
        "offered": (_("Offer made"), "waiting"),
        "accepted": (_("Offer accepted"), "active"),
        "paused": (_("Waiting for the customer"), "waiting"),
        "paid_out": (_("Paid out"), "good"),
        "refused": (_("Refused"), "bad"),
        "withdrawn": (_("Withdrawn"), "quiet"),
        "expired": (_("Offer expired"), "quiet"),
    },
    "deadline": {
        "not_started": (_("Clock not started"), "quiet"),
        "running": (_("Running"), "active"),
        "paused": (_("Paused"), "waiting"),
        "pending_calendar": (_("Pending calendar"), "waiting"),
        "kept": (_("Kept"), "good"),
        "missed": (_("Missed"), "bad"),
        "ended": (_("Ended"), "quiet"),
    },
    "upload": {
        "received": (_("Received"), "neutral"),
        "reading": (_("Being read"), "active"),
        "done": (_("Read"), "good"),
        "failed": (_("Not readable"), "bad"),
    },
    "loan": {"active": (_("Running"), "active"), "closed": (_("Repaid"), "good"), "written_off": (_("Written off"), "bad")},
    "instalment": {
        "due": (_("Due"), "neutral"),
        "paid": (_("Paid"), "good"),
        "replaced": (_("Replaced"), "quiet"),
    },
    "payout": {
        "waiting": (_("Waiting to be sent"), "neutral"),
        "sent": (_("Sent"), "active"),
        "accepted": (_("Accepted"), "good"),
        "rejected": (_("Rejected"), "bad"),
        "unknown": (_("Outcome unknown, being asked"), "waiting"),
    },
    "decision": {"approve": (_("Approved"), "good"), "refuse": (_("Refused"), "bad")},
    "check": {
        "met": (_("Met"), "good"),
        "unmet": (_("Not met"), "bad"),
        "unknown": (_("Unknown"), "waiting"),
        "manual_review": (_("A person decides"), "waiting"),
        "not_applicable": (_("Does not apply"), "quiet"),
    },
}

# What happened to an application, for the timeline; event codes are those of credit/application.py.
EVENTS: dict[str, tuple[str | Promise, str]] = {
    "start": (_("Application started"), "neutral"),
    "submit": (_("Submitted, all papers there"), "active"),
    "submit_incomplete": (_("Submitted, papers missing"), "waiting"),
    "evaluate": (_("Model check run"), "active"),
    "plan_visit": (_("On-site check planned"), "active"),
    "skip_visit": (_("On-site check not needed"), "neutral"),
    "finish_visit": (_("On-site check finished"), "active"),
    "propose": (_("Decision proposed"), "active"),
    "return": (_("Proposal returned"), "waiting"),
    "approve": (_("Approved"), "good"),
    "refuse": (_("Refused"), "bad"),
    "offer": (_("Offer made"), "active"),
    "accept": (_("Offer accepted"), "good"),
    "disburse": (_("Paid out"), "good"),
    "pause": (_("Waiting for the customer"), "waiting"),
    "resume": (_("Customer answered"), "active"),
    "withdraw": (_("Withdrawn by the applicant"), "quiet"),
    "expire": (_("Offer expired"), "quiet"),
    "take": (_("Case taken"), "neutral"),
    "reassign": (_("Case handed on"), "neutral"),
    "deadline_warning": (_("Deadline warning"), "waiting"),
    "payout_sent": (_("Payout sent"), "active"),
    "payout_accepted": (_("Payout accepted by the core bank"), "good"),
    "payout_rejected": (_("Payout rejected by the core bank"), "bad"),
    "payout_unknown": (_("Payout: outcome unknown, being asked"), "waiting"),
}


def event_label(code: str) -> Pill:
    """An event in words with its tone; a code without words shows itself."""
    label, tone = EVENTS.get(code, (code, "neutral"))
    return Pill(str(label), tone)


def role_name(code: str | None) -> str:
    """A role in words; an unknown code shows itself."""
    return str(ROLES.get(code or "", code or ""))


def state_pill(kind: str, code: str) -> Pill:
    """The pill of a state; a code without words shows itself, so that nothing is hidden."""
    label, tone = STATES.get(kind, {}).get(code, (code, "neutral"))
    return Pill(str(label), tone)

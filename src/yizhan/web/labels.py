"""Codes of the records as words and tones: roles, states of applications, loans, payouts and uploads, outcomes."""

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
    "system": _("System"),
}

STATES: dict[str, dict[str, tuple[str | Promise, str]]] = {
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
    "loan": {"active": (_("Running"), "active"), "closed": (_("Repaid"), "good")},
    "instalment": {"due": (_("Due"), "neutral"), "paid": (_("Paid"), "good"), "replaced": (_("Replaced"), "quiet")},
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


def role_name(code: str | None) -> str:
    """A role in words; an unknown code shows itself."""
    return str(ROLES.get(code or "", code or ""))


def state_pill(kind: str, code: str) -> Pill:
    """The pill of a state; a code without words shows itself, so that nothing is hidden."""
    label, tone = STATES.get(kind, {}).get(code, (code, "neutral"))
    return Pill(str(label), tone)

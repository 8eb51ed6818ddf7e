"""Who may do what: one table. Pages, commands and the API ask here, and nowhere else.

An applicant's permission reaches only the enterprises of the applicant's memberships, a merchant's only the merchants it acts for,
a traveller's only the own wallet; `workflows/access.py` sees to it.
"""

from yizhan.records.models import Role

APPLICANT, MANAGER, OFFICER = Role.APPLICANT, Role.RELATIONSHIP_MANAGER, Role.CREDIT_OFFICER
APPROVER, OPERATIONS, BRANCH, AUDITOR = Role.APPROVER, Role.OPERATIONS, Role.BRANCH_MANAGER, Role.AUDITOR
MERCHANT, TRAVELLER = Role.MERCHANT, Role.TRAVELLER
STAFF = (MANAGER, OFFICER, APPROVER, OPERATIONS, BRANCH, AUDITOR)

# Everybody, signed in or not. A route without an entry is refused, so public pages are named as well.
PUBLIC = frozenset({"public.read", "public.self_assess", "public.policy"})

PERMISSIONS: dict[str, frozenset[Role]] = {
    action: frozenset(roles)
    for action, roles in {
        # Reading
        "home.read": (APPLICANT, MERCHANT, TRAVELLER, *STAFF),
        "application.read": (APPLICANT, *STAFF),
        "enterprise.read": (APPLICANT, *STAFF),
        "loan.read": (APPLICANT, *STAFF),
        "desk.read": STAFF,
        "evaluation.read": STAFF,
        "branch.read": (BRANCH, AUDITOR),
        "scorecard.read": STAFF,
        "book.read": (OPERATIONS, BRANCH, AUDITOR),
        "audit.read": (AUDITOR, BRANCH),
        "account.protect": (APPLICANT, MERCHANT, TRAVELLER, *STAFF),
        "person.unmask": (MANAGER, OFFICER, AUDITOR),
        "policy.read": (APPLICANT, *STAFF),
        "policy.calls": STAFF,
        # The applicant's steps
        "enterprise.register": (APPLICANT,),
        "enterprise.describe": (APPLICANT, MANAGER),
        "enterprise.amend": (MANAGER,),
        "application.start": (APPLICANT,),
        "application.change": (APPLICANT,),
        "application.name_payee": (APPLICANT,),
        "application.consent": (APPLICANT,),
        "application.upload": (APPLICANT, MANAGER),
        "application.submit": (APPLICANT,),
        "application.answer": (APPLICANT,),
        "application.withdraw": (APPLICANT,),
        "offer.accept": (APPLICANT,),
        "loan.repay": (APPLICANT, OPERATIONS),
        "loan.receive": (OPERATIONS,),
        "loan.reverse": (OPERATIONS,),
        "loan.recover": (OPERATIONS,),
        "arrears.note": (MANAGER, OFFICER, OPERATIONS),
        "arrears.send": (MANAGER, OFFICER, OPERATIONS),
        "renewal.wish": (APPLICANT,),
        "day_end.run": (OPERATIONS,),
        "claim.register": (MANAGER, OFFICER),
        "claim.file": (OFFICER,),
        "claim.take": (APPROVER, BRANCH),
        "claim.settle": (OPERATIONS,),
        "fee.propose": (MANAGER, OFFICER, OPERATIONS),
        "fee.take": (APPROVER, BRANCH),
        "fee.waive": (APPROVER, BRANCH),
        "warning.close": (MANAGER, OFFICER),
        "loan.propose_change": (MANAGER, OFFICER),
        "loan.take_change": (APPROVER, BRANCH),
        # The branch's steps
        "application.take": (MANAGER, OFFICER, APPROVER, OPERATIONS),
        "application.reassign": (BRANCH,),
        "application.pause": (MANAGER, OFFICER),
        "application.resume": (MANAGER, OFFICER),
        "evaluation.run": (MANAGER, OFFICER),
        "visit.plan": (MANAGER,),
        "visit.skip": (OFFICER,),
        "visit.record": (MANAGER,),
        "visit.finish": (MANAGER,),
        "decision.propose": (OFFICER,),
        "decision.take": (APPROVER, BRANCH),
        "scorecard.propose": (OFFICER,),
        "scorecard.review": (APPROVER, BRANCH),
        "scorecard.answer_alarm": (OFFICER, BRANCH),
        "offer.make": (OFFICER, OPERATIONS),
        "loan.disburse": (OPERATIONS,),
        "payout.retry": (OPERATIONS,),
        "policy.store": (APPLICANT, MANAGER, OFFICER),
        "policy.watch": (MANAGER, BRANCH),
        "policy.call": (MANAGER,),
        "invoices.import": (OPERATIONS, BRANCH),
        "calendar.import": (BRANCH,),
        # Merchants and card payments
        "merchant.list": STAFF,
        "merchant.read": (MERCHANT, *STAFF),
        "merchant.act": (MERCHANT,),
        "merchant.statement": (MERCHANT, OPERATIONS, BRANCH, AUDITOR),
        "merchant.propose": (MANAGER, OPERATIONS),
        "merchant.take": (OPERATIONS, BRANCH),
        "merchant.admit": (OPERATIONS,),
        "merchant.unmask": (OPERATIONS, BRANCH, AUDITOR),
        "refund.order": (MERCHANT,),
        "refund.confirm": (OPERATIONS,),
        "payment.watch": (OPERATIONS, BRANCH, AUDITOR),
        "payment.answer_alarm": (OPERATIONS, BRANCH),
        "rate.read": (OPERATIONS, BRANCH, AUDITOR),
        "rate.propose": (OPERATIONS,),
        "rate.take": (OPERATIONS, BRANCH),
        # Travellers and their wallet
        "wallet.read": (TRAVELLER,),
        "wallet.bind": (TRAVELLER,),
        "wallet.pay": (TRAVELLER,),
        "traveller.change": (TRAVELLER,),
        "traveller.upgrade": (TRAVELLER,),
        "traveller.unmask": (TRAVELLER, OPERATIONS, AUDITOR),
        "traveller.queue": (OPERATIONS, BRANCH, AUDITOR),
        "traveller.review": (OPERATIONS,),
    }.items()
}

# What the branch does by itself (the worker, the command line); the audit row says "system".
SYSTEM_ACTIONS = frozenset(
    {
        "application.warn",
        "upload.read",
        "payout.send",
        "payout.settle",
        "invoices.import",
        "calendar.import",
        "application.expire",
        "enterprise.register",
        "evaluation.run",
        "demo.build",
        "user.create",
        "user.token",
        "user.revoke_token",
        "user.password",
        "user.reset_second_step",
        "deposit.receive",
        "policy.watch",
        "day_end.run",
        "warning.open",
        "arrears.send",
        "mail.send",
        "renewal.alert",
        "scorecard.watch",
        "traveller.register",
        "switch.send",
        "switch.settle",
    }
)


def may(role: str | None, action: str) -> bool:
    """Whether a role may do an action. None is a visitor who has not signed in."""
    if action in PUBLIC:
        return True
    if action not in PERMISSIONS:
        return False
    return role in PERMISSIONS[action]

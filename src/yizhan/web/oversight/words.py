"""Words of oversight: actions, subjects and outcomes of the audit trail, reasons of refusals in short, sides and kinds of accounts."""

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from yizhan.web.vocabulary import Words, word

ACTIONS: Words = {
    "enterprise.register": _("Register an enterprise"),
    "enterprise.describe": _("State figures of an enterprise"),
    "account.protect": _("Change one's second step of signing in"),
    "user.password": _("Set a user's password"),
    "user.reset_second_step": _("Turn off a lost second step"),
    "enterprise.amend": _("Change the identity of an enterprise"),
    "application.start": _("Start an application"),
    "application.change": _("Change an application"),
    "application.name_payee": _("Who is paid"),
    "application.consent": _("Give consents"),
    "application.upload": _("Upload a file"),
    "application.submit": _("Submit an application"),
    "application.answer": _("Answer a question"),
    "application.withdraw": _("Withdraw an application"),
    "application.take": _("Take a case"),
    "application.reassign": _("Reassign a case"),
    "application.pause": _("Pause a case"),
    "application.resume": _("Resume a case"),
    "application.warn": _("Warn of a deadline"),
    "application.expire": _("End an offer that ran out"),
    "upload.read": _("Read a file"),
    "evaluation.run": _("Run the model check"),
    "visit.plan": _("Plan an on-site check"),
    "visit.skip": _("Skip the on-site check"),
    "visit.record": _("Record a finding"),
    "visit.finish": _("Finish an on-site check"),
    "decision.propose": _("Propose a decision"),
    "decision.take": _("Take a decision"),
    "scorecard.propose": _("Propose a card"),
    "scorecard.review": _("Review a card"),
    "scorecard.watch": _("Watch the cards"),
    "scorecard.answer_alarm": _("Answer an alarm of a card"),
    "offer.make": _("Make an offer"),
    "offer.accept": _("Accept an offer"),
    "loan.disburse": _("Pay out a loan"),
    "loan.repay": _("Repay"),
    "loan.receive": _("Book a payment from outside"),
    "loan.reverse": _("Reverse a payment"),
    "loan.recover": _("Book a recovery"),
    "loan.propose_change": _("Propose a change of terms"),
    "loan.take_change": _("Decide on a change of terms"),
    "arrears.note": _("Note a call or a promise to pay"),
    "arrears.send": _("Send a letter on arrears"),
    "mail.send": _("Mail a letter"),
    "renewal.alert": _("Alert of a loan that ends soon"),
    "renewal.wish": _("Ask for a renewal"),
    "fee.propose": _("Propose a fee"),
    "fee.take": _("Decide on a fee"),
    "fee.waive": _("Take a fee back"),
    "claim.register": _("Let a loan take part in a programme"),
    "claim.file": _("File a claim list"),
    "claim.take": _("Decide on a claim list"),
    "claim.settle": _("Book a programme's payment"),
    "warning.open": _("Open an early warning"),
    "warning.close": _("Close an early warning"),
    "day_end.run": _("Close a business day"),
    "policy.store": _("Keep a policy verdict"),
    "policy.watch": _("Watch the policies"),
    "policy.calls": _("Read the policy calls"),
    "policy.call": _("Note a policy call"),
    "payout.send": _("Send a payout"),
    "payout.settle": _("Book the core bank's answer"),
    "payout.retry": _("Order a payout again"),
    "deposit.receive": _("Receive money on a deposit"),
    "invoices.import": _("Import invoices"),
    "calendar.import": _("Import a working calendar"),
    "person.unmask": _("Show masked personal data"),
    "user.create": _("Create a user"),
    "user.token": _("Make a token for a machine"),
    "user.revoke_token": _("Revoke a token"),
    "demo.build": _("Build the demonstration"),
}
SUBJECTS: Words = {
    "Application": _("Application"),
    "Enterprise": _("Enterprise"),
    "Upload": _("Uploaded file"),
    "Evaluation": _("Evaluation"),
    "SiteVisit": _("On-site check"),
    "ChecklistItem": _("Point of the checklist"),
    "SitePhoto": _("Photo"),
    "Decision": _("Decision"),
    "Contract": _("Contract"),
    "Loan": _("Loan"),
    "Repayment": _("Repayment"),
    "LoanChange": _("Change of terms"),
    "LoanFee": _("Fee"),
    "ArrearsNote": _("Call, promise or letter"),
    "RenewalAlert": _("Renewal alert"),
    "EarlyWarning": _("Early warning"),
    "ProgrammeLoan": _("Loan in a programme"),
    "ClaimList": _("Claim list"),
    "OutboxMessage": _("Outgoing message"),
    "DayEnd": _("Day end"),
    "Payout": _("Payout"),
    "CalendarYear": _("Working calendar"),
    "User": _("User"),
    "CardProposal": _("Card"),
    "CardAlarm": _("Alarm of a card"),
    "ApiToken": _("Token of a machine"),
}
OUTCOMES: dict[str, tuple] = {"done": (_("Done"), "good"), "refused": (_("Refused"), "bad")}
KINDS: dict[str, tuple] = {"event": (_("Event"), "active"), "audit": (_("Audit"), "quiet"), "journal": (_("Journal"), "good")}
ACCOUNT_KINDS: Words = {
    "asset": _("Asset"),
    "liability": _("Liability"),
    "equity": _("Equity"),
    "income": _("Income"),
    "expense": _("Expense"),
    "memorandum": _("Off balance"),
}
SIDES: Words = {"debit": _("Debit"), "credit": _("Credit")}
# Reasons in a few words, for charts: the sentences of a case name its own figures, which a count has not.
REASONS: Words = {
    "uscc_unmet": _("Code fails its check"),
    "dishonest_list_unmet": _("On a list of dishonest debtors"),
    "overdue_unmet": _("Loan overdue"),
    "purpose_unmet": _("Purpose not allowed"),
    "sector_unmet": _("Industry not served"),
    "park_unmet": _("Not in the park"),
    "tax_grade_unmet": _("Tax credit grade too low"),
    "company_age_unmet": _("Company too young"),
    "recent_sales_unmet": _("No recent sales"),
    "sales_volume_unmet": _("Sales too small"),
    "void_share_unmet": _("Too many void invoices"),
    "need_below_minimum": _("Need below the smallest loan"),
    "repayment_capacity_below_minimum": _("Repayment capacity too small"),
    "grade_cap_below_minimum": _("Grade allows too little"),
    "limit_below_minimum": _("Limit below the smallest loan"),
}


def action_words(code: str) -> str:
    """An action in words; a code without words shows itself."""
    return word(ACTIONS, code)


def address(name: str, **names: object) -> str:
    """The address of a page, or nothing when there is none: a figure without a page is shown without a link."""
    try:
        return reverse(name, kwargs=names)
    except NoReverseMatch:
        return ""

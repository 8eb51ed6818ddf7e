"""All records, for Django and for readers of the database."""

from yizhan.records.applications import Application, ApplicationEvent, Pause
from yizhan.records.audit import AuditRow, RequestKey
from yizhan.records.calendars import CalendarYear
from yizhan.records.documents import Consent, Upload, UploadProblem, UploadState
from yizhan.records.enterprise import Enterprise, Fact, FinancialYear, Membership
from yizhan.records.evaluations import Decision, Evaluation
from yizhan.records.invoices import Invoice, InvoiceConflict, InvoiceEvent
from yizhan.records.loan_life import (
    ArrearsNote,
    ClaimList,
    ClassChange,
    DayEnd,
    EarlyWarning,
    LoanChange,
    LoanFee,
    LoanStanding,
    ProgrammeLoan,
    RenewalAlert,
)
from yizhan.records.loans import Contract, Instalment, Loan, Payout, Repayment
from yizhan.records.merchants import AlarmAnswer, Merchant, MerchantMembership, MerchantProposal, RefundOrder
from yizhan.records.outbox import Notice, OutboxMessage
from yizhan.records.people import Role, User
from yizhan.records.policy import PolicyCall, PolicyVerdict
from yizhan.records.rates import RateFixing
from yizhan.records.scorecards import CardAlarm, CardArtefact, CardProposal, CardUse
from yizhan.records.site import ChecklistItem, SitePhoto, SiteVisit
from yizhan.records.tokens import ApiToken
from yizhan.records.travellers import TierUpgrade, Traveller, TravellerConsent, UpgradeState, WalletOrder

__all__ = [
    "AlarmAnswer",
    "ApiToken",
    "Application",
    "ApplicationEvent",
    "ArrearsNote",
    "AuditRow",
    "CalendarYear",
    "CardAlarm",
    "CardArtefact",
    "CardProposal",
    "CardUse",
    "ChecklistItem",
    "ClaimList",
    "ClassChange",
    "Consent",
    "Contract",
    "DayEnd",
    "Decision",
    "EarlyWarning",
    "Enterprise",
    "Evaluation",
    "Fact",
    "FinancialYear",
    "Instalment",
    "Invoice",
    "InvoiceConflict",
    "InvoiceEvent",
    "Loan",
    "LoanChange",
    "LoanFee",
    "LoanStanding",
    "Membership",
    "Merchant",
    "MerchantMembership",
    "MerchantProposal",
    "Notice",
    "OutboxMessage",
    "Pause",
    "Payout",
    "PolicyCall",
    "PolicyVerdict",
    "ProgrammeLoan",
    "RateFixing",
    "RefundOrder",
    "RenewalAlert",
    "Repayment",
    "RequestKey",
    "Role",
    "SitePhoto",
    "SiteVisit",
    "TierUpgrade",
    "Traveller",
    "TravellerConsent",
    "UpgradeState",
    "Upload",
    "UploadProblem",
    "UploadState",
    "User",
    "WalletOrder",
]

"""Contracts, loans, instalments, repayments and payouts."""

from django.conf import settings
from django.db import models

from yizhan.records.base import Record, minor


class Contract(Record):
    """The offer as the borrower sees and accepts it, with the annualised rate and the list of all costs."""

    application = models.OneToOneField("Application", models.PROTECT, related_name="contract")
    decision = models.ForeignKey("Decision", models.PROTECT)
    number = models.CharField(max_length=24, unique=True)
    amount_minor = minor()
    term_months = models.IntegerField()
    annual_rate = models.DecimalField(max_digits=9, decimal_places=6)
    repayment_form = models.CharField(max_length=40)
    terms = models.JSONField()  # Rate basis, fees, payment method and its rule, schedule preview, versions used.
    costs = models.JSONField()
    annualised_simple = models.DecimalField(max_digits=9, decimal_places=6)
    annualised_compound = models.DecimalField(max_digits=9, decimal_places=6)
    text_sha256 = models.CharField(max_length=64)
    offered_at = models.DateTimeField()
    expires_on = models.DateField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")


class Loan(Record):
    """Money lent. One per application; its principal lives on an account of the book."""

    application = models.OneToOneField("Application", models.PROTECT, related_name="loan")
    contract = models.OneToOneField(Contract, models.PROTECT, related_name="loan")
    enterprise = models.ForeignKey("Enterprise", models.PROTECT, related_name="loans")
    number = models.CharField(max_length=24, unique=True)
    principal_minor = minor()
    annual_rate = models.DecimalField(max_digits=9, decimal_places=6)
    day_count = models.CharField(max_length=12)
    repayment_form = models.CharField(max_length=40)
    term_months = models.IntegerField()
    started_on = models.DateField()
    matures_on = models.DateField()
    state = models.CharField(max_length=20, default="active")  # active · closed
    loan_account_id = models.UUIDField()
    interest_account_id = models.UUIDField(null=True)
    deposit_account_id = models.UUIDField()
    disbursed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    payout_journal_id = models.UUIDField()


class Instalment(Record):
    """One line of a loan's schedule; a new schedule version replaces the open lines and keeps the old ones."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="instalments")
    schedule_version = models.IntegerField(default=1)
    number = models.IntegerField()
    due_on = models.DateField()
    starts_on = models.DateField(null=True)  # The interest period: starts_on counted, ends_on not.
    ends_on = models.DateField(null=True)
    fell_due_on = models.DateField(null=True)  # The working day on which a day end found it due.
    opening_minor = minor()
    principal_minor = minor()
    interest_minor = minor()
    closing_minor = minor()
    explanation = models.JSONField(default=dict)
    paid_principal_minor = minor(default=0)
    paid_interest_minor = minor(default=0)
    state = models.CharField(max_length=12, default="due")  # due · paid · replaced

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["loan", "schedule_version", "number"], name="one_line_per_schedule")]
        indexes = [
            # What a day end asks: which open lines a loan has, and which of all fall due.
            models.Index(fields=["loan", "starts_on"], condition=models.Q(state="due"), name="open_instalments"),
            models.Index(fields=["due_on"], condition=models.Q(state="due", fell_due_on=None), name="instalments_to_fall_due"),
            models.Index(fields=["loan"], condition=models.Q(state="due", fell_due_on__isnull=False), name="instalments_fallen_due"),
        ]


class Repayment(Record):
    """Money that came back: how it was split and the journal that booked it."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="repayments")
    kind = models.CharField(max_length=12)  # instalment · early · collection · payment · recovery
    paid_on = models.DateField()  # The value date.
    amount_minor = minor()
    principal_minor = minor()
    interest_minor = minor()
    penalty_minor = minor(default=0)
    fee_minor = minor(default=0)
    excess_minor = minor(default=0)  # Went to the deposit account.
    source = models.CharField(max_length=12, default="deposit")  # deposit · outside
    allocation = models.JSONField(default=list)  # Line by line: kind, instalment, claimed, paid.
    schedule_version = models.IntegerField(default=1)
    is_reversed = models.BooleanField(default=False)
    reversal_journal_id = models.UUIDField(null=True)
    keep = models.CharField(max_length=12, blank=True)  # term · instalment
    journal_id = models.UUIDField()
    paid_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")


class Payout(Record):
    """A payment to outside on the borrower's order; it travels through the outbox to the core bank."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="payouts")
    reference = models.CharField(max_length=40, unique=True)
    amount_minor = minor()
    payee_name = models.CharField(max_length=200)
    payee_account = models.CharField(max_length=40)
    payee_bank = models.CharField(max_length=100, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    method = models.CharField(max_length=12)  # entrusted · self
    state = models.CharField(max_length=12, default="waiting")  # waiting · sent · accepted · rejected · unknown
    core_bank_reference = models.CharField(max_length=60, blank=True)
    reject_code = models.CharField(max_length=60, blank=True)
    journal_id = models.UUIDField()
    closing_journal_id = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

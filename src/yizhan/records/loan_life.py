"""A loan after its payout: where it stands, day ends, changes of terms, arrears work, early warnings."""

from django.conf import settings
from django.db import models

from yizhan.records.base import AppendOnly, Record, minor


class LoanStanding(models.Model):
    """Where a loan stands after its last day end. The money columns are what the book holds on the loan's accounts.

    One narrow row a loan, apart from `Loan`, because every day end writes it.
    """

    loan = models.OneToOneField("Loan", models.PROTECT, primary_key=True, related_name="standing")
    is_open = models.BooleanField(default=True)
    product_code = models.CharField(max_length=40)
    accrued_through = models.DateField()
    principal_minor = minor()
    overdue_minor = minor(default=0)
    non_accrual_minor = minor(default=0)
    interest_minor = minor(default=0)
    penalty_minor = minor(default=0)
    fee_minor = minor(default=0)
    memorandum_minor = minor(default=0)
    written_off_minor = minor(default=0)
    overdue_account_id = models.UUIDField(null=True)
    non_accrual_account_id = models.UUIDField(null=True)
    penalty_account_id = models.UUIDField(null=True)
    fee_account_id = models.UUIDField(null=True)
    memorandum_account_id = models.UUIDField(null=True)
    written_off_account_id = models.UUIDField(null=True)
    overdue_since = models.DateField(null=True)
    overdue_days = models.IntegerField(default=0)
    is_non_accrual = models.BooleanField(default=False)
    # Fen times days times the rate in hundred-millionths, summed since the arrears began: exact, so that days add up to the whole.
    penalty_numerator = models.DecimalField(max_digits=40, decimal_places=0, default=0)
    penalty_charged_minor = minor(default=0)
    penalty_paid_minor = minor(default=0)
    risk_class = models.SmallIntegerField(default=1)
    judged_class = models.SmallIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.loan_id} through {self.accrued_through}"


class DayEnd(Record):
    """The close of one business day; `report` is the page that is signed."""

    day = models.DateField(unique=True)
    state = models.CharField(max_length=12, default="running")  # running · closed
    calendar_is_pending = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    report = models.JSONField(default=dict)


class ClassChange(AppendOnly):
    """A loan moved to another risk class, and why."""

    loan = models.ForeignKey("Loan", models.PROTECT, related_name="class_changes")
    on = models.DateField()
    from_class = models.SmallIntegerField()
    to_class = models.SmallIntegerField()
    ground = models.CharField(max_length=20)  # days · judgement · cross_rule
    overdue_days = models.IntegerField()


class LoanChange(Record):
    """A change of a loan's terms: proposed by one person, taken by another, with the schedule before and after."""

    loan = models.ForeignKey("Loan", models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=20)  # extension · renewal · reschedule · rate_reset · restructure · judgement · write_off
    state = models.CharField(max_length=12, default="proposed")  # proposed · approved · refused
    wanted = models.JSONField(default=dict)
    effect = models.JSONField(default=dict)  # Findings, schedule before and after, class before and after.
    words = models.CharField(max_length=1000)
    effective_on = models.DateField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)


class ArrearsNote(Record):
    """Work on a loan in arrears: a call, a promise to pay, or a notice that went out."""

    loan = models.ForeignKey("Loan", models.PROTECT, related_name="arrears_notes")
    kind = models.CharField(max_length=12)  # call · promise · notice
    on = models.DateField()
    overdue_days = models.IntegerField()
    words = models.CharField(max_length=1000, blank=True)
    promised_minor = minor(null=True)
    promised_on = models.DateField(null=True)
    state = models.CharField(max_length=12, blank=True)  # of a promise: open · kept · broken
    step = models.CharField(max_length=24, blank=True)  # of a notice that went out: the step of the strategy
    letter = models.JSONField(default=dict)  # of a notice that went out: the words as they were sent, and their version
    message = models.ForeignKey("OutboxMessage", models.PROTECT, null=True, related_name="+")  # the letter on its way by mail
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")


class RenewalAlert(Record):
    """A loan ends soon: whether it can be renewed without repaying first, and why, as it was known on the day of the alert."""

    loan = models.ForeignKey("Loan", models.PROTECT, related_name="renewal_alerts")
    on = models.DateField()
    matures_on = models.DateField()
    coverage = models.CharField(max_length=12)  # covered · not_covered · manual
    size_class = models.CharField(max_length=12, blank=True)
    conduct = models.JSONField(default=dict)  # The conditions of facts 6.24: true, false or null for what nobody has looked at.
    wished_at = models.DateTimeField(null=True)  # The borrower asked for it.
    wished_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["loan", "matures_on"], name="one_alert_per_maturity")]


class LoanFee(Record):
    """A fee under a loan contract: proposed by one person, charged by another, collected like everything else that is due."""

    loan = models.ForeignKey("Loan", models.PROTECT, related_name="fees")
    code = models.CharField(max_length=40)
    amount_minor = minor()
    words = models.CharField(max_length=1000)
    state = models.CharField(max_length=12, default="proposed")  # proposed · charged · refused · waived
    schedule_version = models.IntegerField(default=1)  # In force when it was charged: a backdated payment is replayed with it.
    charged_on = models.DateField(null=True)
    journal_id = models.UUIDField(null=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)


class ProgrammeLoan(Record):
    """A loan that takes part in a public programme: interest subsidy (贴息) or guarantee; with the principal that it covers."""

    loan = models.ForeignKey("Loan", models.PROTECT, related_name="programmes")
    programme = models.CharField(max_length=20)  # subsidy · guarantee
    covered_minor = minor()
    words = models.CharField(max_length=1000)
    registered_on = models.DateField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["loan", "programme"], name="one_place_per_loan_and_programme")]


class ClaimList(Record):
    """What the branch claims of a programme for a period: filed by one person, approved by another, paid by the programme."""

    programme = models.CharField(max_length=20)
    first = models.DateField()
    last = models.DateField()
    state = models.CharField(max_length=12, default="filed")  # filed · approved · refused · paid
    lines = models.JSONField(default=list)  # Loan by loan and period by period, as computed on the day of filing.
    amount_minor = minor()
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=60, blank=True)
    paid_on = models.DateField(null=True)


class EarlyWarning(Record):
    """Signals in an enterprise's fresh invoices; a case for its relationship manager until closed with a finding."""

    enterprise = models.ForeignKey("Enterprise", models.PROTECT, related_name="warnings")
    on = models.DateField()
    signals = models.JSONField()
    state = models.CharField(max_length=12, default="open")  # open · closed
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    finding = models.CharField(max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enterprise"], condition=models.Q(state="open"), name="one_open_warning_per_enterprise")
        ]

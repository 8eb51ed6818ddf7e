"""Applications, the events that made them what they are, and the pauses of the promise."""

from django.conf import settings
from django.db import models

from yizhan.records.base import AppendOnly, Record, minor


class Application(Record):
    """An enterprise asks for a loan. `state` is one of credit/application.py; `version` rises with each change."""

    number = models.CharField(max_length=20, unique=True)
    enterprise = models.ForeignKey("Enterprise", models.PROTECT, related_name="applications")
    product_code = models.CharField(max_length=40)
    amount_minor = minor()
    term_months = models.IntegerField()
    purpose = models.CharField(max_length=40, blank=True)
    purpose_note = models.CharField(max_length=500, blank=True)
    repayment_form = models.CharField(max_length=40)
    payee_name = models.CharField(max_length=200, blank=True)
    payee_account = models.CharField(max_length=40, blank=True)
    payee_bank = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=30)
    holder_role = models.CharField(max_length=32)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="holding")
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="applications")
    investigator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="investigated")
    received_at = models.DateTimeField(null=True)  # Complete receipt: the clock of the promise starts here.
    due_at = models.DateTimeField(null=True)  # None while the deadline is pending a calendar.
    due_state = models.CharField(max_length=20, default="not_started")  # running · paused · pending_calendar · kept · missed · ended
    warned_percent = models.IntegerField(default=0)
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["holder_role", "due_at"]),
            models.Index(fields=["enterprise", "created_at"]),
        ]

    def __str__(self) -> str:
        return self.number


class ApplicationEvent(AppendOnly):
    """Something that happened to an application, changed in the record's own transaction."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["application", "at"])]


class Pause(Record):
    """The branch waits for the customer: why, asked by whom, and from when to when."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=40)
    note = models.CharField(max_length=500)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=2000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application"], condition=models.Q(ended_at=None), name="one_open_pause")]

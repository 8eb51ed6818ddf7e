"""Messages to the outside world, written in the transaction that decides them and sent by the worker afterwards."""

from django.db import models

from yizhan.records.base import AppendOnly, Record


class OutboxMessage(Record):
    """One message; `key` is the outside system's idempotency key, so that sending twice does nothing twice."""

    destination = models.CharField(max_length=40)  # core_bank · mail
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=80, unique=True)
    payload = models.JSONField()
    state = models.CharField(max_length=12, default="waiting")  # waiting · sent · accepted · rejected · unknown
    attempts = models.IntegerField(default=0)
    due_at = models.DateTimeField()
    last_error = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"])]


class Notice(AppendOnly):
    """A message to a person on their home page: a warning of the promise, arrears, a loan that ends soon."""

    recipient = models.ForeignKey("User", models.PROTECT, related_name="notices")
    application = models.ForeignKey("Application", models.PROTECT, null=True)
    loan = models.ForeignKey("Loan", models.PROTECT, null=True, related_name="notices")
    code = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["recipient", "at"])]

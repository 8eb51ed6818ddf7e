"""The audit trail and the keys of repeated requests."""

from django.conf import settings
from django.db import models

from yizhan.records.base import AppendOnly


class AuditRow(AppendOnly):
    """Who did what to which record, when, and how it looked before and after. Refused attempts are rows too."""

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    actor_role = models.CharField(max_length=32)
    action = models.CharField(max_length=80)
    outcome = models.CharField(max_length=12)  # done · refused
    refusal_code = models.CharField(max_length=60, blank=True)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True)
    enterprise = models.ForeignKey("Enterprise", models.PROTECT, null=True)
    application = models.ForeignKey("Application", models.PROTECT, null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    request_id = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["application", "at"]), models.Index(fields=["subject_id", "at"]), models.Index(fields=["-at"])]


class RequestKey(AppendOnly):
    """A request that can be retried: its key, the fingerprint of its body and the record it made."""

    key = models.CharField(max_length=80)
    action = models.CharField(max_length=80)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    fingerprint = models.CharField(max_length=64)
    result_type = models.CharField(max_length=40)
    result_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "key"], name="one_result_per_request_key")]

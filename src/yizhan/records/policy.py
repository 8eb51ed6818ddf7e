"""What the policy desk keeps: verdicts that replay, and calls that a changed figure makes necessary."""

from django.conf import settings
from django.db import models

from yizhan.records.base import AppendOnly, Record


class PolicyVerdict(AppendOnly):
    """How an enterprise stood with a programme on a day: facts seen, outcome, rule and versions used, in one document."""

    enterprise = models.ForeignKey("Enterprise", models.PROTECT, related_name="policy_verdicts")
    programme = models.CharField(max_length=60)
    as_of = models.DateField()
    outcome = models.CharField(max_length=20)  # policy/outcome.py
    stored = models.JSONField()  # policy/replay.py `StoredVerdict`
    fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField()
    run_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)

    class Meta:
        indexes = [models.Index(fields=["enterprise", "programme", "at"])]


class PolicyCall(Record):
    """An enterprise to call, because its verdict changes: old, new and why; `cause` names the change of figures."""

    enterprise = models.ForeignKey("Enterprise", models.PROTECT, related_name="policy_calls")
    programme = models.CharField(max_length=60)
    cause = models.CharField(max_length=120)
    as_of = models.DateField()
    old_outcome = models.CharField(max_length=20)
    new_outcome = models.CharField(max_length=20)
    reasons = models.JSONField(default=list)  # [{condition, old, new, figures: [{name, old, new}]}]
    called_at = models.DateTimeField(null=True)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enterprise", "programme", "cause"], name="one_call_per_change")]
        indexes = [models.Index(fields=["called_at", "created_at"])]

"""Stored evaluations and decisions: inputs, versions and result, so that each replays to the same result later."""

from django.conf import settings
from django.db import models

from yizhan.records.base import AppendOnly, Record, minor


class Evaluation(AppendOnly):
    """One run of the model check: the inputs it saw, the card and rule versions it used, and what came out, in one document."""

    application = models.ForeignKey("Application", models.PROTECT, related_name="evaluations")
    at = models.DateTimeField()
    as_of = models.DateField()
    decision_date = models.DateField()
    result = models.JSONField()  # credit/decision.py `stored`: inputs, result, versions, fingerprint
    fingerprint = models.CharField(max_length=64)
    run_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)

    class Meta:
        indexes = [models.Index(fields=["application", "at"])]


class Decision(Record):
    """What the branch decided: proposed by one person, taken by another."""

    application = models.ForeignKey("Application", models.PROTECT, related_name="decisions")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, null=True)
    outcome = models.CharField(max_length=20)  # approve · refuse
    amount_minor = minor(null=True)
    term_months = models.IntegerField(null=True)
    annual_rate = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    repayment_form = models.CharField(max_length=40, blank=True)
    reasons = models.JSONField(default=list)  # [{code, facts}]
    override_reason = models.CharField(max_length=500, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    proposal_note = models.CharField(max_length=2000, blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=12, blank=True)  # confirmed · returned
    verdict_note = models.CharField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=models.Q(verdict="confirmed"), name="one_confirmed_decision"),
            models.UniqueConstraint(fields=["application"], condition=models.Q(verdict=""), name="one_open_proposal"),
        ]

"""Uploaded files, what was read from them, and the texts a person consented to."""

from django.conf import settings
from django.db import models

from yizhan.kernel.ids import new_id
from yizhan.records.base import Record


class UploadState(models.TextChoices):
    """How far the reading of a file has come."""

    RECEIVED = "received"
    READING = "reading"
    DONE = "done"
    FAILED = "failed"


class Upload(Record):
    """A file as it arrived: stored once by content, read by the worker in chunks."""

    # None for a file about many enterprises (an imported population).
    enterprise = models.ForeignKey("Enterprise", models.PROTECT, null=True, related_name="uploads")
    application = models.ForeignKey("Application", models.PROTECT, null=True, related_name="uploads")
    kind = models.CharField(max_length=20)  # invoices · statements · site_photo · population · travel_document
    file_name = models.CharField(max_length=255)
    stored_as = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    state = models.CharField(max_length=12, choices=UploadState.choices, default=UploadState.RECEIVED)
    failure_code = models.CharField(max_length=60, blank=True)
    failure_facts = models.JSONField(default=dict)
    rows_total = models.IntegerField(null=True)
    rows_read = models.IntegerField(default=0)
    rows_added = models.IntegerField(default=0)
    rows_known = models.IntegerField(default=0)
    rows_voided = models.IntegerField(default=0)
    rows_conflicting = models.IntegerField(default=0)
    rows_bad = models.IntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.file_name


class UploadProblem(models.Model):
    """A row that could not be taken over: its line, the field, a code and the facts that mend it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="problems")
    line = models.IntegerField()
    field = models.CharField(max_length=60)
    code = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["upload", "line"])]

    def __str__(self) -> str:
        return f"line {self.line}, {self.field}: {self.code}"


class Consent(Record):
    """A consent to one version of one text, identified by the hash of that text."""

    enterprise = models.ForeignKey("Enterprise", models.PROTECT, related_name="consents")
    application = models.ForeignKey("Application", models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=40)
    text_version = models.CharField(max_length=20)
    text_sha256 = models.CharField(max_length=64)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "kind", "text_sha256"], name="one_consent_per_text")]

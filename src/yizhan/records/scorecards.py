"""Cards of points: their content, who proposed and approved them, which evaluation used which, and alarms of the watch."""

from django.conf import settings
from django.db import models

from yizhan.records.base import AppendOnly, Record


class CardArtefact(AppendOnly):
    """The content of a card as its JSON text, kept once under the card's own fingerprint and never changed."""

    card_id = models.CharField(max_length=64, unique=True)  # credit/scorecard/content.py: the hash of the content
    name = models.CharField(max_length=100)
    version = models.CharField(max_length=60)
    method = models.CharField(max_length=20)
    text = models.TextField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class CardProposal(Record):
    """A card proposed for a product by one person and reviewed by another.

    An approved card is in force from `effective_from` until it is ended or a later one takes its place. A recalibration names
    in `step` what it changes; its artefact is the card as it was until approval writes the new version.
    """

    product_code = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)  # new · recalibration
    artefact = models.ForeignKey(CardArtefact, models.PROTECT, related_name="proposals")
    based_on = models.ForeignKey(CardArtefact, models.PROTECT, null=True, related_name="+")
    step = models.JSONField(null=True)  # credit/scorecard/recalibrate.py `Recalibration`, with the version it makes
    note = models.CharField(max_length=2000)
    checks = models.JSONField(default=list)  # [{code, level, facts}]
    document_name = models.CharField(max_length=255, blank=True)
    document_stored_as = models.CharField(max_length=120, blank=True)
    document_sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, default="proposed")  # proposed · approved · rejected · withdrawn · ended
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    review_note = models.CharField(max_length=2000, blank=True)
    effective_from = models.DateField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)  # The first day on which it scores no longer.
    end_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["product_code", "state", "effective_from"])]
        constraints = [
            models.UniqueConstraint(
                fields=["product_code", "artefact"], condition=models.Q(state="proposed"), name="one_open_card_proposal"
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_by=None) | ~models.Q(reviewed_by=models.F("proposed_by")),
                name="a_card_takes_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.artefact} ({self.state})"


class CardUse(AppendOnly):
    """Which card scored an evaluation, the row it read and what it said: enough to compute the points again."""

    evaluation = models.OneToOneField("Evaluation", models.PROTECT, related_name="card_use")
    application = models.ForeignKey("Application", models.PROTECT, related_name="card_uses")
    artefact = models.ForeignKey(CardArtefact, models.PROTECT, related_name="uses")
    at = models.DateTimeField()
    row = models.JSONField()  # The card's columns; null is missing.
    points = models.IntegerField()
    grade = models.CharField(max_length=8)
    pd = models.DecimalField(max_digits=7, decimal_places=6)

    class Meta:
        indexes = [models.Index(fields=["artefact", "at"])]


class CardAlarm(Record):
    """A drift or a default rate out of its limits, found by the watch; open until somebody has written what follows."""

    artefact = models.ForeignKey(CardArtefact, models.PROTECT, related_name="alarms")
    product_code = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)  # stability · backtest
    month = models.CharField(max_length=7)
    name = models.CharField(max_length=100)  # score, a variable or a grade
    level = models.CharField(max_length=12)  # warning · alarm · above · below
    facts = models.JSONField(default=dict)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["artefact", "product_code", "kind", "month", "name"], name="one_alarm_per_month_and_name")
        ]

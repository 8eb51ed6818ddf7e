"""Exchange rates that the branch fixed: what was proposed for a day, who confirmed it, and what the switch said."""

from django.conf import settings
from django.db import models

from yizhan.records.base import Record

USER = settings.AUTH_USER_MODEL
HOLDING = ("confirmed", "standing")


class RateFixing(Record):
    """Yuan for one unit of a currency from a day on, until a later fixing or a later rate of the program.

    The dollar stands only when the switch has taken it, because limits are counted there; other currencies stand when they are confirmed.
    """

    currency = models.CharField(max_length=3)
    first_day = models.DateField()
    cny_per_unit = models.DecimalField(max_digits=12, decimal_places=6)
    source = models.CharField(max_length=200)
    state = models.CharField(max_length=12, default="proposed")  # proposed · confirmed · standing · refused · declined · withdrawn
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    taken_words = models.CharField(max_length=1000, blank=True)
    told_at = models.DateTimeField(null=True)
    refusal = models.JSONField(null=True)  # {code, facts} of the switch

    class Meta:
        indexes = [models.Index(fields=["currency", "first_day"])]
        constraints = [
            models.UniqueConstraint(fields=["currency", "first_day"], condition=models.Q(state__in=HOLDING), name="one_fixing_of_a_day"),
            models.UniqueConstraint(
                fields=["currency", "first_day"], condition=models.Q(state="proposed"), name="one_open_fixing_of_a_day"
            ),
            models.CheckConstraint(condition=models.Q(cny_per_unit__gt=0), name="a_fixing_has_a_rate"),
            models.CheckConstraint(
                condition=models.Q(taken_by=None) | ~models.Q(taken_by=models.F("proposed_by")), name="a_fixing_takes_four_eyes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.first_day}"

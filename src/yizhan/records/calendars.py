"""Published working calendars that a manager imported."""

from django.conf import settings
from django.db import models

from yizhan.records.base import Record


class CalendarYear(Record):
    """The holidays and make-up working days of one year, with their source."""

    year = models.IntegerField(unique=True)
    holidays = models.JSONField()
    makeup_workdays = models.JSONField()
    source = models.CharField(max_length=300)
    published_on = models.DateField(null=True)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)

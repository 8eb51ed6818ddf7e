"""On-site checks: the checklist, what was found, and the photos."""

from django.conf import settings
from django.db import models

from yizhan.records.base import Record


class SiteVisit(Record):
    """A visit to an applicant, with the checklist generated from what the data leave uncertain."""

    application = models.ForeignKey("Application", models.PROTECT, related_name="visits")
    visitor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    planned_for = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=300, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    finished_at = models.DateTimeField(null=True)
    summary = models.CharField(max_length=4000, blank=True)


class ChecklistItem(Record):
    """One thing to look at, why, and what was found."""

    visit = models.ForeignKey(SiteVisit, models.PROTECT, related_name="items")
    position = models.IntegerField()
    code = models.CharField(max_length=60)
    why = models.JSONField(default=dict)
    fact_name = models.CharField(max_length=80, blank=True)
    effect = models.CharField(max_length=12, blank=True)  # confirm · correct · block · ask
    old_value = models.JSONField(null=True)
    new_value = models.JSONField(null=True)
    note = models.CharField(max_length=2000, blank=True)
    found_at = models.DateTimeField(null=True)
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")


class SitePhoto(Record):
    """A photo of a visit; its hash is taken when it arrives."""

    visit = models.ForeignKey(SiteVisit, models.PROTECT, related_name="photos")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, null=True, related_name="photos")
    upload = models.ForeignKey("Upload", models.PROTECT)
    taken_at = models.DateTimeField()
    caption = models.CharField(max_length=200, blank=True)

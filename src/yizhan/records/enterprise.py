"""Enterprises, who may act for them, what they claim and what was found."""

from django.conf import settings
from django.db import models

from yizhan.records.base import AppendOnly, Record, minor


class Enterprise(Record):
    """A legal person known to the branch."""

    uscc = models.CharField(max_length=18, unique=True, null=True)
    external_code = models.CharField(max_length=40, unique=True, null=True)  # The code of an imported population, E1…
    name = models.CharField(max_length=200)
    industry = models.CharField(max_length=40, blank=True)  # A code of policy/size_class: industry, software, …
    region = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=300, blank=True)
    registered_on = models.DateField(null=True)
    registered_capital_minor = minor(null=True)
    legal_representative = models.CharField(max_length=100, blank=True)
    contact_name = models.CharField(max_length=100, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    contact_email = models.CharField(max_length=254, blank=True)  # Where letters go out to; empty: only the home page has them.
    in_park = models.BooleanField(null=True)
    relationship_manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="portfolio")
    deposit_account_id = models.UUIDField(null=True)  # The account in the book; set when it is opened.
    is_demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Membership(Record):
    """A user may act for an enterprise."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="memberships")
    position = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "enterprise"], name="one_membership_per_user_and_enterprise")]


class Fact(AppendOnly):
    """One figure about an enterprise from one source at one time; a newer row supersedes, no row is changed.

    `name` is a name of the fact list in enterprise/profile.py; `value` is JSON: Money as {amount_minor, currency}.
    `status` tells a claim (by the applicant) from a verified value (by data or by a finding).
    """

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="facts")
    name = models.CharField(max_length=80)
    value = models.JSONField(null=True)
    status = models.CharField(max_length=12, choices=[("claimed", "claimed"), ("verified", "verified")])
    source = models.CharField(max_length=120)
    as_of = models.DateField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["enterprise", "name", "recorded_at"])]


class FinancialYear(Record):
    """A yearly statement, figures as JSON of minor units by the names of enterprise/financials.py."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="financial_years")
    year = models.IntegerField()
    figures = models.JSONField()
    source = models.CharField(max_length=120)
    upload = models.ForeignKey("Upload", models.PROTECT, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enterprise", "year", "source"], name="one_statement_per_year_and_source")]

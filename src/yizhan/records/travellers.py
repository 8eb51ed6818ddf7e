"""Travellers who pay with foreign cards: what is held of them by tier, what they consented to, upgrades, and orders in the wallet.

A row of the lowest tier holds a phone number and nothing that names or describes a person; the database refuses anything else.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from yizhan.records.base import Record, minor

T0, T1, T2 = "t0", "t1", "t2"
TIERS = [(T0, "card only"), (T1, "simple identity"), (T2, "verified")]
# What names or describes a person; `document_copy` is an upload of kind "travel_document".
IDENTITY_TEXTS = ("name", "nationality", "sex", "occupation", "address", "document_type", "document_number")
IDENTITY = (*IDENTITY_TEXTS, "document_valid_until", "document_copy")
NO_IDENTITY = {**dict.fromkeys(IDENTITY_TEXTS, ""), "document_valid_until": None, "document_copy": None}


class HeldIdentity(models.Model):
    """The data of a person by the names of payments/tiers.yaml; empty where it is not held."""

    name = models.CharField(max_length=120, blank=True)
    nationality = models.CharField(max_length=3, blank=True)  # ISO 3166 alpha-3, or a code of ICAO 9303 for people without a state
    sex = models.CharField(max_length=1, blank=True)  # F · M · X, as in a travel document
    occupation = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=300, blank=True)
    document_type = models.CharField(max_length=40, blank=True)
    document_number = models.CharField(max_length=40, blank=True)
    document_valid_until = models.DateField(null=True)
    document_copy = models.ForeignKey("Upload", models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def held_identity(self) -> frozenset[str]:
        """The names of the fields that are filled."""
        return frozenset(name for name in IDENTITY if getattr(self, f"{name}_id" if name == "document_copy" else name))


class Traveller(HeldIdentity):
    """A person's account with one wallet programme. The integer key is the serial of the payer id, on which limits are counted."""

    id = models.BigAutoField(primary_key=True)
    created_at = models.DateTimeField()
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="traveller")
    shard = models.SmallIntegerField(default=0)  # Where the account's payments are kept; chosen once
    programme = models.CharField(max_length=40)
    phone = models.CharField(max_length=16)  # E.164: a plus and at most fifteen digits
    home_currency = models.CharField(max_length=3)
    tier = models.CharField(max_length=2, choices=TIERS, default=T0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "phone"], name="one_account_per_phone_and_programme"),
            models.CheckConstraint(condition=~Q(tier=T0) | Q(**{
                **dict.fromkeys(IDENTITY_TEXTS, ""), "document_valid_until__isnull": True, "document_copy__isnull": True}),
                name="card_only_holds_no_identity"),
            models.CheckConstraint(condition=~Q(tier=T1) | ~Q(name="") & ~Q(nationality=""), name="simple_identity_has_its_fields"),
        ]

    @property
    def payer_id(self) -> int:
        """The account's number at the switch: its shard and its serial."""
        return self.shard << 40 | self.pk

    def __str__(self) -> str:
        return f"traveller {self.pk}"


class TravellerConsent(Record):
    """A traveller's consent to one version of one text."""

    traveller = models.ForeignKey(Traveller, models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=40)
    text_version = models.CharField(max_length=20)
    text_sha256 = models.CharField(max_length=64)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["traveller", "kind", "text_sha256"], name="one_traveller_consent_per_text")]


class UpgradeState(models.TextChoices):
    """How far an upgrade has come."""

    OPEN = "open"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class TierUpgrade(Record, HeldIdentity):
    """What a traveller gives to reach a tier; kept here until it is approved, emptied when it is closed."""

    traveller = models.ForeignKey(Traveller, models.PROTECT, related_name="upgrades")
    tier = models.CharField(max_length=2, choices=TIERS)
    state = models.CharField(max_length=12, choices=UpgradeState.choices, default=UpgradeState.OPEN)
    card_name = models.CharField(max_length=120, blank=True)  # The name on the card that is bound
    birth_date = models.DateField(null=True)  # Asked for the age, never carried over
    is_machine_read = models.BooleanField(default=False)  # Check digits of the document's lines were right
    name_is_cut = models.BooleanField(default=False)
    name_match = models.CharField(max_length=12, blank=True)  # same · partly · different
    doubts = models.JSONField(default=list)
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(
            fields=["traveller"], condition=Q(state__in=[UpgradeState.OPEN, UpgradeState.IN_REVIEW]), name="one_upgrade_at_a_time")]
        indexes = [models.Index(fields=["state", "submitted_at"])]

    def __str__(self) -> str:
        return f"upgrade of {self.traveller_id} to {self.tier}"


class WalletOrder(Record):
    """What a traveller is about to pay. Its id is the key of the payment at the switch, so that an order is charged once."""

    traveller = models.ForeignKey(Traveller, models.PROTECT, related_name="orders")
    merchant_id = models.BigIntegerField()
    merchant_name = models.CharField(max_length=25)
    merchant_city = models.CharField(max_length=15)
    channel = models.CharField(max_length=20)  # static_code · dynamic_code
    order_number = models.CharField(max_length=99, blank=True, default="")  # The shop's own number of the order, from a dynamic code
    amount_minor = minor()
    card_id = models.BigIntegerField(null=True)
    agreed_at = models.DateTimeField(null=True)
    agreed_terms = models.JSONField(null=True)  # Fee, total and estimate as they stood on the page
    payment_id = models.BigIntegerField(null=True)
    refusal = models.JSONField(null=True)  # Why the switch would not take it: {code, facts}

    class Meta:
        indexes = [
            models.Index(fields=["traveller", "-created_at"]),
            models.Index(fields=["merchant_id", "order_number"], name="orders_by_shop_s_number", condition=~models.Q(order_number="")),
            models.Index(fields=["payment_id"], name="orders_by_payment", condition=models.Q(payment_id__isnull=False)),
        ]

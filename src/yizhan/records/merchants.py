"""Merchants: who takes foreign cards here, what changes of them were proposed and taken, who acts for them, refunds they ordered."""

from django.conf import settings
from django.db import models

from yizhan.records.base import AppendOnly, Record, minor

USER = settings.AUTH_USER_MODEL


class Merchant(models.Model):
    """A merchant of the branch. The number is its id in payments, the code is what stands in the codes it shows.

    The id is a small number, because it stands in every payment, and not a UUID as elsewhere.
    """

    id = models.AutoField(primary_key=True)
    created_at = models.DateTimeField()
    identifier_kind = models.CharField(max_length=20)  # payments/merchant.py `Identifier`: uscc · resident_id
    identifier = models.CharField(max_length=18)
    name = models.CharField(max_length=100)
    name_latin = models.CharField(max_length=25)
    city_latin = models.CharField(max_length=15)
    category_code = models.CharField(max_length=4)
    settlement_account = models.CharField(max_length=32)
    rate = models.DecimalField(max_digits=6, decimal_places=5)  # The merchant's share of an order: 0.00600 is 0.6 %.
    state = models.CharField(max_length=12, default="proposed")  # proposed · active · suspended · closed
    code = models.CharField(max_length=15, unique=True, null=True)  # Issued when it is taken on: M000000001.

    class Meta:
        indexes = [models.Index(fields=["state", "id"])]
        constraints = [
            models.UniqueConstraint(fields=["identifier", "name_latin"], condition=~models.Q(state="closed"), name="one_shop_by_its_name")
        ]

    def __str__(self) -> str:
        return self.name


class MerchantProposal(Record):
    """A merchant taken on, or a change of one: proposed by one person, taken by another, with what stood before."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=20)  # onboarding · rate · settlement_account · suspension · resumption · closure
    wanted = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    words = models.CharField(max_length=1000)
    state = models.CharField(max_length=12, default="proposed")  # proposed · approved · declined · withdrawn
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    taken_words = models.CharField(max_length=1000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "created_at"])]
        constraints = [
            models.UniqueConstraint(fields=["merchant"], condition=models.Q(state="proposed"), name="one_open_merchant_proposal"),
            models.CheckConstraint(
                condition=models.Q(taken_by=None) | ~models.Q(taken_by=models.F("proposed_by")), name="a_merchant_takes_four_eyes"
            ),
        ]


class MerchantMembership(Record):
    """A user may act for a merchant, as far as the position goes."""

    user = models.ForeignKey(USER, models.PROTECT, related_name="merchant_memberships")
    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="memberships")
    position = models.CharField(max_length=12)  # payments/refund_authority.py `Position`: clerk · manager

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "merchant"], name="one_membership_per_user_and_merchant")]


class RefundOrder(Record):
    """A merchant asks for money of a payment to go back. The switch decides; `refusal` is what it said.

    The id is the key under which the switch knows the order, so that telling it twice refunds once.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="refund_orders")
    payment_id = models.BigIntegerField()
    amount_minor = minor()
    words = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12)  # to_confirm · waiting · accepted · refused · declined
    ordered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirm_words = models.CharField(max_length=200, blank=True)
    refund_id = models.BigIntegerField(null=True)
    refusal = models.JSONField(null=True)  # {code, facts}
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["payment_id"]), models.Index(fields=["merchant", "created_at"]),
                   models.Index(fields=["state", "created_at"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="a_refund_order_has_an_amount"),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("ordered_by")),
                name="a_large_refund_takes_four_eyes",
            ),
        ]


class AlarmAnswer(AppendOnly):
    """What follows from an alarm of the payments. The alarm itself is a row of its shard and never changes."""

    shard = models.SmallIntegerField()
    alarm_id = models.BigIntegerField()
    words = models.CharField(max_length=1000)
    answered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shard", "alarm_id"], name="one_answer_per_payment_alarm")]

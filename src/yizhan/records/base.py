"""What all records share: an identity from the application and money columns in minor units."""

from django.db import models

from yizhan.kernel.ids import new_id
from yizhan.kernel.money import Money


class Record(models.Model):
    """A noun with identity. The id is a time-ordered UUID made by the application."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField()

    class Meta:
        abstract = True


class AppendOnly(models.Model):
    """A row that is written once: the runtime role may insert and read it, never change or delete it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


def minor(**options) -> models.BigIntegerField:
    """A column of minor units (fen)."""
    return models.BigIntegerField(**options)


def cny(amount_minor: int | None) -> Money | None:
    """Money from a column of fen; None stays None."""
    return None if amount_minor is None else Money(amount_minor)

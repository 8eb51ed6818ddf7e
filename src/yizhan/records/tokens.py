"""Bearer tokens of machines: only the hash is kept."""

from django.conf import settings
from django.db import models

from yizhan.records.base import Record


class ApiToken(Record):
    """A machine acts as a user until the token expires or is revoked. The token itself is shown once and never stored."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], condition=models.Q(revoked_at=None), name="one_standing_token_per_name")
        ]

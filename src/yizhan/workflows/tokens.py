"""Tokens of machines: made on the command line, shown once, found by their hash, revoked by name."""

from datetime import datetime, timedelta

from yizhan.kernel.refusal import Refusal, refuse
from yizhan.records.models import ApiToken, User
from yizhan.workflows.action import Act, action
from yizhan.workflows.token_secrets import token_hash

# Limits of this program, not of a regulator: a token that nobody renews ends by itself.
LIFETIME_DAYS, LIFETIME_DAYS_MAX = 90, 366


@action("user.token")
def create_token(act: Act, username: str, name: str, sha256: str, lifetime_days: int = LIFETIME_DAYS) -> ApiToken | Refusal:
    """Keep the hash of a new token for a user; the caller shows the token and forgets it."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        return refuse("username_unknown", field="username", username=username)
    if not name.strip():
        return refuse("token_needs_name", field="name")
    if not 1 <= lifetime_days <= LIFETIME_DAYS_MAX:
        return refuse("token_lifetime", field="lifetime_days", longest=LIFETIME_DAYS_MAX)
    if user.api_tokens.filter(name=name.strip(), revoked_at=None).exists():
        return refuse("token_name_taken", field="name", name=name.strip())
    token = ApiToken.objects.create(
        user=user, name=name.strip()[:60], sha256=sha256, created_at=act.now, expires_at=act.now + timedelta(days=lifetime_days)
    )
    act.changed(token, after={"user": user.id, "name": token.name, "expires_at": token.expires_at})
    return token


@action("user.revoke_token")
def revoke_token(act: Act, username: str, name: str) -> ApiToken | Refusal:
    """End a token at once."""
    token = ApiToken.objects.filter(user__username=username, name=name, revoked_at=None).first()
    if token is None:
        return refuse("token_unknown", field="name", name=name)
    token.revoked_at = act.now
    token.save(update_fields=["revoked_at"])
    act.changed(token, before={"revoked_at": None}, after={"revoked_at": act.now})
    return token



def user_of_token(token: str, now: datetime) -> User | None:
    """The active user for whom a standing token acts."""
    found = ApiToken.objects.select_related("user").filter(
        sha256=token_hash(token), revoked_at=None, expires_at__gt=now, user__is_active=True
    )
    kept = found.first()
    return kept.user if kept else None

"""Secrets of machines' tokens: made once, kept as a hash alone. Needs no database, so that a command can make one before it opens any."""

import hashlib
import secrets

PREFIX = "yz_"
RANDOM_BYTES = 32


def new_token() -> str:
    """A token: a prefix that scanners of leaked secrets can look for, then 256 random bits."""
    return PREFIX + secrets.token_urlsafe(RANDOM_BYTES)


def token_hash(token: str) -> str:
    """What is kept of a token. Its 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()

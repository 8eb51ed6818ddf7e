"""How requests to the switch are signed: both ends of it, the client here and the switch itself, use these functions.

    Yizhan-Key: <key id>   Yizhan-Timestamp: <unix seconds>   Yizhan-Signature: <hex HMAC-SHA-256>

over method, target (path with its query), timestamp and body, each but the last ended by a line feed.

A key of a payment that the switch does not know `NEVER_AFTER_S` after its last sending is never charged: by then the request's signature
has run out, also where the sender's clock is ahead as far as it may be, and a payment that is taken on later than `TAKEN_WITHIN_S` after
its request has come is reversed without asking the issuer. A minute is left over.
"""

import hmac
from collections.abc import Mapping
from datetime import datetime

KEY_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER = "yizhan-key", "yizhan-timestamp", "yizhan-signature"
WINDOW_S, AHEAD_S = 300, 60  # how old a signature may be, and how far ahead its clock
TAKEN_WITHIN_S = 20
NEVER_AFTER_S = WINDOW_S + AHEAD_S + TAKEN_WITHIN_S + 60


def signature(secret: str, method: str, target: str, timestamp: str, body: bytes) -> str:
    """The signature of a request."""
    return hmac.digest(secret.encode(), f"{method}\n{target}\n{timestamp}\n".encode() + body, "sha256").hex()


def signed_headers(key_id: str, secret: str, method: str, target: str, body: bytes, now: datetime) -> Mapping[str, str]:
    """The three headers of a request that is sent now."""
    timestamp = str(int(now.timestamp()))
    return {KEY_HEADER: key_id, TIMESTAMP_HEADER: timestamp, SIGNATURE_HEADER: signature(secret, method, target, timestamp, body)}

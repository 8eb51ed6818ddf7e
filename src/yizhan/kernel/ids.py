"""Identifiers from the application: time-ordered UUIDs (RFC 9562 version 7), no database sequence or function."""

import secrets
import time
from uuid import UUID


def new_id(now_ms: int | None = None) -> UUID:
    """A UUID version 7: 48 bits of milliseconds, then 74 random bits; sorts by time of creation."""
    milliseconds = time.time_ns() // 1_000_000 if now_ms is None else now_ms
    value = (milliseconds & ((1 << 48) - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)

"""What went wrong with a request, or with one item of a bulk request, as its answer: told by its kind, never by its text."""

import logging

from yizhan.kernel.refusal import refuse
from yizhan.switch.http import messages as m
from yizhan.switch.rooms import ShardUnknown

log = logging.getLogger(__name__)


def told(error: Exception, what: str) -> m.Response:
    """The answer; `what` names the request in the log."""
    if isinstance(error, m.FieldRefused):
        return m.refused(error.refusal)
    if isinstance(error, ShardUnknown):
        return m.refused(refuse("id_malformed", kind="shard"))
    log.error("%s failed: %s", what, type(error).__name__, exc_info=error if _is_traced(error) else None)
    return m.answer(500, {"code": "switch_failed", "facts": {}})


def _is_traced(error: Exception) -> bool:
    """Tracebacks show no values, but a message of a library may: only our own kinds are traced in full."""
    return not type(error).__module__.startswith(("psycopg", "iso8583", "orjson"))

"""The embedded PostgreSQL: `with database(home) as server:` starts it when needed and holds a lease on it.

Clients never start or stop the server themselves. A keeper (a process of its own) owns it, starts it for the first lease and
stops it a few seconds after the last one has closed. Nothing here imports anything else of ours.
"""

from yizhan.embedded.errors import EmbeddedError
from yizhan.embedded.server import APP_ROLE, DATABASE, OWNER_ROLE, SUPERUSER, SWITCH_ROLE, Server, database

__all__ = ["APP_ROLE", "DATABASE", "OWNER_ROLE", "SUPERUSER", "SWITCH_ROLE", "EmbeddedError", "Server", "database"]

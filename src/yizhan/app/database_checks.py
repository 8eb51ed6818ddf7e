"""What the branch asks of a PostgreSQL server that is not its own."""

import psycopg

VERSION_MIN = 16
_FACTS = """
SELECT current_setting('server_version_num')::integer / 10000, current_setting('server_encoding'),
       coalesce(to_jsonb(d) ->> 'datlocale', d.datcollate), d.datcollate
FROM pg_database d WHERE datname = current_database()
"""


class UnsuitableDatabase(RuntimeError):
    """The database cannot be used; the message says why and what to do."""


def complaints(connection: psycopg.Connection) -> list[str]:
    """Why this database will not do; empty when it will."""
    version, encoding, locale, collation = connection.execute(_FACTS).fetchone()
    found = []
    if version < VERSION_MIN:
        found.append(f"the server is PostgreSQL {version}; use {VERSION_MIN} or later")
    if encoding != "UTF8":
        found.append(f"its encoding is {encoding}; create it with ENCODING 'UTF8'")
    if not {locale, collation} & {"C", "C.UTF-8", "C.utf8", "POSIX"}:
        found.append(f"it sorts by {locale}; create it with LOCALE 'C.UTF-8' TEMPLATE template0, "
                     f"so that an upgrade of the system never changes an index's order")
    return found


def require_suitable(url: str) -> None:
    """Raise UnsuitableDatabase when the database cannot be reached or will not do."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            found = complaints(connection)
    except psycopg.OperationalError as error:
        raise UnsuitableDatabase(f"the database does not answer: {str(error).strip()}") from None
    if found:
        raise UnsuitableDatabase("the database of DATABASE_URL will not do: " + "; ".join(found))

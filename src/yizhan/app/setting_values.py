"""How the text of a setting becomes a value; each reader raises ValueError with the fix in its message."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

Reader = Callable[[str], object]
SECRET_CHARACTERS_MIN = 32


class SettingError(ValueError):
    """A setting has a value the program cannot work with."""


def text(value: str) -> str:
    """The text as it stands."""
    return value


def folder(value: str) -> Path:
    """An absolute path; ~ is the user's home."""
    return Path(value).expanduser().absolute()


def file(value: str) -> Path | None:
    """Empty, or the absolute path of a file; ~ is the user's home."""
    return folder(value) if value else None


def port(value: str) -> int:
    """A port that can be printed beforehand."""
    if not value.isdigit() or not 1 <= int(value) <= 65535:
        raise ValueError("give a port from 1 to 65535")
    return int(value)


def port_or_free(value: str) -> int:
    """A port, or 0 for a free one."""
    return 0 if value == "0" else port(value)


def count(value: str) -> int:
    """A whole number of at least 1."""
    if not value.isdigit() or int(value) < 1:
        raise ValueError("give a whole number of at least 1")
    return int(value)


def switch(value: str) -> bool:
    """On or off."""
    if value not in ("0", "1"):
        raise ValueError("give 1 (on) or 0 (off)")
    return value == "1"


def secret(value: str) -> str:
    """Empty, or long enough not to be guessed."""
    if value and len(value) < SECRET_CHARACTERS_MIN:
        raise ValueError(f"give at least {SECRET_CHARACTERS_MIN} characters, or leave it empty to have one generated")
    return value


def names(value: str) -> list[str]:
    """Names separated by commas."""
    return [name.strip() for name in value.split(",") if name.strip()]


def origins(value: str) -> list[str]:
    """Origins separated by commas, each with its scheme."""
    found = names(value)
    for origin in found:
        web_address(origin)
    return found


def web_address(value: str) -> str:
    """Empty, or an address with http or https and a host."""
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.netloc):
        raise ValueError("give an address such as https://bank.example")
    return value.rstrip("/")


def scheme_addresses(value: str) -> dict[str, tuple[str, int]]:
    """Hosts and ports by the name of a card scheme."""
    found: dict[str, tuple[str, int]] = {}
    for item in names(value):
        scheme, equals, address = item.partition("=")
        host, colon, number = address.rpartition(":")
        if not (equals and colon and scheme and host):
            raise ValueError("give visa=host:port, several separated by commas")
        found[scheme] = (host, port(number))
    return found


def shard_numbers(value: str) -> tuple[int, ...]:
    """Numbers of payment shards, each once, in their order."""
    found = names(value)
    if not found or not all(number.isascii() and number.isdigit() and int(number) <= 255 for number in found):
        raise ValueError("give numbers from 0 to 255, separated by commas")
    return tuple(sorted({int(number) for number in found}))


def digits_of_seven(value: str) -> str:
    """Seven digits."""
    if not (value.isascii() and value.isdigit() and len(value) == 7):
        raise ValueError("give seven digits")
    return value


def bin_digits(value: str) -> int:
    """6 or 8."""
    if value not in ("6", "8"):
        raise ValueError("give 6 or 8")
    return int(value)


def database_url(value: str) -> str:
    """Empty, or an address libpq understands, with a database name."""
    if not value:
        return value
    import psycopg  # only then, because every command reads the settings and few name a database
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts = conninfo_to_dict(value)
    except psycopg.ProgrammingError:
        parts = {}
    if not value.startswith(("postgresql://", "postgres://")) or "dbname" not in parts:
        raise ValueError("give an address such as postgresql://user:password@host:5432/yizhan")
    return value


def mail_address(value: str) -> str:
    """Empty, or the address of a mail server."""
    if value and (urlsplit(value).scheme not in ("smtp", "smtps") or not urlsplit(value).hostname):
        raise ValueError("give smtp://host:port or smtps://host:port, with user:password@ before the host where it asks for one")
    return value


def mailbox(value: str) -> str:
    """One mail address."""
    name, at, host = value.partition("@")
    if not (name and at and host) or any(letter.isspace() for letter in value):
        raise ValueError("give one mail address, such as branch@bank.example")
    return value

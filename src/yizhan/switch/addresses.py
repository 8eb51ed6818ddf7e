"""Where a browser is sent: back to an address of ours or a wallet's, whose origin was agreed on, and never with anything of a card."""

import re
from collections.abc import Collection, Mapping
from html import escape
from ipaddress import IPv4Address
from typing import Final
from urllib.parse import urlencode, urlsplit

import httpx

from yizhan.switch.http.messages import Response

LENGTH_MAX: Final = 500
_LABEL: Final = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
HOST: Final = re.compile(rf"{_LABEL}(\.{_LABEL})*")  # names and IPv4 addresses
# The address of the form, which holds a bind token, is told to nobody; no answer is kept.
HEADERS: Final = (("cache-control", "no-store"), ("referrer-policy", "no-referrer"), ("content-length", "0"))

PAGE_HEADERS: Final = (*HEADERS[:2], ("content-type", "text/html; charset=utf-8"),
                       ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"))
PAGE: Final = ('<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
               '<title>3-D Secure</title><meta http-equiv="refresh" content="0; url={target}"><p>请到发卡行页面确认是您本人。<br>'
               'Your bank asks you to confirm that it is you: <a href="{target}">3-D Secure</a></p></html>')


def is_allowed(url: str, origins: Collection[str]) -> bool:
    """Whether an address belongs to one of these origins (`https://host[:port]`), and is told to browsers without tricks."""
    if len(url) > LENGTH_MAX or not url.isascii() or not url.isprintable() or set(url) & set(" \\\"<>^`{|}"):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and not parts.fragment and origin_of(url) in origins


def is_callback(url: str) -> bool:
    """Whether results can be told to an address: https at a public host, or http on this machine's 127.0.0.1 and a port.

    Whoever reads it must read it alike. Names are not looked up here: what they lead to may be another tomorrow.

    What stands in the address is what is signed and sent, so nothing that a client would write in another way is taken.
    """
    if not url.isascii() or not url.isprintable() or set(url) & set(" \\\"<>^`{|}"):
        return False
    try:
        parts = urlsplit(url)
        port, sent = parts.port, httpx.URL(url).raw_path.decode()
    except (ValueError, httpx.InvalidURL):
        return False
    authority = parts.hostname if port is None else f"{parts.hostname}:{port}"
    if parts.fragment or port == 0 or parts.netloc.lower() != authority or not HOST.fullmatch(parts.hostname or ""):
        return False
    if not ((parts.scheme == "https" and _is_public(parts.hostname or ""))
            or (parts.scheme == "http" and parts.hostname == "127.0.0.1" and port is not None)):
        return False
    return sent == (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _is_public(host: str) -> bool:
    """Whether a host, in lower case, is a public IPv4 address in its usual form, or a name but of this machine or its network."""
    last = host.rpartition(".")[2]
    if last.isdigit() or last.startswith("0x"):  # What clients read as an address, such as 127.1 or 0x7f000001.
        try:
            address = IPv4Address(host)
        except ValueError:
            return False
        return address.is_global and not address.is_multicast
    return last not in ("localhost", "local")


def origin_of(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def see_other(url: str) -> Response:
    """Send the browser on."""
    return Response(303, b"", (("location", url), *HEADERS))


def challenge_page(url: str) -> Response:
    """A page that goes on to the bank's.

    A form's answer may not redirect there: the page of the form lets it lead to the switch alone, and Chromium holds redirects to that too.
    """
    return Response(200, PAGE.format(target=escape(url, quote=True)).encode(), PAGE_HEADERS)


def back(return_url: str, token: str, outcome: str, field: str = "") -> Response:
    """Send the browser to where it came from, with what happened."""
    told = {"bind": token, "outcome": outcome} | ({"field": field} if field else {})
    return see_other(with_query(return_url, told))


def with_query(url: str, told: Mapping[str, str]) -> str:
    """An address with more in its query."""
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(told)}"

"""Every address of the branch, pages and API alike, as the resolver knows them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
NO_SUCH_NUMBER = 987_654_321
# Django's own view and the supervisor's: open to everybody, they touch no record.
WITHOUT_DOOR = {"set_language": {"POST": "public.read"}, "healthz": {"GET": "public.read"}}


@dataclass(frozen=True, slots=True)
class Route:
    """One address and one method, with the action that its door names."""

    path: str
    method: str
    action: str
    name: str

    @property
    def is_api(self) -> bool:
        """Whether programs call it."""
        return self.path.startswith("/api/")

    @property
    def has_record(self) -> bool:
        """Whether the address names a record."""
        return bool(PARAMETER.search(self.path))

    def filled(self, values: Mapping[str, object], default: object) -> str:
        """The address with its parameters filled in."""

        def value(found: re.Match) -> str:
            return str(values.get(found.group(2), NO_SUCH_NUMBER if found.group(1) == "int" else default))

        return PARAMETER.sub(value, self.path)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def patterns(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[tuple[str, URLPattern]]:
    """(whole address, pattern) of every view."""
    for item in (resolver or get_resolver()).url_patterns:
        path = prefix + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from patterns(item, path)
        else:
            yield path, item


def actions_of(pattern: URLPattern) -> Mapping[str, str]:
    """The action of each method; empty for a view without a door."""
    view = pattern.callback
    if hasattr(view, "action_names"):
        return view.action_names
    if hasattr(view, "action_name"):
        return dict.fromkeys(view.methods, view.action_name)
    return WITHOUT_DOOR.get(pattern.name or "", {})


def routes() -> list[Route]:
    """All addresses by all their methods; the API library's own name for a UUID is the usual one here."""
    return [
        Route(path.replace("<uuidstr:", "<uuid:"), method, action, pattern.name or "")
        for path, pattern in patterns()
        for method, action in actions_of(pattern).items()
    ]

"""Where the desk's pages hang: for the public, or on one enterprise of the desk or of the applicant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.urls import reverse

from yizhan.records.models import Enterprise
from yizhan.web.components import Crumb
from yizhan.workflows.policy_facts import KnownFact


@dataclass(frozen=True, slots=True)
class Place:
    """Names of the four addresses, the page's frame, and what the branch knows already; `enterprise` None is the public."""

    prefix: str
    base: str
    crumbs: Sequence[Crumb] = ()
    enterprise: Enterprise | None = None
    known: tuple[KnownFact, ...] = ()
    known_values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def url(self, page: str, query: str = "", programme: str = "") -> str:
        """The address of a page (`verdicts`, `facts`, `programme`, `question`) with facts in it."""
        arguments: list[UUID | str] = [self.enterprise.pk] if self.enterprise is not None else []
        path = reverse(f"{self.prefix}_{page}", args=[*arguments, programme] if programme else arguments)
        return f"{path}?{query}" if query else path


PUBLIC = Place("policy", "base_public.html")

"""Pages that everybody may open."""

from tests.web.visiting import visitor

__all__ = ["visitor"]

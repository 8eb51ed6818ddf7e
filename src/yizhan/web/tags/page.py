"""What the page's frame needs: icons, theme, navigation, query strings."""

from typing import Any

from django.template import Library
from django.template.context import RequestContext

from yizhan.web import navigation, tables
from yizhan.web.icons import icon

register = Library()
register.simple_tag(icon, name="icon")


@register.simple_tag(takes_context=True)
def theme(context: RequestContext) -> str:
    """The theme of the cookie: light, dark, or auto (the system's) when none was chosen."""
    request = context.get("request")
    chosen = request.COOKIES.get("yizhan_theme", "") if request is not None else ""
    return chosen if chosen in ("light", "dark") else "auto"


@register.simple_tag(takes_context=True)
def places(context: RequestContext, kind: str) -> list[dict[str, Any]]:
    """`{% places "staff" as links %}`: the header's links of a hall, public for any other word."""
    chosen = {"staff": navigation.STAFF_PLACES, "merchant": navigation.MERCHANT_PLACES, "wallet": navigation.WALLET_PLACES}
    return navigation.links(chosen.get(kind, navigation.PUBLIC_PLACES), context.get("request"), context.flatten())


@register.simple_tag(takes_context=True)
def query(context: RequestContext, **changes: Any) -> str:
    """`<a href="{% query page=2 %}">`: this address with some parameters changed."""
    request = context.get("request")
    return tables.query_with(request.GET.urlencode() if request is not None else "", **changes)

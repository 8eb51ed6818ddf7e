"""Where a merchant's people begin: their shops, or the one shop with what it can do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yizhan.web.doors import door
from yizhan.web.payments.merchants import merchant_facts
from yizhan.web.payments.words import MERCHANT_STATES, pill
from yizhan.workflows import access


@door("merchant.act")
def home(request: HttpRequest) -> HttpResponse:
    """The shops a person acts for; who acts for one comes to it at once."""
    found = list(access.merchants(request.user).exclude(state="proposed").order_by("name", "id"))
    if len(found) == 1:
        return redirect("shop", found[0].pk)
    shops = [{"merchant": one, "state": pill(MERCHANT_STATES, one.state)} for one in found]
    return render(request, "merchant/home.html", {"shops": shops})


@door("merchant.act")
def shop(request: HttpRequest, merchant_id: int) -> HttpResponse:
    """One shop."""
    found = access.merchants(request.user).get(pk=merchant_id)
    context = {"merchant": found, "state": pill(MERCHANT_STATES, found.state), "facts": merchant_facts(found)}
    return render(request, "merchant/shop.html", context)

"""Every address of the pages; each hall keeps its own list."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.i18n import set_language

from yizhan.api.site import api_urls
from yizhan.web import account, front, second_step
from yizhan.web.refusals import refusal_text


def healthz(request: HttpRequest) -> HttpResponse:
    """For the supervisor: the process serves and reaches its database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("", front.front, name="front"),
    path("home/", front.home, name="home"),
    path("sign-in/", account.sign_in, name="login"),
    path("sign-in/code/", second_step.sign_in_code, name="sign_in_code"),
    path("account/second-step/", second_step.second_step, name="second_step"),
    path("sign-out/", account.sign_out, name="logout"),
    path("sign-up/", account.sign_up, name="sign_up"),
    path("language/", set_language, name="set_language"),
    path("healthz", healthz, name="healthz"),
    path("", include("yizhan.web.public.urls")),
    path("", include("yizhan.web.enterprise.urls")),
    path("", include("yizhan.web.policy.urls")),
    path("wallet/", include("yizhan.web.visitor.urls")),
    path("desk/travellers/", include("yizhan.web.travellers.urls")),
    path("desk/", include("yizhan.web.desk.urls")),
    path("", include("yizhan.web.oversight.urls")),
    path("scorecards/", include("yizhan.web.scorecards.urls")),
    path("merchant/", include("yizhan.web.merchant.urls")),
    path("payments/", include("yizhan.web.payments.urls")),
    path("api/v1/", include(api_urls(refusal_text))),
]

handler400 = "yizhan.web.errors.bad_request"
handler403 = "yizhan.web.errors.forbidden"
handler404 = "yizhan.web.errors.not_found"
handler500 = "yizhan.web.errors.server_error"

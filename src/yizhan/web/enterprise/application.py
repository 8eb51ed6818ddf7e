"""An application from its start to being handed in: the request, the payee, the task list, the check of all answers."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.credit.application import State
from yizhan.credit.parameters import Parameters
from yizhan.credit.products import product
from yizhan.kernel.refusal import Refusal
from yizhan.web.doors import door, run, today
from yizhan.web.enterprise.base import is_open, no_longer_open, own_application, own_enterprise, saved
from yizhan.web.enterprise.figures import figure_rows
from yizhan.web.enterprise.request_form import PayeeForm, ProductForm, RequestForm, request_initial
from yizhan.web.enterprise.status import shown_status
from yizhan.web.enterprise.tasks import consent_rows, missing_words, paper_rows, sections
from yizhan.web.enterprise.words import identity_rows, payee_rows, product_name, request_rows
from yizhan.web.formats import bilingual
from yizhan.web.forms import KeyedForm, add_refusal, form_of
from yizhan.web.refusals import refusal_text
from yizhan.workflows.applications import change_application, missing_of, name_payee, product_of, start_application, submit_application


@door("application.start", "GET", "POST")
def start(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """Which loan (in the address), then what is asked for; this makes the draft."""
    enterprise = own_enterprise(request, enterprise_id)
    wanted = product(request.GET.get("product", ""), Parameters(today()))
    if isinstance(wanted, Refusal):
        form = ProductForm(request.GET if "chosen" in request.GET else None)
        return render(request, "enterprise/product.html", {"form": form, "enterprise": enterprise, "back_href": reverse("my_cases")})
    form = form_of(RequestForm, request, product=wanted)
    if request.method == "POST" and form.is_valid():
        started = run(request, start_application, enterprise.id, wanted.code, *form.terms, **form.details)
        if not isinstance(started, Refusal):
            return redirect("my_application", started.id)
        add_refusal(form, started, form="repayment_form")
    return render(request, "enterprise/request.html", {
        "form": form, "enterprise": enterprise, "product": bilingual(wanted.name),
        "back_href": reverse("my_application_new", args=[enterprise.id])})


@door("application.read")
def overview(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The task list while the applicant works on it, afterwards how it stands."""
    application = own_application(request, application_id)
    if not is_open(application):
        return render(request, "enterprise/status.html", shown_status(request, application))
    owed = missing_of(application, today())
    return render(request, "enterprise/tasks.html", {
        "application": application, "product": product_name(application.product_code, today()),
        "sections": sections(application, owed), "missing": missing_words(owed), "was_handed_in": application.state == State.INCOMPLETE})


@door("application.change", "GET", "POST")
def details(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Change what is asked for."""
    application = own_application(request, application_id)
    if not is_open(application):
        return no_longer_open(request, application)
    wanted = product_of(application, today())
    if isinstance(wanted, Refusal):
        return saved(request, refusal_text(wanted), "my_application", application.id)
    form = form_of(RequestForm, request, request_initial(application), product=wanted)
    if request.method == "POST" and form.is_valid():
        changed = run(request, change_application, application.id, *form.terms, **form.details)
        if not isinstance(changed, Refusal):
            return saved(request, _("What you need is saved."), "my_application", application.id)
        add_refusal(form, changed, form="repayment_form")
    return render(request, "enterprise/request.html", {
        "form": form, "enterprise": application.enterprise, "is_change": True, "product": bilingual(wanted.name),
        "back_href": reverse("my_application", args=[application.id])})


@door("application.name_payee", "GET", "POST")
def payee(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Who is paid: an entrusted payment goes to the supplier. It may be told as late as the offer."""
    application = own_application(request, application_id)
    is_offered = application.state == State.OFFERED
    if not (is_open(application) or is_offered):
        return no_longer_open(request, application)
    back = "my_offer" if is_offered else "my_application"
    names = ("payee_name", "payee_account", "payee_bank")
    form = form_of(PayeeForm, request, {name: getattr(application, name) for name in names})
    if request.method == "POST" and form.is_valid():
        changed = run(request, name_payee, application.id, **form.values)
        if not isinstance(changed, Refusal):
            return saved(request, _("The supplier is saved."), back, application.id)
        add_refusal(form, changed)
    return render(request, "enterprise/payee.html", {"form": form, "back_href": reverse(back, args=[application.id])})


@door("application.submit", "GET", "POST")
def check(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """All answers on one page, then hand in."""
    application = own_application(request, application_id)
    if not is_open(application):
        return redirect("my_application", application.id)
    form = form_of(KeyedForm, request)
    if request.method == "POST" and form.is_valid():
        submitted = run(request, submit_application, application.id)
        if not isinstance(submitted, Refusal):
            return redirect("my_application", application.id)
        add_refusal(form, submitted)
    return render(request, "enterprise/check.html", _check_context(application) | {"form": form})


def _check_context(application) -> dict:
    names = ("details", "payee", "consents", "figures", "uploads")
    here = {name: reverse(f"my_application_{name}", args=[application.id]) for name in names}
    return {
        "application": application, "missing": missing_words(missing_of(application, today())),
        "back_href": reverse("my_application", args=[application.id]),
        "parts": [
            (_("What you need"), request_rows(application, today(), here["details"])),
            (_("Who is paid"), payee_rows(application, here["payee"])),
            (_("The company"), identity_rows(application.enterprise)),
            (_("Figures"), figure_rows(application.enterprise, here["figures"])),
            (_("Papers"), paper_rows(application, here["uploads"])),
            (_("Consents"), consent_rows(application, here["consents"])),
        ]}

"""The pages of the second step: set up, turned off, and asked for at sign-in."""

import time

import segno
from django import forms
from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django_otp import login as second_login
from django_otp import match_token
from django_otp.plugins.otp_totp.models import TOTPDevice

from yizhan.kernel.refusal import Refusal
from yizhan.records.models import User
from yizhan.web.addresses import next_address
from yizhan.web.doors import door, run
from yizhan.web.forms import add_refusal
from yizhan.web.refusals import refusal_text
from yizhan.workflows.second_step import begin_second_step, confirm_second_step, device_of, end_second_step, open_device_of

PENDING, PENDING_SECONDS = "second_step_pending", 600
BACKEND = "django.contrib.auth.backends.ModelBackend"


class CodeForm(forms.Form):
    """Six digits."""

    code = forms.RegexField(
        r"^\s*\d{3}\s?\d{3}\s*$",
        label=_("Code of six digits"),
        help_text=_("From the authenticator app of your telephone; it changes every 30 seconds."),
        error_messages={"invalid": _("The code has six digits. Read it again from your telephone.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )

    def clean_code(self) -> str:
        """The digits alone."""
        return "".join(self.cleaned_data["code"].split())


@door("account.protect", "GET", "POST")
def second_step(request: HttpRequest) -> HttpResponse:
    """Set the second step up or turn it off: each button does one thing."""
    form = CodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST":
        result = _change(request, form)
        if isinstance(result, User):
            return redirect("second_step")
        if isinstance(result, Refusal):
            _tell(request, form, result)
    opened = open_device_of(request.user)
    context = {"form": form, "device": device_of(request.user), "opened": opened, "is_required": settings.STAFF_SECOND_STEP}
    if opened:
        context |= {"picture": segno.make(opened.config_url).svg_data_uri(scale=5, border=2), "secret": _secret(opened)}
    return render(request, "account/second_step.html", context)


def _change(request: HttpRequest, form: CodeForm) -> User | Refusal | None:
    if request.POST.get("do") == "begin":
        return run(request, begin_second_step)
    if not form.is_valid():
        return None
    if request.POST.get("do") == "end":
        return run(request, end_second_step, form.cleaned_data["code"])
    result = run(request, confirm_second_step, form.cleaned_data["code"])
    if isinstance(result, User):
        second_login(request, device_of(request.user))
        messages.success(request, _("The second step is on. From now on you are asked for a code when you sign in."))
    return result


def _tell(request: HttpRequest, form: CodeForm, refusal: Refusal) -> None:
    if form.is_bound:
        add_refusal(form, refusal)
    else:
        messages.warning(request, refusal_text(refusal))


def _secret(device: TOTPDevice) -> str:
    """The secret as people type it when they cannot scan: groups of four."""
    secret = device.config_url.partition("secret=")[2].partition("&")[0]
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def ask_for_code(request: HttpRequest, user: User, address: str) -> HttpResponse:
    """After the password: remember who it is for ten minutes, and ask for the code."""
    request.session[PENDING] = {"user": str(user.pk), "at": int(time.time()), "next": address}
    return redirect("sign_in_code")


@door("public.read", "GET", "POST")
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The code after the password; the right one signs in."""
    pending = request.session.get(PENDING)
    if not pending or time.time() - pending["at"] > PENDING_SECONDS:
        return redirect("home")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = User.objects.get(pk=pending["user"])
        device = match_token(user, form.cleaned_data["code"]) if user.is_active else None
        if device is not None:
            del request.session[PENDING]
            auth.login(request, user, backend=BACKEND)
            second_login(request, device)
            return HttpResponseRedirect(next_address(request, pending["next"]))
        form.add_error("code", refusal_text({"code": "code_wrong", "facts": {}}))
    return render(request, "account/sign_in_code.html", {"form": form})

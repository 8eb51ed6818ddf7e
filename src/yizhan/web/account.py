"""Signing in and out, signing up as an applicant, and the keeping of language and theme."""

from django import forms
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Role, User
from yizhan.web.addresses import next_address
from yizhan.web.doors import CLOCK, door
from yizhan.web.labels import role_name
from yizhan.web.refusals import refusal_text
from yizhan.web.second_step import ask_for_code
from yizhan.workflows.people import create_user
from yizhan.workflows.second_step import device_of


class SignInForm(AuthenticationForm):
    """User name and password."""

    username = forms.CharField(
        label=_("User name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))

    def confirm_login_allowed(self, user: User) -> None:
        """The published password of the demonstration opens nothing where there is no demonstration any more."""
        super().confirm_login_allowed(user)
        if self.cleaned_data["password"] == settings.PUBLISHED_PASSWORD and not settings.DEMO_LOGINS:
            raise forms.ValidationError(_("The password of the demonstration is public and no longer accepted here. Ask an administrator."))


class SignUpForm(forms.Form):
    """A new applicant."""

    display_name = forms.CharField(label=_("Your name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    username = forms.SlugField(
        label=_("User name"),
        max_length=60,
        help_text=_("Letters, digits, hyphen and underscore."),
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least 10 characters; a sentence is good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@door("public.read", "GET", "POST")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in; after that the page that was asked for, or the user's home."""
    form = SignInForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = request.POST.get("next", "")
        if device_of(form.get_user()):
            return ask_for_code(request, form.get_user(), address)
        auth.login(request, form.get_user())
        return HttpResponseRedirect(next_address(request, address))
    return render(request, "account/sign_in.html", {"form": form, "next": request.GET.get("next", ""), **_demo_cast()})


def _demo_cast() -> dict:
    """The demo cast with its password, where the branch is a demo and its people are here."""
    names = [login.username for login in settings.DEMO_LOGINS]
    here = set(User.objects.filter(username__in=names).values_list("username", flat=True)) if names else set()
    people = [(login.username, role_name(login.role)) for login in settings.DEMO_LOGINS if login.username in here]
    return {"demo_people": people, "demo_password": settings.DEMO_PASSWORD if people else ""}


@door("public.read", "POST")
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    auth.logout(request)
    return redirect("front")


@door("public.read", "GET", "POST")
def sign_up(request: HttpRequest) -> HttpResponse:
    """Create an applicant's account and go on to register the enterprise."""
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = create_user(None, CLOCK, role=Role.APPLICANT, request_id=request.id, **form.cleaned_data)
        if not isinstance(user, Refusal):
            auth.login(request, user, backend="django.contrib.auth.backends.ModelBackend")
            return HttpResponseRedirect(next_address(request, request.POST.get("next", "")))
        form.add_error(user.facts.get("field"), refusal_text(user))
    return render(request, "account/sign_up.html", {"form": form, "next": request.GET.get("next", "")})

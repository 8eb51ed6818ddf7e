"""What an applicant says to the branch: the answer to a question, and the withdrawal."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.credit.application import Event, State, allowed_events
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Role
from yizhan.web.doors import door, run
from yizhan.web.enterprise.base import own_application, saved
from yizhan.web.enterprise.history import PAUSES
from yizhan.web.forms import KeyedForm, add_refusal, form_of
from yizhan.web.vocabulary import word
from yizhan.workflows.applications import answer_pause, withdraw_application


class AnswerForm(KeyedForm):
    """The answer in words."""

    answer = forms.CharField(label=gettext_lazy("Your answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6}),
                             help_text=gettext_lazy("Upload papers first if any were asked for; then say here what you sent."))


class WithdrawForm(KeyedForm):
    """Why, if the applicant wants to say so."""

    reason = forms.CharField(label=gettext_lazy("Why do you withdraw?"), max_length=500, required=False,
                             widget=forms.Textarea(attrs={"rows": 3}),
                             help_text=gettext_lazy("It helps the branch to do better; leave it empty if you like."))


@door("application.answer", "GET", "POST")
def answer(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Answer what the branch asked; its clock runs on."""
    application = own_application(request, application_id)
    pause = application.pauses.filter(ended_at=None).first()
    if application.state != State.PAUSED or pause is None:
        return redirect("my_application", application.id)
    form = form_of(AnswerForm, request)
    if request.method == "POST" and form.is_valid():
        answered = run(request, answer_pause, application.id, form.cleaned_data["answer"])
        if not isinstance(answered, Refusal):
            return saved(request, _("Your answer has arrived. The branch goes on."), "my_application", application.id)
        add_refusal(form, answered)
    return render(request, "enterprise/answer.html", {
        "form": form, "pause": pause, "pause_words": word(PAUSES, pause.reason), "application": application,
        "back_href": reverse("my_application", args=[application.id])})


@door("application.withdraw", "GET", "POST")
def withdraw(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Take the application back, after a page that says what this means."""
    application = own_application(request, application_id)
    if Event.WITHDRAW not in allowed_events(State(application.state), Role.APPLICANT):
        return redirect("my_application", application.id)
    form = form_of(WithdrawForm, request)
    if request.method == "POST" and form.is_valid():
        withdrawn = run(request, withdraw_application, application.id, form.cleaned_data["reason"])
        if not isinstance(withdrawn, Refusal):
            return redirect("my_application", application.id)
        add_refusal(form, withdrawn)
    return render(request, "enterprise/withdraw.html", {
        "form": form, "application": application, "back_href": reverse("my_application", args=[application.id])})

"""What the applicant's views share: own records only, saved messages, and form actions."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yizhan.credit.application import State
from yizhan.records.models import Application, Enterprise, Loan
from yizhan.workflows import access

OPEN_FOR_CHANGES = (State.DRAFT, State.INCOMPLETE)


def own_application(request: HttpRequest, application_id: UUID) -> Application:
    """The application if the user may see it; somebody else's is not found."""
    return access.applications(request.user).get(pk=application_id)


def own_enterprise(request: HttpRequest, enterprise_id: UUID) -> Enterprise:
    """The enterprise if the user may see it; somebody else's is not found."""
    return access.enterprises(request.user).get(pk=enterprise_id)


def own_loan(request: HttpRequest, loan_id: UUID) -> Loan:
    """The loan if the user may see it; somebody else's is not found."""
    return access.loans(request.user).get(pk=loan_id)


def is_open(application: Application) -> bool:
    """Whether the applicant may still change the application."""
    return application.state in OPEN_FOR_CHANGES


def saved(request: HttpRequest, text: str, name: str, *args: UUID) -> HttpResponse:
    """Say what was saved and go on to a page."""
    messages.success(request, text)
    return redirect(name, *args)


def no_longer_open(request: HttpRequest, application: Application) -> HttpResponse:
    """Back to the application, because it was handed in meanwhile, in another window for instance."""
    messages.info(request, _("The application has been handed in, so this page can no longer be changed."))
    return redirect("my_application", application.id)

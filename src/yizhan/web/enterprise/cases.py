"""The applicant's home: own enterprises, their applications and loans, and what waits for the applicant."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.credit.application import State, holder_role
from yizhan.kernel.money import Money
from yizhan.records.models import Application, Enterprise, Loan, Notice, Role, User
from yizhan.web.components import Pill
from yizhan.web.doors import door, today
from yizhan.web.enterprise.words import applicant_pill, product_name
from yizhan.web.labels import state_pill
from yizhan.workflows import access

LETTERS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """One application of the list."""

    id: Any
    number: str
    product: str
    amount: Money
    state: Pill
    is_your_turn: bool
    created_at: Any


@dataclass(frozen=True, slots=True)
class EnterpriseCard:
    """One enterprise with what belongs to it."""

    enterprise: Enterprise
    applications: list[ApplicationLine]
    loans: list[tuple[Loan, Pill]]


@door("enterprise.read")
def my_cases(request: HttpRequest) -> HttpResponse:
    """Everything the applicant has here; a new one is led to the first step."""
    own = access.enterprises(request.user).filter(memberships__user=request.user).order_by("created_at")
    return render(request, "enterprise/cases.html", {
        "cards": [enterprise_card(request, item) for item in own], "letters": open_letters(request.user)})


def open_letters(user: User) -> list[Notice]:
    """Letters about loans that still matter: arrears that last, a maturity that is near."""
    rows = Notice.objects.filter(recipient=user, loan__state="active").select_related("loan__standing").order_by("-at", "-id")
    return [row for row in rows if row.code != "arrears_notice" or row.loan.standing.overdue_since is not None][:LETTERS_SHOWN]


def enterprise_card(request: HttpRequest, enterprise: Enterprise) -> EnterpriseCard:
    """An enterprise with its applications and loans, the newest first."""
    applications = access.applications(request.user).filter(enterprise=enterprise).order_by("-created_at")
    loans = access.loans(request.user).filter(enterprise=enterprise).order_by("-started_on", "-id")
    return EnterpriseCard(enterprise, [_line(item) for item in applications], [(loan, state_pill("loan", loan.state)) for loan in loans])


def _line(application: Application) -> ApplicationLine:
    return ApplicationLine(
        application.id, application.number, product_name(application.product_code, today()), Money(application.amount_minor),
        applicant_pill(application.state), holder_role(State(application.state)) == Role.APPLICANT, application.created_at)

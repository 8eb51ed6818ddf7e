"""What a user may see: querysets, so that somebody else's id is simply not found."""

from django.db.models import Q, QuerySet

from yizhan.records.models import Application, Enterprise, Loan, Role, User


def enterprises(actor: User | None) -> QuerySet[Enterprise]:
    """All for staff and the system; an applicant's own; none for a stranger."""
    return Enterprise.objects.filter(_own(actor, "")) if _is_applicant(actor) else Enterprise.objects.all()


def applications(actor: User | None) -> QuerySet[Application]:
    """Applications that the user may see; an applicant sees those of the own enterprises."""
    rows = Application.objects.select_related("enterprise", "holder", "applicant")
    return rows.filter(_own(actor, "enterprise__")) if _is_applicant(actor) else rows


def loans(actor: User | None) -> QuerySet[Loan]:
    """Loans that the user may see."""
    rows = Loan.objects.select_related("enterprise", "application", "contract")
    return rows.filter(_own(actor, "enterprise__")) if _is_applicant(actor) else rows


def _is_applicant(actor: User | None) -> bool:
    return actor is not None and actor.role == Role.APPLICANT


def _own(actor: User, prefix: str) -> Q:
    return Q(**{f"{prefix}memberships__user": actor})

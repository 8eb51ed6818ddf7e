"""What a user may see: querysets, so that somebody else's id is simply not found."""

from django.db.models import QuerySet

from yizhan.records.models import Application, Enterprise, Loan, Merchant, Role, TierUpgrade, Traveller, User


def enterprises(actor: User | None) -> QuerySet[Enterprise]:
    """All for staff and the system; an applicant's own; none for anybody else."""
    return _seen(Enterprise.objects.all(), actor, "")


def applications(actor: User | None) -> QuerySet[Application]:
    """Applications that the user may see; an applicant sees those of the own enterprises."""
    return _seen(Application.objects.select_related("enterprise", "holder", "applicant"), actor, "enterprise__")


def loans(actor: User | None) -> QuerySet[Loan]:
    """Loans that the user may see."""
    return _seen(Loan.objects.select_related("enterprise", "application", "contract"), actor, "enterprise__")


def merchants(actor: User | None) -> QuerySet[Merchant]:
    """All for staff and the system; those that a merchant's user acts for; none for anybody else."""
    rows = Merchant.objects.all()
    if _sees_all(actor):
        return rows
    return rows.filter(memberships__user=actor) if actor.role == Role.MERCHANT else rows.none()


def travellers(actor: User | None) -> QuerySet[Traveller]:
    """All for staff and the system; a traveller's own; none for anybody else."""
    rows = Traveller.objects.select_related("user")
    return rows if _sees_all(actor) else rows.filter(user=actor)


def upgrades(actor: User | None) -> QuerySet[TierUpgrade]:
    """Upgrades of the travellers that the user may see."""
    rows = TierUpgrade.objects.select_related("traveller", "document_copy", "decided_by")
    return rows if _sees_all(actor) else rows.filter(traveller__user=actor)


def _seen(rows: QuerySet, actor: User | None, prefix: str) -> QuerySet:
    if _sees_all(actor):
        return rows
    return rows.filter(**{f"{prefix}memberships__user": actor}) if actor.role == Role.APPLICANT else rows.none()


def _sees_all(actor: User | None) -> bool:
    return actor is None or actor.is_branch_staff

"""What every page knows: the branch, the user's halls, the other language."""

from django.conf import settings
from django.http import HttpRequest

from yizhan.records.models import Role
from yizhan.web.languages import offered
from yizhan.workflows.permissions import may


def branch(request: HttpRequest) -> dict:
    """Template variables of every page; `may_…` decide which links are shown, never what is permitted."""
    user = getattr(request, "user", None)
    role = user.role if user is not None and user.is_authenticated else None
    return {
        "role": role,
        "is_branch_staff": role is not None and user.is_branch_staff,
        "is_merchant": role == Role.MERCHANT,
        "has_applications": role not in (None, Role.MERCHANT, Role.TRAVELLER),
        "may_watch_payments": may(role, "payment.watch"),
        "may_see_branch": may(role, "branch.read"),
        "may_see_book": may(role, "book.read"),
        "may_see_audit": may(role, "audit.read"),
        "may_see_travellers": may(role, "traveller.queue"),
        "languages": offered(request.path_info),
        "is_traveller": role == Role.TRAVELLER,
        "demo": settings.ENVIRONMENT.demo,
    }

"""Who the caller is."""

from django.http import HttpRequest
from ninja import Router

from yizhan.api.doors import door
from yizhan.api.problems import PROBLEMS
from yizhan.api.results import Record
from yizhan.workflows.permissions import PERMISSIONS

router = Router(tags=["session"])


@router.get("/me", response={200: Record, **PROBLEMS})
@door("home.read")
def read_me(request: HttpRequest):
    """The caller's name, role and permitted actions."""
    user = request.user
    return {
        "id": str(user.pk),
        "username": user.username,
        "display_name": user.display_name,
        "role": user.role,
        "actions": sorted(action for action, roles in PERMISSIONS.items() if user.role in roles),
    }

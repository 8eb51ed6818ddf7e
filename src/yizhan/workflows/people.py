"""Users: an applicant signs up alone, staff are created by the command line; personal data are shown with a reason."""

from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from yizhan.kernel.refusal import Refusal, refuse
from yizhan.records.models import Enterprise, Role, User
from yizhan.workflows.action import Act, action

# What a page masks until somebody asks.
CONTACT_FIELDS = ("legal_representative", "contact_name", "contact_phone", "contact_email", "address")


@action("user.create")
def create_user(act: Act, username: str, password: str, role: str, display_name: str) -> User | Refusal:
    """A new user; the system's action, because a stranger has no role yet. The door limits it to applicants."""
    if role not in Role.values:
        return refuse("role_unknown", role=role)
    if User.objects.filter(username__iexact=username).exists():
        return refuse("username_taken", field="username")
    user = User(username=username, role=role, display_name=display_name, date_joined=act.now)
    try:
        validate_password(password, user)
    except ValidationError as error:
        return refuse("password_too_weak", field="password", rules=" ".join(error.messages))
    user.set_password(password)
    user.save()
    act.changed(user, after={"username": username, "role": role})
    return user


@action("user.password")
def set_password(act: Act, username: str, password: str) -> User | Refusal:
    """A new password for a user who has lost the old one; the command line's alone."""
    user = User.objects.select_for_update().filter(username=username).first()
    if user is None:
        return refuse("user_unknown", username=username)
    try:
        validate_password(password, user)
    except ValidationError as error:
        return refuse("password_too_weak", field="password", rules=" ".join(error.messages))
    user.set_password(password)
    user.save(update_fields=["password"])
    act.changed(user, after={"password": "changed"})
    return user


@action("person.unmask")
def unmask_contact(act: Act, enterprise_id: UUID, reason: str) -> Enterprise | Refusal:
    """Note that a person looks at the contact data of an enterprise and what for; the data themselves are not repeated."""
    enterprise = act.enterprise(enterprise_id)
    if not reason.strip():
        return refuse("unmask_needs_reason", field="reason")
    act.changed(enterprise, after={"shown": list(CONTACT_FIELDS), "reason": reason.strip()[:200]})
    return enterprise

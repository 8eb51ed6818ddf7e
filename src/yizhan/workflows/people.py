"""Users: an applicant signs up alone; staff are created by the command line."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from yizhan.kernel.refusal import Refusal, refuse
from yizhan.records.models import Role, User
from yizhan.workflows.action import Act, action


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

"""The fixed cast of the stories: one person for each role, and a stranger."""

import functools
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password

from yizhan.kernel.clock import SHANGHAI, FixedClock
from yizhan.records.models import Role, User

PASSWORD = "a long enough sentence"
# A Monday morning in working hours, with the whole week worked.
MONDAY = datetime(2026, 11, 16, 9, 30, tzinfo=SHANGHAI)


@dataclass
class Cast:
    """Users by role."""

    applicant: User
    manager: User
    officer: User
    approver: User
    operations: User
    branch: User
    auditor: User
    merchant: User
    traveller: User
    stranger: User
    other_merchant: User

    def by_role(self) -> dict[str, User]:
        """One user for each role."""
        return {
            user.role: user
            for user in (self.applicant, self.manager, self.officer, self.approver, self.operations, self.branch, self.auditor,
                         self.merchant, self.traveller)
        }


def make_cast() -> Cast:
    """Create the cast; the stranger is an applicant of another enterprise, the other merchant a clerk of another shop."""
    names = {
        "applicant": Role.APPLICANT,
        "manager": Role.RELATIONSHIP_MANAGER,
        "officer": Role.CREDIT_OFFICER,
        "approver": Role.APPROVER,
        "operations": Role.OPERATIONS,
        "branch": Role.BRANCH_MANAGER,
        "auditor": Role.AUDITOR,
        "merchant": Role.MERCHANT,
        "traveller": Role.TRAVELLER,
        "stranger": Role.APPLICANT,
        "other_merchant": Role.MERCHANT,
    }
    return Cast(**{name: _user(name, role) for name, role in names.items()})


def _user(name: str, role: str) -> User:
    return User.objects.create(username=name, role=role, display_name=name.title(), password=_encoded())


@functools.cache
def _encoded() -> str:
    """One hash for the whole run: argon2 is slow on purpose."""
    return make_password(PASSWORD)


def clock() -> FixedClock:
    """A clock that stands on MONDAY."""
    return FixedClock(MONDAY)

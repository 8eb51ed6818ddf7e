"""Users and their roles."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from yizhan.kernel.ids import new_id


class Role(models.TextChoices):
    """Who a user is to the branch; what a role may do stands in workflows/permissions.py."""

    APPLICANT = "applicant"
    RELATIONSHIP_MANAGER = "relationship_manager"
    CREDIT_OFFICER = "credit_officer"
    APPROVER = "approver"
    OPERATIONS = "operations"
    BRANCH_MANAGER = "branch_manager"
    AUDITOR = "auditor"
    MERCHANT = "merchant"
    TRAVELLER = "traveller"


STAFF_ROLES = frozenset(Role) - {Role.APPLICANT, Role.MERCHANT, Role.TRAVELLER}


class User(AbstractUser):
    """A person who signs in. Applicants act for enterprises through Membership, merchants' people through MerchantMembership,
    travellers for themselves.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    role = models.CharField(max_length=32, choices=Role.choices)
    display_name = models.CharField(max_length=100)
    language = models.CharField(max_length=10, default="zh-hans")

    @property
    def is_branch_staff(self) -> bool:
        """Whether the user works for the branch."""
        return self.role in STAFF_ROLES

    def __str__(self) -> str:
        return self.display_name or self.username

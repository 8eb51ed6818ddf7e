"""Whether a branch is empty, or holds a park that was never finished. Light, because every start asks."""

from yizhan.records.models import AuditRow, Enterprise, User


def is_empty() -> bool:
    """Whether nobody and nothing is in the branch yet."""
    return not User.objects.exists() and not Enterprise.objects.exists()


def is_unfinished() -> bool:
    """Whether a build began in this branch and never came to its end."""
    built = AuditRow.objects.filter(action="demo.build")
    return built.exists() and not built.filter(subject_type="User").exists()

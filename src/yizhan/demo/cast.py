"""Who can sign in to a demo branch: one person for each role, several applicants, one password for all. Values only.

The logins are public, so they exist in demo branches only: `yizhan run` builds them in an empty branch while YIZHAN_DEMO is 1.
"""

from dataclasses import dataclass

DEMO_PASSWORD = "come in and look around"  # noqa: S105 - public on purpose


@dataclass(frozen=True, slots=True)
class Login:
    """A person of the demo cast; `role` is a value of records.Role."""

    username: str
    role: str
    display_name: str


APPLICANTS = (
    Login("li.applicant", "applicant", "李晓云"),
    Login("zhang.applicant", "applicant", "张一鸣"),
    Login("wang.applicant", "applicant", "王海燕"),
    Login("zhao.applicant", "applicant", "赵启明"),
    Login("sun.applicant", "applicant", "孙若溪"),
)
STAFF = (
    Login("chen.manager", "relationship_manager", "陈立"),
    Login("he.manager", "relationship_manager", "何静"),
    Login("liu.officer", "credit_officer", "刘洋"),
    Login("zhou.approver", "approver", "周敏"),
    Login("zheng.operations", "operations", "郑涛"),
    Login("wu.branch", "branch_manager", "吴建国"),
    Login("feng.auditor", "auditor", "冯岚"),
)
MERCHANTS = (
    Login("lin.merchant", "merchant", "林小茶"),
    Login("huang.merchant", "merchant", "黄海宾"),
)
# A traveller signs in with the phone number; the name that is shown is the masked number.
TRAVELLERS = (
    Login("+447700900111", "traveller", "+44********11"),
    Login("+6591230222", "traveller", "+65******22"),
    Login("+34600900333", "traveller", "+34*******33"),
)
CREATED = (*APPLICANTS, *STAFF, *MERCHANTS)
LOGINS = (*CREATED, *TRAVELLERS)


def logins_text(address: str) -> str:
    """Address and logins for the terminal."""
    lines = [f"  {login.username:18} {login.role:22} {login.display_name}" for login in LOGINS]
    return "\n".join((f"Open {address} and sign in as one of the demo cast (password of all: {DEMO_PASSWORD}):", *lines))

"""Writes the reference pages that are read off the code: commands and roles.

python tools/reference.py write     # docs/reference/commands.md, docs/reference/roles.md
python tools/reference.py check     # exit status 1 when a page is out of date
"""

import os
import sys
import tempfile
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs" / "reference"


def commands_page() -> str:
    """Every command with its arguments, options and help."""
    from typer.main import get_command

    from yizhan.app.cli import application

    lines = ["# Commands", "", "Written by `python tools/reference.py write`; a test fails when it is out of date.", ""]

    def describe(command, name: str) -> None:
        if hasattr(command, "commands"):
            for part in sorted(command.commands):
                describe(command.commands[part], f"{name} {part}")
            return
        lines.extend([f"## `{name}`", "", (command.help or "").strip(), ""])
        for parameter in command.params:
            record = getattr(parameter, "help", "") or ""
            spelling = ", ".join(f"`{option}`" for option in (*parameter.opts, *parameter.secondary_opts))
            lines.append(f"- {spelling if parameter.param_type_name == 'option' else f'`{parameter.name.upper()}`'}: {record}")
        if command.params:
            lines.append("")

    describe(get_command(application), "yizhan")
    return "\n".join(lines).rstrip() + "\n"


def roles_page() -> str:
    """Who may do what, from the one permission table."""
    from yizhan.records.models import Role
    from yizhan.workflows.permissions import PERMISSIONS, PUBLIC, SYSTEM_ACTIONS

    lines = [
        "# Roles",
        "",
        "Written by `python tools/reference.py write` from `workflows/permissions.py`; a test fails when it is out of date.",
        "An applicant's permission reaches only the applicant's own enterprises, a merchant's only the merchants it acts for.",
        "",
        "Without signing in: " + ", ".join(f"`{name}`" for name in sorted(PUBLIC)) + ".",
        "The branch by itself (worker, command line): " + ", ".join(f"`{name}`" for name in sorted(SYSTEM_ACTIONS)) + ".",
        "",
        "| action | " + " | ".join(role.value for role in Role) + " |",
        "| --- |" + " --- |" * len(Role),
    ]
    lines += [
        f"| `{action}` | " + " | ".join("yes" if role in roles else "" for role in Role) + " |"
        for action, roles in sorted(PERMISSIONS.items())
    ]
    return "\n".join(lines) + "\n"


def pages() -> dict[Path, str]:
    """The pages by their file."""
    return {DOCS / "commands.md": commands_page(), DOCS / "roles.md": roles_page()}


def main(arguments: list[str]) -> int:
    """Write or check."""
    os.environ.setdefault("YIZHAN_HOME", tempfile.mkdtemp(prefix="yizhan-reference-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yizhan.app.settings")
    import django

    django.setup()
    if arguments == ["write"]:
        for path, text in pages().items():
            path.write_text(text, encoding="utf-8")
        return 0
    stale = [path.name for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if stale:
        print(f"out of date: {', '.join(stale)}; run `python tools/reference.py write`")
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

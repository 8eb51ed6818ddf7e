"""What exists is documented: commands, roles, glossary nouns, and no document points nowhere."""

import re
from pathlib import Path

import pytest

from tools import reference

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])


@pytest.mark.parametrize("page", ["commands", "roles"])
def test_a_reference_page_is_what_the_code_says(page: str) -> None:
    text = reference.commands_page() if page == "commands" else reference.roles_page()
    assert (ROOT / "docs" / "reference" / f"{page}.md").read_text(encoding="utf-8") == text, "run `python tools/reference.py write`"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_links_only_to_what_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    missing = [
        target
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text)
        if not target.startswith(("http:", "https:", "mailto:")) and not (document.parent / target).exists()
    ]
    assert not missing


def test_the_glossary_has_every_record() -> None:
    from django.apps import apps

    words = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").lower()
    names = {re.sub(r"(?<!^)(?=[A-Z])", " ", model.__name__).lower() for model in apps.get_app_config("records").get_models()}
    assert not {name for name in names if not any(part in words for part in (name, name.split()[0], name.split()[-1]))}

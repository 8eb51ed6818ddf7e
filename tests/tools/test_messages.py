"""The interface texts: nothing without Chinese, the compiled catalogue up to date, the tool keeps what was translated."""

import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import messages


def test_every_text_has_chinese_and_the_compiled_catalogue_is_up_to_date() -> None:
    found = messages.check()
    assert not found, "run `make messages`, then write the Chinese:\n" + "\n".join(found)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small source tree with a catalogue of its own."""
    source = tmp_path / "src" / "yizhan"
    (source / "web" / "templates").mkdir(parents=True)
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "SOURCE", source)
    monkeypatch.setattr(messages, "PO", source / "web" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po")
    (source / "web" / "page.py").write_text('_("Save")\npgettext("unit", "d")\n_(never)\n', encoding="utf-8")
    (source / "web" / "templates" / "page.html").write_text(
        "<p title='it''s'>\n  {% if x %}\n      {% translate 'Back' %} {{ _('Inline') }}\n{% endif %}"
        "{% blocktranslate count n=n %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}\n{# {% translate 'No' %} #}",
        encoding="utf-8",
    )
    return source


def ids(catalog: Catalog) -> set:
    return {message.id for message in catalog if message.id}


def test_texts_are_found_in_sources_and_templates(tree: Path) -> None:
    assert ids(messages.collected()) == {"Save", "d", "Back", "Inline", ("%(n)s row", "%(n)s rows")}


def test_an_update_keeps_translations_even_of_texts_that_leave_and_come_back(tree: Path) -> None:
    messages.update({"Save": "保存", "d": "天"})
    assert len(messages.check()) == 3
    page = tree / "web" / "page.py"
    kept = page.read_text(encoding="utf-8")
    page.write_text("", encoding="utf-8")
    messages.update()
    assert "Save" not in ids(messages.read())
    page.write_text(kept, encoding="utf-8")
    messages.update({"Back": "返回", "Inline": "行内", "%(n)s row": "%(n)s 行"})
    assert messages.check() == []
    assert messages.read().get("Save").string == "保存"
    assert messages.read().get("d", "unit").string == "天"


def test_a_compiled_catalogue_that_is_older_is_noticed(tree: Path) -> None:
    (tree / "web" / "page.py").write_text('_("Save")', encoding="utf-8")
    (tree / "web" / "templates" / "page.html").write_text("", encoding="utf-8")
    messages.update({"Save": "保存"})
    messages.PO.write_text(messages.PO.read_text(encoding="utf-8").replace("保存", "存盘"), encoding="utf-8")
    assert messages.check() == ["the compiled catalogue is older than the text; run `make messages`"]


def test_a_placeholder_that_the_source_lacks_is_noticed(tree: Path) -> None:
    (tree / "web" / "page.py").write_text('_("%(count)s rows")', encoding="utf-8")
    (tree / "web" / "templates" / "page.html").write_text("", encoding="utf-8")
    messages.update({"%(count)s rows": "%(number)s 行"})
    assert any(line.startswith("placeholders differ") for line in messages.check())


def test_updating_twice_changes_nothing(tree: Path) -> None:
    messages.update({"Save": "保存"})
    first = messages.PO.read_bytes()
    messages.update()
    assert messages.PO.read_bytes() == first


def test_the_command_says_how_it_is_used(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert messages.main([]) == 2
    assert "update" in capsys.readouterr().out
    assert messages.main(["check"]) == 1
    assert "no Chinese: 'Save'" in capsys.readouterr().out

"""The frame of all pages and the error pages."""

import re
from pathlib import Path

import bootstrap
import brotli
import django_htmx
import pytest
from django.test import Client
from lxml import html

import yizhan.web
from tests.web.urls import PAGES

WEB = Path(yizhan.web.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html")) + sorted((WEB / "templates").rglob("*.svg"))
ERRORS = (400, 403, 404, 405, 409, 413, 429, 500)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB / "templates")))
def test_a_template_holds_no_inline_style_script_or_handler_and_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=|<style|javascript:|\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"(?:src|href|action)=[\"']?(?:https?:)?//", text)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_a_language_one_heading_landmarks_and_a_policy(
    visitor: Client, name: str, language: str
) -> None:
    visitor.cookies["yizhan_language"] = language
    response = visitor.get(f"/{name}/")
    page = html.fromstring(response.content)
    assert page.get("lang") == {"zh-hans": "zh-Hans", "en": "en"}[language]
    assert len(page.xpath("//h1")) == 1 and len(page.xpath("//main")) == 1
    assert page.xpath("string(//title)").strip(" –")
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_in_one_language_has_no_words_of_the_other(visitor: Client, name: str) -> None:
    visitor.cookies["yizhan_language"] = "en"
    page = html.fromstring(visitor.get(f"/{name}/").content)
    # The brand's name, the other language's own name and a person's name stay as they are.
    for apart in page.xpath("//body//*[@lang='zh-Hans' or @class='yz-who' or @class='yz-brand']"):
        if apart.getparent() is not None:
            apart.drop_tree()
    assert not re.search(r"[\u4e00-\u9fff]", page.text_content())


def test_the_language_switch_posts_and_comes_back_to_the_same_address(visitor: Client) -> None:
    page = html.fromstring(visitor.get("/styleguide/?sort=-amount").content)
    form = page.xpath("//form[contains(@class, 'yz-language')]")[0]
    assert form.method == "POST" and form.fields["next"] == "/styleguide/?sort=-amount"
    response = visitor.post(form.action, {"language": "en", "next": form.fields["next"]})
    assert response["Location"] == "/styleguide/?sort=-amount"
    assert html.fromstring(visitor.get("/styleguide/").content).get("lang") == "en"


@pytest.mark.parametrize(
    ("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("'><script>", "light"), ("", "light")]
)
def test_the_theme_of_the_cookie_is_in_the_first_byte(visitor: Client, cookie: str, theme: str) -> None:
    visitor.cookies["yizhan_theme"] = cookie
    assert html.fromstring(visitor.get("/styleguide/").content).get("data-bs-theme") == theme


@pytest.mark.parametrize("status", ERRORS)
def test_an_error_page_says_what_to_do_and_gives_the_request_s_id(visitor: Client, status: int) -> None:
    response = visitor.get(f"/errors/{status}/")
    page = html.fromstring(response.content)
    assert response.status_code == status
    assert len(page.xpath("//h1")) == 1 and page.xpath("//main//li")
    assert response["X-Request-Id"] in page.text_content()
    assert "Traceback" not in page.text_content()


@pytest.mark.parametrize("name", ["csrf", "locked_out", "maintenance"])
def test_the_other_closed_doors_have_pages_too(guide: None, name: str) -> None:
    from django.template.loader import render_to_string

    page = html.fromstring(render_to_string(f"errors/{name}.html", {"status": "", "request_id": "0190"}))
    assert page.xpath("//main//li") and "0190" in page.text_content()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_with_all_it_loads_weighs_under_300_kb(visitor: Client, name: str) -> None:
    static = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    files = [
        Path(bootstrap.__path__[0]) / "css" / "bootstrap.min.css",
        static,
        *(WEB / "static" / "yizhan").glob("*.*"),
    ]
    weight = sum(len(brotli.compress(file.read_bytes(), quality=5)) for file in files)
    assert weight + len(brotli.compress(visitor.get(f"/{name}/").content, quality=5)) < 300_000

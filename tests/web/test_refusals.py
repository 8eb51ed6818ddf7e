"""Every code that the tree refuses with has a sentence, in both languages, that names its facts."""

import ast
import json
import re
from pathlib import Path

import pytest
from django.utils.translation import override

import yizhan
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import refuse
from yizhan.web.refusals import TEXTS, THEMES, refusal_text

SOURCE = Path(yizhan.__file__).parent
ROW_PROBLEM = re.compile(r'findings\.report\([^\n]*?, "[a-z_]+", "([a-z_]+)"')


def codes() -> set[str]:
    """The literal codes of refuse(…), Refusal(…), RowProblem(…) and findings.report(…)."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found.update(ROW_PROBLEM.findall(text))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place = {"refuse": 0, "Refusal": 0, "RowProblem": 2}.get(node.func.id)
                if (
                    place is not None
                    and len(node.args) > place
                    and isinstance(node.args[place], ast.Constant)
                ):
                    found.add(node.args[place].value)
    return found


def test_codes_are_found_in_the_tree() -> None:
    assert {"not_permitted", "uscc_check_digit", "amount_malformed", "row_unreadable"} <= codes()


def test_every_code_of_the_tree_has_a_sentence() -> None:
    missing = sorted(codes() - TEXTS.keys())
    assert not missing, f"write these into src/yizhan/web/refusals/: {missing}"


def test_no_two_themes_hold_the_same_code() -> None:
    assert sum(len(theme.TEXTS) for theme in THEMES) == len(TEXTS)


def test_a_refusal_is_told_in_the_page_s_language_with_its_facts() -> None:
    refusal = refuse("amount_under_minimum", amount=Money.of(500), minimum=Money.of(100000))
    with override("en"):
        assert refusal_text(refusal) == "¥500.00 is under the product's smallest amount of ¥100,000.00."
    with override("zh-hans"):
        assert refusal_text(refusal) == "¥500.00 低于该产品的最低金额 ¥100,000.00。"


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"limit": Money.of(1000)}, "The amount is over the limit of ¥1,000.00 that the evaluation allows."),
        (
            {"amount": Money.of(9), "maximum": Money.of(8)},
            "¥9.00 is over the product's largest amount of ¥8.00.",
        ),
        ({}, "The amount is over the limit."),
    ],
)
def test_the_first_sentence_whose_facts_are_all_there_is_taken(facts: dict, text: str) -> None:
    with override("en"):
        assert refusal_text(refuse("amount_over_limit", **facts)) == text


def test_codes_among_the_facts_and_sizes_become_words() -> None:
    with override("en"):
        assert "“Waiting for the customer”" in refusal_text(
            refuse("application_not_changeable", state="paused")
        )
        assert "Credit officer" in refusal_text(refuse("not_in_your_queue", holder_role="credit_officer"))
        assert "2.0\N{NO-BREAK SPACE}GB" in refusal_text(
            refuse("file_too_large", size_bytes=2**31, size_bytes_max=2**20)
        )
        assert "¥1.50" in refusal_text(refuse("account_overdrawn", short_minor=150, currency="CNY"))


def test_a_stored_refusal_is_told_as_well() -> None:
    stored = json.loads('{"code": "offer_expired", "facts": {"expires_on": "2026-11-23"}}')
    with override("en"):
        assert refusal_text(stored) == "The offer ended on 2026-11-23. Ask the branch for a new one."


def test_a_code_without_a_sentence_shows_itself_and_its_facts() -> None:
    with override("en"):
        assert (
            refusal_text(refuse("strange", amount=Money.of(1), count=1200))
            == "strange (amount: ¥1.00 · count: 1,200)"
        )
        assert refusal_text(refuse("offer_expired")) == "offer_expired"

"""The policy commands: verdicts of a file, two sets of figures, changes told; each mistake is one clear line."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from yizhan.app.command_failed import CommandFailed
from yizhan.app.policy_files import ToldChange, books_of, check_file, told_changes
from yizhan.policy.parameters import FOLDER, load_book

DAY = date(2026, 11, 23)
REASON = {
    "condition": "staff_within_limit",
    "old": "met",
    "new": "unmet",
    "figures": [{"name": "staff_max", "old": 500, "new": 39, "source": "draft"}],
}


def facts_file(folder: Path, text: str) -> Path:
    file = folder / "facts.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_of_facts_gets_verdicts_with_their_argument(tmp_path: Path) -> None:
    told = check_file(facts_file(tmp_path, "industry: software\nstaff: 120\nrevenue: 999万\n"), ["size_class"], DAY, "zh", as_json=False)
    assert told.splitlines()[0] == "企业划型 (工信部联企业〔2011〕300号, 2026-11-23): 满足"
    assert "⟶" in told.splitlines()[1]


def test_json_holds_every_programme_and_the_day(tmp_path: Path) -> None:
    told = json.loads(check_file(facts_file(tmp_path, "staff: 600"), (), DAY, "en", as_json=True))
    assert told["as_of"] == "2026-11-23" and len(told["verdicts"]) == 15
    assert next(item for item in told["verdicts"] if item["programme"] == "tech_sme")["outcome"] == "unmet"


@pytest.mark.parametrize(
    ("text", "names", "told"),
    [
        ("staff: [", (), "neither YAML nor JSON"),
        ("revenue: 3000", (), "money carries its unit"),
        ("staff: 3", ("nothing",), "no programme 'nothing'"),
    ],
)
def test_what_is_wrong_is_one_line_that_names_the_fix(tmp_path: Path, text: str, names: tuple, told: str) -> None:
    with pytest.raises(CommandFailed) as error:
        check_file(facts_file(tmp_path, text), names, DAY, "en", as_json=False)
    assert (told in str(error.value) and "\n" not in str(error.value).strip()) or "YAML" in told


def test_two_sets_of_figures_are_the_standing_ones_a_folder_or_a_reform(tmp_path: Path) -> None:
    reform = tmp_path / "reform.yaml"
    reform.write_text("- {programme: tech_sme, name: staff_max, value: 39, effective_from: 2026-11-01}", encoding="utf-8")
    old, new = books_of("current", str(reform))
    assert old is load_book() and new.dated("tech_sme", "staff_max").on(DAY).value == 39
    same, again = books_of(str(FOLDER), "current")
    assert same.programmes == again.programmes
    for wrong in (str(tmp_path / "nowhere"), str(facts_file(tmp_path, "- 3"))):
        with pytest.raises(CommandFailed):
            books_of("current", wrong)


def test_changes_are_told_with_old_new_and_why() -> None:
    change = ToldChange("晨星", "tech_sme", "met", "unmet", [REASON])
    assert told_changes([change], as_json=False).splitlines() == [
        "晨星  tech_sme: met → unmet",
        "    staff_within_limit: met → unmet; staff_max 500 → 39",
    ]
    assert json.loads(told_changes([change], as_json=True))["changes"][0]["reasons"] == [REASON]
    assert told_changes([], as_json=False) == "No enterprise's verdict changes."


def test_the_command_needs_no_database(tmp_path: Path) -> None:
    file = facts_file(tmp_path, "staff: 600")
    command = [sys.executable, "-m", "yizhan.app.cli", "policy", "check", str(file), "--programme", "tech_sme", "--as-of", "2026-11-23"]
    result = subprocess.run(command, capture_output=True, text=True, env={"PATH": "/usr/bin", "HOME": str(tmp_path)})
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("Technology-based SME") and ": unmet" in result.stdout.splitlines()[0]

"""Every action, subject and reason that can stand in the trail has words."""

from yizhan.credit.reasons import reason_codes
from yizhan.web.oversight.words import ACTIONS, REASONS, action_words, address
from yizhan.workflows.permissions import PERMISSIONS, SYSTEM_ACTIONS


def test_every_action_that_changes_something_has_words() -> None:
    changing = {action for action in PERMISSIONS if not action.endswith(".read")} | SYSTEM_ACTIONS
    assert changing - set(ACTIONS) == set()


def test_every_reason_that_refuses_has_a_short_form() -> None:
    refusing = {code for code in reason_codes() if code.endswith(("_unmet", "_below_minimum"))}
    assert refusing - set(REASONS) == set()


def test_a_code_without_words_and_a_page_that_is_not_there_stay_visible() -> None:
    assert action_words("nobody.knows") == "nobody.knows"
    assert address("no_such_page") == ""

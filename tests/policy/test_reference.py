"""The reference page says what the code says."""

from tools.policy_reference import PAGE, page


def test_the_page_of_programmes_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python tools/policy_reference.py"

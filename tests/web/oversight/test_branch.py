"""The branch manager's page: titles answer, figures agree with the story, the period stands in the address."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
WIDE = {"first": "2026-11-01", "last": "2026-11-30"}


def test_each_chart_s_title_is_its_answer(cast, loan, signed_in) -> None:
    text = signed_in(cast.branch).get(reverse("branch"), WIDE).content.decode()
    for title in (
        "1 of 1 application begun in the period was paid out",
        "The longest wait: On-site check, median 2\xa0h",
        "100.0% of promises were kept: 1 of 1",
        "Half of the loans were paid within 3\xa0h",
        "Nothing was refused in the period",
    ):
        assert title in text


def test_a_new_branch_is_invited_to_the_first_step(cast, signed_in) -> None:
    text = signed_in(cast.branch).get(reverse("branch")).content.decode()
    assert "No application was begun in this period" in text and "No loan was paid out in the period" in text


@pytest.mark.parametrize(
    ("asked", "words"),
    [({"first": "yesterday"}, "for example 2026-11-23"), ({"first": "2026-12-01", "last": "2026-11-01"}, "Exchange them")],
)
def test_a_faulty_period_is_named_and_kept(cast, signed_in, asked, words) -> None:
    text = signed_in(cast.branch).get(reverse("branch"), asked).content.decode()
    assert words in text and f'value="{asked["first"]}"' in text


def test_in_chinese_the_titles_are_chinese(cast, loan, signed_in) -> None:
    text = signed_in(cast.auditor, "zh-hans").get(reverse("branch"), WIDE).content.decode()
    assert "承诺" in text and "The longest wait" not in text


def test_the_officer_does_not_see_the_branch(cast, signed_in) -> None:
    assert signed_in(cast.officer).get(reverse("branch")).status_code == 403

"""Reasons in words: of values and of what was stored."""

from django.utils.translation import override

from yizhan.credit.reasons import Reason
from yizhan.kernel.money import Money
from yizhan.web.reasons import all_reason_words, reason_words


def test_a_reason_says_what_is_so_and_what_to_do_in_both_languages() -> None:
    reason = Reason("company_age_unmet", {"months_min": 12})
    with override("en"):
        assert reason_words(reason).action == "Apply once the company is 12 months old."
    with override("zh-hans"):
        assert reason_words(reason).what == "成立时间未满12个月。"


def test_a_stored_reason_reads_like_a_fresh_one() -> None:
    with override("en"):
        stored = reason_words({"code": "sales_volume_unmet", "facts": {"least": {"amount_minor": 100_000_000, "currency": "CNY"}}})
        assert stored == reason_words(Reason("sales_volume_unmet", {"least": Money.of("1000000")}))


def test_a_reason_that_lacks_a_fact_or_words_still_shows_its_code() -> None:
    assert "company_age_unmet" in reason_words({"code": "company_age_unmet", "facts": {}}).what
    assert "made_up_code" in reason_words({"code": "made_up_code"}).what


def test_each_reason_stands_once() -> None:
    assert len(all_reason_words([Reason("overdue_unmet", {"days_max": 0})] * 2)) == 1

"""Words of choices: every code of every list has them."""

from yizhan.policy.choices import all_choice_words, choice_words
from yizhan.policy.facts import definitions


def test_every_choice_of_every_fact_has_words_and_no_word_is_left_over() -> None:
    assert {fact: set(words) for fact, words in all_choice_words().items()} == {
        fact.name: set(fact.choices) for fact in definitions().values() if fact.choices}


def test_a_choice_is_told_in_both_languages() -> None:
    assert choice_words("city", "shenzhen").zh == "深圳"
    assert choice_words("deal_kind", "minority").en == "minority stake"

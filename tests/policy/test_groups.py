"""Groups of facts: every fact is asked in exactly one place."""

from collections import Counter

from yizhan.policy.facts import definitions
from yizhan.policy.groups import groups, groups_of


def test_every_fact_stands_in_exactly_one_group() -> None:
    assert Counter(fact for group in groups() for fact in group.facts) == Counter(list(definitions()))


def test_what_a_person_judges_is_asked_apart() -> None:
    judged = {group.name for group in groups() for fact in group.facts if definitions()[fact].is_judgement}
    assert judged == {"judged"}


def test_groups_of_some_facts_leave_out_the_empty_ones() -> None:
    found = groups_of({"staff", "rd_spend"})
    assert [(group.name, group.facts) for group in found] == [("company", ("staff",)), ("research", ("rd_spend",))]

"""Policy watch over the branch: who changes and why, the list to call, and titles that run out."""

from datetime import date

import pytest

from tests.cast import clock, make_cast
from tests.stories import journey
from yizhan.kernel.refusal import Refusal
from yizhan.policy.parameters import load_book
from yizhan.policy.reform import reform
from yizhan.records.models import AuditRow, PolicyCall
from yizhan.workflows.policy_watch import branch_changes, keep_calls, mark_called, titles_due

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 16)
TITLE = {"kind": "high_tech", "valid_from": "2024-01-01", "valid_to": "2026-12-31", "number": "GR2024"}


@pytest.fixture
def branch():
    """An enterprise of 40 people that meets the size class, and the people of the branch."""
    cast, now = make_cast(), clock()
    enterprise = journey.register(cast.applicant, now, industry="other")  # Others are sized by staff alone, 300号.
    journey.describe(cast.applicant, now, enterprise, staff=40, titles=[TITLE])
    return cast, now, enterprise


def changed_book():
    """A reform in which no more than 39 people make a small or medium technology enterprise."""
    return reform(load_book(), "tech_sme", "staff_max", 39, date(2026, 11, 1))


def test_a_lower_threshold_finds_the_enterprise_that_it_turns_and_the_figure_behind_it(branch) -> None:
    _cast, _now, enterprise = branch
    (change,) = branch_changes(load_book(), changed_book(), DAY)
    assert (change.enterprise, change.programme, change.old.value, change.new.value) == (str(enterprise.pk), "tech_sme", "unknown", "unmet")
    (reason,) = change.reasons
    assert reason.condition == "staff_within_limit"
    assert [(old.value, new.value) for old, new in reason.figures] == [(500, 39)]


def test_nothing_changes_between_equal_books_and_that_is_said(branch) -> None:
    cast, now, _enterprise = branch
    changes = branch_changes(load_book(), load_book(), DAY)
    assert changes == ()
    refused = keep_calls(cast.manager, now, "nothing", DAY, changes)
    assert isinstance(refused, Refusal) and refused.code == "no_verdict_changes"


def test_a_change_is_put_on_the_list_once_and_the_call_is_kept_with_who_and_when(branch) -> None:
    cast, now, enterprise = branch
    changes = branch_changes(load_book(), changed_book(), DAY)
    for _ in range(2):
        keep_calls(cast.manager, now, "draft of November", DAY, changes)
    call = PolicyCall.objects.get()
    assert (call.enterprise, call.old_outcome, call.new_outcome) == (enterprise, "unknown", "unmet")
    assert call.reasons[0]["figures"][0] | {"source": ""} == {"name": "staff_max", "old": 500, "new": 39, "source": ""}
    done = mark_called(cast.manager, now, call.pk, " will apply in spring ")
    assert (done.called_by, done.called_at, done.note) == (cast.manager, now.now(), "will apply in spring")
    again = mark_called(cast.manager, now, call.pk, "")
    assert isinstance(again, Refusal) and again.code == "already_called"
    assert AuditRow.objects.filter(action="policy.call", outcome="done", subject_id=call.pk).count() == 1


def test_titles_that_run_out_within_the_days_asked_are_found(branch) -> None:
    _cast, _now, enterprise = branch
    (due,) = titles_due(DAY, 60)
    assert (due.enterprise, due.expiry.kind, due.expiry.days_left) == (enterprise, "high_tech", 45)
    assert titles_due(DAY, 44) == ()

"""`yizhan policy diff` over the branch: names of the enterprises, and the list to call where asked."""

from datetime import date

import pytest

from tests.cast import clock, make_cast
from tests.stories import journey
from yizhan.app.policy_changes import changes_between
from yizhan.policy.parameters import load_book
from yizhan.policy.reform import reform
from yizhan.records.models import AuditRow, PolicyCall

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 16)


def test_the_enterprises_that_change_are_named_and_kept_as_calls_where_asked() -> None:
    cast, now = make_cast(), clock()
    enterprise = journey.describe(cast.applicant, now, journey.register(cast.applicant, now, industry="other"))
    books = load_book(), reform(load_book(), "tech_sme", "staff_max", 39, date(2026, 11, 1))
    (change,) = changes_between(books, DAY, None, "")
    assert (change.enterprise, change.programme, change.old, change.new) == (enterprise.name, "tech_sme", "unknown", "unmet")
    assert not PolicyCall.objects.exists()
    changes_between(books, DAY, None, "current → draft")
    assert PolicyCall.objects.get().cause == "current → draft"
    assert AuditRow.objects.get(action="policy.watch").actor_role == "system"
    assert changes_between((load_book(), load_book()), DAY, None, "x") == []

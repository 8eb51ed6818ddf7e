"""The demo park's policy desk: calls after a change of rules, one of them made, and kept verdicts."""

from types import SimpleNamespace

import pytest

from tests.cast import clock, make_cast
from tests.stories import journey
from yizhan.demo.policies import policy_line
from yizhan.records.models import PolicyCall, PolicyVerdict

pytestmark = pytest.mark.django_db


def test_the_rules_of_april_put_enterprises_on_the_list_and_one_is_called() -> None:
    cast, now = make_cast(), clock()
    # 2022 rules: open without facts; since 2026-04-01 the entry title is needed, and this enterprise has stated that it holds none.
    for code in ("91440300MA5DATRG0R", "91440300708461136T"):
        journey.describe(cast.applicant, now, journey.register(cast.applicant, now, code), titles=[])
    timeline = SimpleNamespace(now=now.now(), today=now.now().date())
    assert len(list(policy_line(now, timeline, cast.manager))) == 1
    calls = PolicyCall.objects.filter(programme="srdi_sme")
    assert {(call.old_outcome, call.new_outcome) for call in calls} == {("unknown", "unmet")} and len(calls) == 2
    assert PolicyCall.objects.exclude(called_at=None).count() == 1
    assert PolicyVerdict.objects.count() == 30

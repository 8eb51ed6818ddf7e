"""Verdicts of an enterprise: on top of what is known, stored, and replayed to the same outcome."""

import pytest

from tests.cast import clock, make_cast
from tests.stories import journey
from yizhan.kernel.refusal import Refusal
from yizhan.policy.verdict import Verdict
from yizhan.records.models import AuditRow, PolicyVerdict
from yizhan.workflows.action import PermissionRefused
from yizhan.workflows.policy_desk import latest_verdicts, met_programmes, replay_verdict, standing_of, store_verdicts
from yizhan.workflows.profiles import profile_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def enterprise():
    cast, now = make_cast(), clock()
    found = journey.register(cast.applicant, now, industry="software")
    journey.describe(cast.applicant, now, found)
    found.cast, found.now = cast, now
    return found


def outcome(standing, programme: str) -> str:
    return next(verdict.outcome.value for verdict in standing.verdicts if verdict.programme == programme)


def test_a_what_if_stands_above_what_is_known_and_changes_nothing(enterprise) -> None:
    profile = profile_of(enterprise, enterprise.now.now().date())
    assert profile.policies["size_class"] == outcome(standing_of(profile), "size_class")
    assumed = {"staff": 600, "industry": "software"}
    assert outcome(standing_of(profile, assumed), "tech_sme") == "unmet"  # over 500 staff, 115号 第六条(二)
    assert outcome(standing_of(profile), "tech_sme") != "unmet"
    assert not PolicyVerdict.objects.exists()


def test_stored_verdicts_replay_to_the_same_outcome(enterprise) -> None:
    store_verdicts(enterprise.cast.manager, enterprise.now, enterprise.pk)
    rows = latest_verdicts(enterprise)
    assert len(rows) == 15 and rows[0].programme == "size_class"
    assert rows[0].run_by == enterprise.cast.manager
    for row in rows:
        again = replay_verdict(row)
        assert isinstance(again, Verdict) and again.outcome.value == row.outcome
    audit = AuditRow.objects.filter(action="policy.store").get()
    assert audit.enterprise_id == enterprise.pk and audit.after["policy_verdicts"]["tech_sme"] == "unknown"


def test_a_verdict_that_was_tampered_with_does_not_replay(enterprise) -> None:
    store_verdicts(enterprise.cast.manager, enterprise.now, enterprise.pk)
    row = next(row for row in latest_verdicts(enterprise) if row.programme == "tech_sme")
    row.stored = {**row.stored, "outcome": "met"}
    changed = replay_verdict(row)
    assert isinstance(changed, Refusal) and changed.code == "verdict_changed"
    row.stored = {**row.stored, "versions": [{**used, "value": "7"} for used in row.stored["versions"]]}
    missing = replay_verdict(row)
    assert isinstance(missing, Refusal) and missing.code == "version_missing"


def test_the_same_verdict_is_not_kept_twice_and_a_new_fact_keeps_a_new_one(enterprise) -> None:
    for _ in range(2):
        store_verdicts(enterprise.cast.applicant, enterprise.now, enterprise.pk)
    assert PolicyVerdict.objects.count() == 15
    journey.describe(enterprise.cast.applicant, enterprise.now, enterprise, staff=900)
    store_verdicts(enterprise.cast.applicant, enterprise.now, enterprise.pk)
    assert PolicyVerdict.objects.filter(programme="tech_sme").count() == 2
    assert next(row for row in latest_verdicts(enterprise) if row.programme == "tech_sme").outcome == "unmet"


def test_a_stranger_finds_no_enterprise_and_an_auditor_may_not_store(enterprise) -> None:
    from yizhan.records.models import Enterprise

    with pytest.raises(Enterprise.DoesNotExist):
        store_verdicts(enterprise.cast.stranger, enterprise.now, enterprise.pk)
    with pytest.raises(PermissionRefused):
        store_verdicts(enterprise.cast.auditor, enterprise.now, enterprise.pk)


def test_met_programmes_are_named(enterprise) -> None:
    standing = standing_of(profile_of(enterprise, enterprise.now.now().date()), {"revenue": 100_000_000, "staff": 20})
    assert "size_class" in met_programmes(standing.verdicts)

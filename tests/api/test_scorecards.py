"""Cards over the API: proposed, reviewed by another person, in force, recalibrated, watched, ended."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.calls import ROOT, Caller
from tests.stories import journey
from tests.workflows.cards import DOCUMENT, trained_card
from yizhan.credit.scorecard.card_json import to_json
from yizhan.kernel.clock import SystemClock, branch_date
from yizhan.records.models import CardAlarm
from yizhan.workflows.scoring import keep_card

pytestmark = pytest.mark.django_db
TODAY = branch_date(SystemClock().now()).isoformat()


def propose(officer: Caller, content: str | None = None):
    sent = {"product": "park-e", "note": "ranks better", "document": SimpleUploadedFile("model.html", DOCUMENT),
            "card": SimpleUploadedFile("card.json", (content or to_json(trained_card())).encode())}
    return officer.client.post(f"{ROOT}/scorecards/proposals", sent)


def test_a_card_comes_into_force_by_two_people_and_is_ended(cast) -> None:
    officer, approver = Caller(cast.officer), Caller(cast.approver)
    made = propose(officer)
    assert made.status_code == 201
    proposal = made.json()
    assert proposal["card_id"] == trained_card().card_id and {check["level"] for check in proposal["checks"]} == {"ok", "look"}
    path, review = f"/scorecards/proposals/{proposal['id']}", {"verdict": "approved", "words": "read", "effective_from": TODAY}
    assert officer.send("POST", f"{path}/review", review)[0] == 403
    assert approver.post(f"{path}/review", review)["effective_from"] == TODAY
    in_force = {item["product"]: item for item in approver.get("/scorecards")["items"]}
    assert in_force["park-e"]["card_id"] == trained_card().card_id and in_force["xingke"]["method"] == "expert"
    assert approver.get(path)["card"] == json.loads(to_json(trained_card()))
    assert approver.send("POST", f"{path}/review", review)[0] == 409
    assert approver.post(f"{path}/end", {"ended_on": TODAY, "reason": "drift"})["state"] == "ended"
    assert approver.get("/scorecards/proposals")["total"] == 1


def test_a_card_that_cannot_be_read_is_422_with_the_place(cast) -> None:
    half = json.dumps(json.loads(to_json(trained_card())) | {"name": "half"}).replace('"half"', '"\\ud800"')
    for content in ("{", "[" * 100_000, half):
        answer = propose(Caller(cast.officer), content)
        assert (answer.status_code, answer.json()["code"]) == (422, "card_unreadable"), content[:20]


def test_a_new_rate_is_proposed_and_withdrawn_by_its_proposer_only(cast, now) -> None:
    journey.paid_out(cast, now)
    officer = Caller(cast.officer)
    made = officer.post("/scorecards/recalibrations", {"product": "park-e", "rate": 0.05, "version": "2026-12", "reason": "observed"})
    assert made["kind"] == "recalibration" and made["step"]["rate_after"] == 0.05
    assert Caller(cast.approver).send("POST", f"/scorecards/proposals/{made['id']}/withdrawal", {})[0] == 403
    assert officer.post(f"/scorecards/proposals/{made['id']}/withdrawal")["state"] == "withdrawn"
    watched = officer.get("/scorecards/watch/park-e")
    assert watched["scored"] == 1 and watched["outcomes"]["open"] == 1 and watched["has_baseline"] is False
    assert officer.send("GET", "/scorecards/watch/no-such")[0] == 404


def test_an_alarm_is_listed_until_it_is_answered(cast, now) -> None:
    alarm = CardAlarm.objects.create(artefact=keep_card(trained_card(), now.now()), product_code="park-e", kind="stability",
                                     month="2026-11", name="score", level="alarm", created_at=now.now())
    officer = Caller(cast.officer)
    assert officer.get("/scorecards/alarms")["total"] == 1
    assert officer.post(f"/scorecards/alarms/{alarm.pk}/answer", {"words": "retraining"})["closed_by_id"] == str(cast.officer.pk)
    assert officer.get("/scorecards/alarms")["total"] == 0
    assert officer.send("POST", f"/scorecards/alarms/{alarm.pk}/answer", {"words": "again"})[0] == 409

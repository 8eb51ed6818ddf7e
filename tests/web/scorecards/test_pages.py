"""Cards by their pages: proposed with a document, reviewed by a second person, in force, watched, ended; in both languages."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.stories import journey
from tests.workflows.cards import DOCUMENT, in_force, proposed, trained_card
from yizhan.credit.scorecard.card_json import from_json, to_json
from yizhan.credit.scorecard.expert import park_e_card
from yizhan.kernel.clock import SystemClock, branch_date
from yizhan.records.models import CardAlarm, CardProposal
from yizhan.workflows.scoring import card_in_force, keep_card

pytestmark = pytest.mark.django_db


def today():
    return branch_date(SystemClock().now())


def files(card: str | None = None) -> dict:
    content = (card or to_json(trained_card())).encode()
    return {"product": "park-e", "note": "ranks better", "card": SimpleUploadedFile("card.json", content),
            "document": SimpleUploadedFile("model.html", DOCUMENT)}


def test_a_card_is_proposed_reviewed_in_force_and_ended_by_the_pages(cast, signed_in) -> None:
    officer, approver = signed_in(cast.officer), signed_in(cast.approver)
    sent = officer.post("/scorecards/propose/", files())
    assert sent.status_code == 302
    page = officer.get(sent.url).content.decode()
    assert "It waits for a second person" in page and "All engines give the same points" in page
    assert "Take the review" not in page and "Volatility of sales" in page and "<svg" in page
    review = {"verdict": "approved", "words": "figures and document read", "effective_from": today().isoformat()}
    assert officer.post(sent.url + "review/", review).status_code == 403
    assert approver.post(sent.url + "review/", review).status_code == 302
    assert card_in_force("park-e", today()) == trained_card()
    home = approver.get("/scorecards/").content.decode()
    assert "park_e_trained 1" in home and trained_card().card_id in home and "approved by Approver" in home
    assert approver.post(sent.url + "end/", {"ended_on": today().isoformat(), "reason": "drift"}).status_code == 302
    assert card_in_force("park-e", today()) == park_e_card()
    assert "Ended on" in approver.get(sent.url).content.decode()


def test_a_faulty_proposal_keeps_what_was_typed_and_names_the_field(cast, signed_in) -> None:
    officer = signed_in(cast.officer)
    answer = officer.post("/scorecards/propose/", files("{}"))
    page = answer.content.decode()
    assert answer.status_code == 422 and "The card cannot be read" in page and "ranks better" in page and 'href="#id_card"' in page
    assert officer.post("/scorecards/propose/", {}).status_code == 422
    assert not CardProposal.objects.exists()


def test_a_review_without_words_or_in_the_past_says_so(cast, now, signed_in) -> None:
    proposal, approver = proposed(cast.officer, now), signed_in(cast.approver)
    address = f"/scorecards/proposals/{proposal.pk}/review/"
    for form, told in (
        ({"verdict": "approved", "effective_from": today().isoformat()}, "Write what you looked at"),
        ({"verdict": "approved", "words": "x", "effective_from": (today() - timedelta(days=1)).isoformat()}, "That day has passed"),
        ({}, "This field is required"),
    ):
        answer = approver.post(address, form)
        assert answer.status_code == 422 and told in answer.content.decode(), told


def test_the_document_is_a_download_and_the_json_is_the_card(cast, now, signed_in) -> None:
    proposal, auditor = proposed(cast.officer, now), signed_in(cast.auditor)
    answer = auditor.get(f"/scorecards/proposals/{proposal.pk}/document/")
    assert b"".join(answer.streaming_content) == DOCUMENT
    assert answer["Content-Disposition"].startswith("attachment") and "sandbox" in answer["Content-Security-Policy"]
    text = auditor.get(f"/scorecards/cards/{trained_card().card_id}/json/").content.decode()
    assert from_json(text) == trained_card()
    assert auditor.get("/scorecards/cards/0000000000000000/").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_speaks_the_language_of_its_reader(cast, now, signed_in, language) -> None:
    proposal, client = proposed(cast.officer, now), signed_in(cast.approver, language)
    card = f"/scorecards/cards/{park_e_card().card_id}/"
    for address in ("/scorecards/", f"/scorecards/proposals/{proposal.pk}/", card, "/scorecards/watch/park-e/"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        chinese = sum("一" <= sign <= "鿿" for sign in answer.content.decode())
        assert chinese > 60 if language == "zh-hans" else chinese < 60, (address, chinese)


def test_the_case_names_the_card_that_scored_it_and_shows_its_points(cast, now, signed_in) -> None:
    in_force(cast, now)
    loan = journey.paid_out(cast, now)
    officer = signed_in(cast.officer)
    case = officer.get(f"/desk/cases/{loan.application_id}/").content.decode()
    assert "park_e_trained" in case and trained_card().card_id in case
    use = loan.application.evaluations.order_by("at", "id").last().card_use
    points = officer.get(f"/desk/cases/{loan.application_id}/score/").content.decode()
    assert f"{use.points} points, grade {use.grade}" in points and "Tax grade" in points
    evaluation = loan.application.evaluations.order_by("at", "id").last()
    assert "same" in officer.get(f"/desk/cases/{loan.application_id}/replay/{evaluation.pk}/").content.decode().lower()


def test_the_watch_tells_outcomes_and_proposes_a_new_rate(cast, now, signed_in) -> None:
    journey.paid_out(cast, now)
    officer = signed_in(cast.officer)
    page = officer.get("/scorecards/watch/park-e/").content.decode()
    assert "as expert cards do not" in page and "Not known yet" in page
    answer = officer.post("/scorecards/watch/park-e/recalibrate/", {"rate": "0", "version": "2", "reason": "x"})
    assert answer.status_code == 422
    assert signed_in(cast.auditor).get("/scorecards/watch/no-such/").status_code == 404


def test_an_alarm_stands_on_the_desk_until_it_is_answered(cast, now, signed_in) -> None:
    artefact = keep_card(trained_card(), now.now())
    alarm = CardAlarm.objects.create(artefact=artefact, product_code="park-e", kind="stability", month="2026-11", name="sales_growth",
                                     level="alarm", facts={"index": 0.41, "rows": 300}, created_at=now.now())
    officer = signed_in(cast.officer)
    assert "Growth of sales has moved" in officer.get("/scorecards/").content.decode()
    assert "alarm" in officer.get("/desk/").content.decode()
    address = f"/scorecards/alarms/{alarm.pk}/answer/"
    assert officer.post(address, {"words": ""}).status_code == 422
    assert officer.post(address, {"words": "new park opened; retraining begun"}).status_code == 302
    assert "Growth of sales has moved" not in officer.get("/scorecards/").content.decode()
    assert "retraining begun" in officer.get(address).content.decode()

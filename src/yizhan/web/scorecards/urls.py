"""Addresses of the cards."""

from django.urls import path

from yizhan.web.scorecards import cards, lists, proposals, watching

urlpatterns = [
    path("", lists.scorecards, name="scorecards"),
    path("propose/", proposals.propose, name="card_propose"),
    path("cards/<slug:card_id>/", cards.card, name="card"),
    path("cards/<slug:card_id>/json/", cards.card_json, name="card_json"),
    path("proposals/<uuid:proposal_id>/", proposals.proposal, name="card_proposal"),
    path("proposals/<uuid:proposal_id>/document/", proposals.document, name="card_document"),
    path("proposals/<uuid:proposal_id>/review/", proposals.review, name="card_review"),
    path("proposals/<uuid:proposal_id>/end/", proposals.end, name="card_end"),
    path("proposals/<uuid:proposal_id>/withdraw/", proposals.withdraw, name="card_withdraw"),
    path("watch/<slug:code>/", watching.watch, name="card_watch"),
    path("watch/<slug:code>/recalibrate/", watching.recalibrate, name="card_recalibrate"),
    path("alarms/<uuid:alarm_id>/answer/", watching.answer, name="card_alarm_answer"),
]

"""Codes of the records as words and tones."""

import pytest
from django.utils.translation import override

from yizhan.credit.application import Event, State
from yizhan.records.documents import UploadState
from yizhan.records.people import Role
from yizhan.web import labels
from yizhan.web.components import TONES


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("application", State),
        ("upload", UploadState),
        ("deadline", ["not_started", "running", "paused", "pending_calendar", "kept", "missed", "ended"]),
        ("payout", ["waiting", "sent", "accepted", "rejected", "unknown"]),
    ],
)
def test_every_state_has_words(kind: str, codes: object) -> None:
    assert {str(code) for code in codes} <= labels.STATES[kind].keys()


def test_every_event_and_every_role_has_words() -> None:
    assert {str(event) for event in Event} <= labels.EVENTS.keys()
    assert {str(role) for role in Role} <= labels.ROLES.keys()


def test_every_tone_is_a_tone_of_a_pill() -> None:
    tones = {tone for states in (*labels.STATES.values(), labels.EVENTS) for _, tone in states.values()}
    assert tones <= set(TONES)


def test_an_unknown_code_shows_itself() -> None:
    assert labels.state_pill("application", "strange").label == "strange"
    assert labels.event_label("strange").label == "strange"
    assert labels.role_name("strange") == "strange"
    assert labels.role_name(None) == ""


def test_a_state_speaks_the_page_s_language() -> None:
    with override("zh-hans"):
        assert labels.state_pill("application", "paused").label == "等待客户补充"
    with override("en"):
        assert labels.state_pill("application", "paused").label == "Waiting for the customer"

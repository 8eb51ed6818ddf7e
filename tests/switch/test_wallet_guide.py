"""The guide for those who connect a wallet: its worked example, its code and its figures are what the switch does."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from yizhan.connectors.switch_signature import signature, signed_headers
from yizhan.payments import ids
from yizhan.payments.figures import figure, figures
from yizhan.switch.notifying import EVENTS, FILE

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "howto" / "connect-a-wallet.md").read_text(encoding="utf-8")
DAY = datetime(2026, 11, 29, tzinfo=UTC)


def fence(language: str) -> str:
    """The first block of a language."""
    found = re.search(rf"```{language}\n(.*?)\n```", GUIDE, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_worked_example_is_signed_as_the_switch_signs() -> None:
    head, _, body = fence("http").partition("\n\n")
    first, *lines = head.split("\n")
    method, target, _ = first.split(" ")
    headers = dict(line.lower().split(": ") for line in lines)
    secret = re.search(r"Secret: `([^`]+)`", GUIDE)[1]
    moment = datetime.fromtimestamp(int(headers["yizhan-timestamp"]), UTC)
    expected = signed_headers(headers["yizhan-key"], secret, method, target, body.encode(), moment)
    assert expected == {name: value for name, value in headers.items() if name.startswith("yizhan-")}


def test_the_code_of_the_guide_signs_alike() -> None:
    names: dict[str, Any] = {}
    exec(fence("python"), names)
    given = ("secret", "GET", "/v1/payments?card=crd_1&key=2", "1795000000", b"\x00\xff")
    assert names["sign"](*given) == signature(*given)


def test_its_ids_events_and_figures_are_ours() -> None:
    assert ids.read_id("card", re.search(r'"card":"(\w+)"', GUIDE)[1]) == ids.card_id(ids.payer_id(0, 1), 0)
    assert isinstance(ids.read_id("payment", re.search(r'"payment": "(\w+)"', GUIDE)[1]), int)
    assert all(f"`{event}`" in GUIDE for event in EVENTS.values())
    waits = figure(figures(FILE), "retry_s", DAY.date()).value
    assert f"after {', '.join(f'{wait:,}' for wait in waits)} seconds" in " ".join(GUIDE.split())
    assert figure(figures(FILE), "timeout_s", DAY.date()).value == 5 and "within five seconds" in GUIDE

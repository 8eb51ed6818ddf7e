"""The document of the switch's requests: every route of the door stands in it, and real answers fit what it says."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from jsonschema_rs import validator_for

from tests.switch.counter import Counter, play

DOCUMENT = yaml.safe_load((Path(__file__).resolve().parents[2] / "docs" / "reference" / "switch-api.yaml").read_text(encoding="utf-8"))


def schema_of(path: str, method: str, status: int) -> dict[str, Any]:
    found = DOCUMENT["paths"][path][method]["responses"][str(status)]
    if "$ref" in found:
        found = DOCUMENT["components"]["responses"][found["$ref"].rpartition("/")[2]]
    return {**found["content"]["application/json"]["schema"], "components": DOCUMENT["components"]}


def fits(path: str, method: str, answer: tuple[int, Any]) -> None:
    validator_for(schema_of(path, method, answer[0])).validate(answer[1])


@pytest.fixture
def counter(fresh_database, tmp_path) -> Counter:
    return Counter(fresh_database, tmp_path)


def test_every_route_of_the_door_is_described_and_answers_fit(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        door = counter.switch.door
        told = {(method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods}
        routes = {*door._routes, *door._open, ("GET", "/v1/payments/{payment}"), ("POST", "/v1/payments/{payment}/refunds")}
        assert {(method, f"{path}{{token}}" if path.endswith("/") else path) for method, path in routes} == told
        card, key = await counter.card("4111111111111111"), str(uuid4())
        paid = await counter.pay(card, 30_000, key)
        fits("/v1/payments", "post", paid)
        fits("/v1/payments", "post", await counter.pay(card, 30_001, key))
        fits("/v1/payments", "post", await counter.pay(await counter.card("4000000000000051", 2), 500))
        fits("/v1/payments", "get", await counter.ask("GET", f"/v1/payments?card={card}&key={key}"))
        fits("/v1/payments", "get", await counter.ask("GET", f"/v1/payments?card={card}&key={uuid4()}"))
        one = f"/v1/payments/{paid[1]['payment']}"
        fits("/v1/payments/{payment}", "get", await counter.ask("GET", one))
        refund = await counter.ask("POST", f"{one}/refunds", {"key": str(uuid4()), "amount_minor": 100})
        fits("/v1/payments/{payment}/refunds", "post", refund)
        fits("/v1/payment-codes", "post", await counter.ask("POST", "/v1/payment-codes", {"card": card}))
        fits("/v1/payments/bulk", "post", await counter.ask("POST", "/v1/payments/bulk", {"payments": [{}]}))
    play(counter, story)

"""The document of the switch's requests: every route of the door stands in it, and real answers fit what it says."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from jsonschema_rs import validator_for

from tests.switch.counter import Counter, play
from yizhan.kernel.clock import branch_date
from yizhan.payments import ids
from yizhan.switch.notifying import EVENTS

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = yaml.safe_load((ROOT / "docs" / "reference" / "switch-api.yaml").read_text(encoding="utf-8"))


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
        routes = {*door._routes, *door._open, ("GET", "/v1/payments/{payment}"), ("POST", "/v1/payments/{payment}/refunds"),
                  ("POST", "/v1/cards/{card}/unbind")}
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
        fits("/v1/cards/{card}/unbind", "post", await counter.ask("POST", f"/v1/cards/{card}/unbind"))
        fits("/v1/cards/{card}/unbind", "post", await counter.ask("POST", "/v1/cards/crd_1/unbind"))
        fits("/v1/payments/bulk", "post", await counter.ask("POST", "/v1/payments/bulk", {"payments": [{}]}))
    play(counter, story)


def test_registers_bindings_and_refusals_fit_too(counter: Counter) -> None:
    counter.wiring = {"return_origins": frozenset({"https://wallet.example"})}

    async def story(counter: Counter) -> None:
        async def asked(path: str, method: str, content: Any = None, target: str = "", **options: Any) -> tuple[int, Any]:
            answer = await counter.ask(method.upper(), target or path, content, **options)
            fits(path, method, answer)
            return answer

        payer = {"payer": ids.shown_id("payer", 5), "programme": "wechat_like", "tier": "t1"}
        assert (await asked("/v1/payers", "post", payer))[0] == 200
        assert (await asked("/v1/payers", "post", {**payer, "programme": "alipay_like"}))[0] == 409
        shop = {"merchant_id": 8, "name_latin": "Noodles", "city_latin": "SHENZHEN", "category_code": "5812", "rate": "0.006",
                "status": "active"}
        assert (await asked("/v1/merchants", "post", shop))[0] == 200
        assert (await asked("/v1/merchants", "post", {**shop, "rate": "x"}))[0] == 422
        bind = {"payer": payer["payer"], "return_url": "https://wallet.example/cards", "language": "en"}
        status, token = await asked("/v1/bind-tokens", "post", bind)
        assert status == 201
        rate = {"currency": "USD", "first_day": (branch_date(counter.clock.now()) + timedelta(days=2)).isoformat(), "cny_per_unit": "7.1",
                "source": "中国货币网"}
        assert (await asked("/v1/rates", "post", rate))[0] == 200
        assert (await asked("/v1/rates", "post", {**rate, "cny_per_unit": "7.2"}))[0] == 409
        one = "/v1/bind-tokens/{token}"
        assert (await asked(one, "get", target=f"/v1/bind-tokens/{token['bind_token']}"))[0] == 200
        assert (await asked(one, "get", target="/v1/bind-tokens/bt_none"))[0] == 404
        assert (await asked("/v1/callback", "post", {"url": "https://wallet.example/told"}))[0] == 403
        assert (await asked("/v1/payments", "post", {}, secret="another"))[0] == 401
        assert (await asked("/v1/payment-codes", "post", {"card": ids.shown_id("card", 80)}))[0] == 409
        assert (await asked("/v1/payments/{payment}", "get", target=f"/v1/payments/{ids.shown_id('payment', 1)}"))[0] == 404
        assert (await asked("/v1/payments/{payment}/refunds", "post", {}, f"/v1/payments/{ids.shown_id('payment', 1)}/refunds"))[0] == 422
    play(counter, story)


def test_a_notification_is_what_the_document_says() -> None:
    schema = {**DOCUMENT["components"]["schemas"]["Notification"], "components": DOCUMENT["components"]}
    assert set(schema["properties"]["event"]["enum"]) == set(EVENTS.values())
    guide = (ROOT / "docs" / "howto" / "connect-a-wallet.md").read_text(encoding="utf-8")
    validator_for(schema).validate(json.loads(re.search(r"```json\n(.*?)\n```", guide)[1]))

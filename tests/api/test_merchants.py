"""Merchants over the API: proposed, taken by another person, changed, their code read back; numbers masked, strangers find nothing."""

import pytest

from tests.api.calls import Caller
from tests.workflows.shops import TEA, shop
from yizhan.payments.codes.issued import merchant_id_of
from yizhan.payments.codes.merchant_code import MerchantCode, parse_merchant_code
from yizhan.records.models import Merchant
from yizhan.web.doors import today

pytestmark = pytest.mark.django_db
BODY = {"identifier_kind": "uscc", "identifier": TEA.identifier, "name": TEA.name, "name_latin": TEA.name_latin,
        "city_latin": TEA.city_latin, "category_code": "5812", "settlement_account": TEA.settlement_account, "rate": "0.0060",
        "words": "seen"}


def test_a_merchant_is_taken_on_by_two_people(cast) -> None:
    manager, operations = Caller(cast.manager), Caller(cast.operations)
    made = manager.post("/merchants", BODY, **{"Idempotency-Key": "one"})
    assert manager.post("/merchants", BODY, **{"Idempotency-Key": "one"}) == made
    assert made["wanted"]["settlement_account"] == "6222********5678" and made["state"] == "proposed"
    path = f"/merchant-proposals/{made['id']}"
    assert manager.send("POST", f"{path}/verdict", {"verdict": "approved"})[0] == 403
    assert operations.post(f"{path}/verdict", {"verdict": "approved"})["state"] == "approved"
    assert operations.send("POST", f"{path}/verdict", {"verdict": "approved"})[0] == 409
    merchant = operations.get("/merchants")["items"][0]
    assert (merchant["state"], merchant["rate"], merchant["identifier"]) == ("active", "0.00600", "913100********552L")
    text = operations.get(f"/merchants/{merchant['id']}/code")["text"]
    code = parse_merchant_code(text)
    assert isinstance(code, MerchantCode) and merchant_id_of(code, today()) == merchant["merchant_id"] == Merchant.objects.get().pk
    assert operations.get("/merchant-proposals")["total"] == 1


def test_the_proposer_cannot_take_and_another_cannot_withdraw(cast) -> None:
    operations, manager = Caller(cast.operations), Caller(cast.manager)
    made = operations.post("/merchants", BODY)
    status, answer = operations.send("POST", f"/merchant-proposals/{made['id']}/verdict", {"verdict": "approved"})
    assert (status, answer["code"]) == (403, "same_person")
    assert manager.send("POST", f"/merchant-proposals/{made['id']}/withdrawal", {})[0] == 403
    assert operations.post(f"/merchant-proposals/{made['id']}/withdrawal")["state"] == "withdrawn"


@pytest.mark.parametrize(("changes", "code"), [
    ({"category_code": "6051"}, "category_blocked"), ({"rate": "0.5"}, "merchant_rate_outside"), ({"rate": "0.123456"}, "request_invalid"),
    ({"rate": 0.006}, "request_invalid"), ({"rate": "6%"}, "request_invalid"), ({"name_latin": "茶"}, "latin_text_malformed"),
    ({"category_code": "6051", "rate": "0.5"}, "merchant_application_faulty"), ({"words": ""}, "request_invalid"),
    ({"identifier_kind": "passport"}, "request_invalid"), ({"owner": "x"}, "request_invalid"),
])
def test_what_is_wrong_is_named(cast, changes: dict[str, object], code: str) -> None:
    status, answer = Caller(cast.manager).send("POST", "/merchants", BODY | changes)
    assert (status, answer["code"]) == (422, code) and not Merchant.objects.exists()


def test_changes_and_people_over_the_api(cast, now) -> None:
    merchant, manager, operations = shop(cast, now), Caller(cast.manager), Caller(cast.operations)
    made = manager.post(f"/merchants/{merchant.pk}/changes", {"kind": "rate", "rate": "0.0055", "words": "volume"})
    assert (made["before"], made["wanted"]) == ({"rate": "0.00600"}, {"rate": "0.0055"})
    assert manager.send("POST", f"/merchants/{merchant.pk}/changes", {"kind": "suspension", "words": "x"})[0] == 409
    joined = operations.post(f"/merchants/{merchant.pk}/people", {"username": "other_merchant", "position": "manager"})
    assert joined["position"] == "manager"


def test_a_merchant_sees_its_own_and_strangers_find_nothing(cast, now) -> None:
    merchant = shop(cast, now)
    assert [item["merchant_id"] for item in Caller(cast.merchant).get("/merchants")["items"]] == [merchant.pk]
    assert Caller(cast.other_merchant).get("/merchants")["total"] == 0
    assert Caller(cast.other_merchant).send("GET", f"/merchants/{merchant.pk}")[0] == 404
    assert Caller(cast.applicant).send("GET", f"/merchants/{merchant.pk}")[0] == 403
    assert Caller(cast.merchant).send("GET", "/merchants/99999999999")[0] in (404, 422)

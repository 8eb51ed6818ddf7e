"""Exchange rates over the API: what holds of a day, proposed and confirmed by two people, refused with its code."""

from datetime import timedelta

import pytest

from tests.api.calls import Caller
from yizhan.records.models import RateFixing
from yizhan.web.doors import today

pytestmark = pytest.mark.django_db


def body(**changes: object) -> dict[str, object]:
    day = (today() + timedelta(days=1)).isoformat()
    return {"currency": "EUR", "first_day": day, "cny_per_unit": "7.7123", "source": "CFETS 09:15"} | changes


def test_two_people_fix_a_rate_and_it_is_read_by_its_day(cast) -> None:
    operations, branch, auditor = Caller(cast.operations), Caller(cast.branch), Caller(cast.auditor)
    made = operations.post("/rate-fixings", body(), **{"Idempotency-Key": "one"})
    assert operations.post("/rate-fixings", body(), **{"Idempotency-Key": "one"}) == made and made["cny_per_unit"] == "7.7123"
    assert operations.send("POST", f"/rate-fixings/{made['id']}/verdict", {"verdict": "confirmed"})[1]["code"] == "same_person"
    assert branch.post(f"/rate-fixings/{made['id']}/verdict", {"verdict": "confirmed"})["state"] == "standing"
    assert branch.send("POST", f"/rate-fixings/{made['id']}/verdict", {"verdict": "confirmed"})[0] == 409
    now, then = (auditor.get(f"/exchange-rates{query}") for query in ("", f"?day={body()['first_day']}"))
    euro = [next(rate for rate in found["rates"] if rate["currency"] == "EUR") for found in (now, then)]
    assert [(rate["cny_per_unit"], rate["is_assumption"]) for rate in euro] == [("7.7000", True), ("7.7123", False)]
    assert auditor.get("/rate-fixings")["total"] == 1 and auditor.get(f"/rate-fixings/{made['id']}")["source"] == "CFETS 09:15"
    assert operations.send("POST", "/rate-fixings", body(cny_per_unit="7.72"))[1]["code"] == "fixing_stands_already"


def test_a_proposal_is_taken_back_by_its_proposer_alone(cast) -> None:
    made = Caller(cast.operations).post("/rate-fixings", body())
    assert Caller(cast.branch).send("POST", f"/rate-fixings/{made['id']}/withdrawal", {})[0] == 403
    assert Caller(cast.operations).post(f"/rate-fixings/{made['id']}/withdrawal")["state"] == "withdrawn"


@pytest.mark.parametrize(("changes", "status", "code"), [
    ({"currency": "XAU"}, 422, "fixing_currency_unknown"), ({"cny_per_unit": 7.7}, 422, "request_invalid"),
    ({"cny_per_unit": "0"}, 422, "fixing_rate_malformed"), ({"cny_per_unit": "7,7"}, 422, "request_invalid"),
    ({"currency": "USD", "cny_per_unit": "7.12345"}, 422, "fixing_rate_malformed"), ({"cny_per_unit": "77"}, 422, "fixing_deviates"),
    ({"first_day": "2023-01-01"}, 409, "fixing_day_begun"), ({"first_day": "2199-01-01"}, 422, "fixing_day_too_far"),
    ({"source": " "}, 422, "fixing_source_missing"), ({"owner": "x"}, 422, "request_invalid")])
def test_what_is_wrong_is_named(cast, changes: dict[str, object], status: int, code: str) -> None:
    answer = Caller(cast.operations).send("POST", "/rate-fixings", body(**changes))
    assert (answer[0], answer[1]["code"]) == (status, code) and not RateFixing.objects.exists()


def test_a_rate_far_off_is_given_twice(cast) -> None:
    made = Caller(cast.operations).post("/rate-fixings", body(cny_per_unit="77", repeated="77.0"))
    path = f"/rate-fixings/{made['id']}/verdict"
    assert Caller(cast.branch).send("POST", path, {"verdict": "confirmed"})[1]["code"] == "fixing_deviates"
    assert Caller(cast.branch).post(path, {"verdict": "confirmed", "repeated": "77"})["state"] == "standing"

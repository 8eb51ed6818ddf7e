"""A shop's payments over the API: statement, one payment, refunds ordered once, confirmed by the branch; strangers find nothing."""

import pytest

from tests.api.calls import Caller
from tests.cast import make_cast
from tests.workflows.paid import shopping
from tests.workflows.shops import shop
from yizhan.kernel.clock import SystemClock
from yizhan.payments.ids import shown_id
from yizhan.records.models import RefundOrder


@pytest.fixture
def people(committing_db):
    return make_cast()


@pytest.fixture
def tea(people):
    return shop(people, SystemClock())


@pytest.fixture
def till(committing_db, tea):
    with shopping(committing_db, tea, SystemClock().now()) as found:
        yield found


def test_a_shop_reads_its_day_and_one_payment_and_no_number_of_a_card(people, tea, till) -> None:
    payment = till.paid(30_000)
    till.refunded(payment, 15_000)
    till.declined(5_000, "51")
    client = Caller(people.merchant)
    figures = client.get(f"/merchants/{tea.pk}/figures")
    assert (figures["paid"], figures["paid_minor"], figures["refunded_minor"], figures["declined"]) == (1, 30_000, 15_000, 1)
    page = client.get(f"/merchants/{tea.pk}/payments")
    assert page["total"] == 2 and {item["state"] for item in page["items"]} == {"partly_refunded", "declined"}
    one = client.get(f"/merchants/{tea.pk}/payments/{shown_id('payment', payment)}")
    assert (one["left_minor"], one["card_last4"], one["refunds"][0]["to_card_minor"]) == (15_000, "1111", 15_450)
    assert "411111" not in str(one) and "interchange" not in str(one)
    assert client.get(f"/merchants/{tea.pk}/payments?day=2026-01-01")["total"] == 0
    assert client.send("GET", f"/merchants/{tea.pk}/payments?day=yesterday")[0] == 422
    assert Caller(people.operations).get(f"/merchants/{tea.pk}/payments")["total"] == 2
    assert Caller(people.other_merchant).send("GET", f"/merchants/{tea.pk}/payments")[0] == 404
    assert Caller(people.manager).send("GET", f"/merchants/{tea.pk}/payments")[0] == 403


def test_a_refund_is_ordered_once_for_a_key_and_the_branch_confirms_a_large_one(people, tea, till) -> None:
    payment = shown_id("payment", till.paid(300_000))
    client, operations, path = Caller(people.merchant), Caller(people.operations), f"/merchants/{tea.pk}/refund-orders"
    body = {"payment": payment, "amount_minor": 10_000, "words": "cold"}
    first = client.post(path, body, **{"Idempotency-Key": "k"})
    assert client.post(path, body, **{"Idempotency-Key": "k"}) == first and first["state"] == "waiting"
    assert client.send("POST", path, body | {"amount_minor": 1}, **{"Idempotency-Key": "k"})[0] == 422
    large = client.post(path, {"payment": payment, "amount_minor": 90_000})
    assert large["state"] == "to_confirm"
    assert client.send("POST", f"/refund-orders/{large['id']}/verdict", {"verdict": "confirmed"})[0] == 403
    assert operations.get(f"/refund-orders/{large['id']}")["payment"] == payment
    assert operations.post(f"/refund-orders/{large['id']}/verdict", {"verdict": "confirmed"})["state"] == "waiting"
    assert operations.send("POST", f"/refund-orders/{large['id']}/verdict", {"verdict": "confirmed"})[0] == 409
    assert client.get(path)["total"] == RefundOrder.objects.count() == 2


@pytest.mark.parametrize(("changes", "status", "code"), [
    ({"amount_minor": 0}, 422, "request_invalid"), ({"amount_minor": 300_001}, 422, "refund_over_rest"),
    ({"payment": "4111111111111111"}, 404, "not_found"), ({"payment": "pay_0000000000001"}, 404, "not_found"),
    ({"words": "x" * 201}, 422, "request_invalid"), ({"merchant": 1}, 422, "request_invalid"),
])
def test_what_is_wrong_is_named(people, tea, till, changes: dict, status: int, code: str) -> None:
    body = {"payment": shown_id("payment", till.paid(300_000)), "amount_minor": 100} | changes
    got, answer = Caller(people.merchant).send("POST", f"/merchants/{tea.pk}/refund-orders", body)
    assert (got, answer["code"]) == (status, code) and not RefundOrder.objects.exists()

"""A shop's payments by its pages: today's figures, a day's statement and file, one payment with its refunds."""

from datetime import timedelta

import pytest

from tests.workflows.shops import HOTEL, shop
from yizhan.kernel.clock import SystemClock
from yizhan.payments.ids import shown_id
from yizhan.records.models import RefundOrder
from yizhan.web.doors import today


def address(merchant, payment: int, tail: str = "") -> str:
    return f"/merchant/{merchant.pk}/payments/{shown_id('payment', payment)}/{tail}"


def test_the_home_page_has_todays_figures_and_payments(people, tea, till, signed_in) -> None:
    payment = till.paid(30_000)
    till.refunded(payment, 10_000)
    till.declined(5_000, "51")
    page = signed_in(people.merchant).get(f"/merchant/{tea.pk}/").content.decode()
    assert "¥300.00" in page and "¥100.00" in page and "¥1.80" in page and "¥298.20" in page
    assert shown_id("payment", payment) in page and "Refunded in part" in page and "Declined by the bank" in page
    assert "411111" not in page and "****1111" in page


def test_a_statement_is_filtered_by_its_address_and_names_a_wrong_day(people, tea, till, signed_in) -> None:
    paid, declined = till.paid(30_000), till.declined(5_000, "51")
    client, base = signed_in(people.merchant), f"/merchant/{tea.pk}/payments/"
    ids = {shown_id("payment", paid), shown_id("payment", declined)}

    def shown(query: str) -> set[str]:
        page = client.get(base + query).content.decode()
        return {text for text in ids if text in page}

    assert shown("") == ids
    assert shown("?state=declined") == {shown_id("payment", declined)}
    assert shown(f"?q={shown_id('payment', paid)[-6:].lower()}") == {shown_id("payment", paid)}
    assert shown("?q=1111") == ids and shown("?q=9999") == set()
    assert shown(f"?day={today() - timedelta(days=1)}") == set()
    answer = client.get(base + "?day=yesterday")
    page = answer.content.decode()
    assert answer.status_code == 422 and "Write days as year, month and day" in page and 'value="yesterday"' in page
    assert client.get(f"/merchant/{tea.pk}/payments.csv?day=2026-13-01").status_code == 422


def test_the_file_has_the_same_rows(people, tea, till, signed_in) -> None:
    paid = till.paid(30_000)
    till.refunded(paid, 10_000)
    till.declined(5_000, "51")
    answer = signed_in(people.merchant).get(f"/merchant/{tea.pk}/payments.csv?state=partly_refunded")
    lines = b"".join(answer.streaming_content).decode().lstrip("\ufeff").splitlines()
    assert lines[0] == "payment,time,card,order_cny,refunded_cny,fee_cny,state,order_number,order_paid_times"
    assert len(lines) == 2 and lines[1].startswith(shown_id("payment", paid)) and lines[1].endswith("300.00,100.00,1.80,partly_refunded,,")


def test_a_payment_shows_what_was_booked_for_the_shop_and_nothing_of_the_bank_s(people, tea, till, signed_in) -> None:
    payment = till.paid(30_000)
    page = signed_in(people.merchant).get(address(tea, payment)).content.decode()
    assert "Merchant" in page and "¥298.20" in page and "Order the refund" in page and "no source sets these limits" in page
    assert "Interchange" not in page and "Margin" not in page and "4.65" not in page


def test_a_refund_is_ordered_once_and_its_state_shown(people, tea, till, signed_in) -> None:
    payment, client = till.paid(300_000), signed_in(people.merchant)
    typed = {"amount": "120.50", "words": "cold tea", "request_key": "b" * 32}
    assert client.post(address(tea, payment, "refund/"), typed).url == address(tea, payment)
    client.post(address(tea, payment, "refund/"), typed)
    assert RefundOrder.objects.get().amount_minor == 12_050
    page = client.get(address(tea, payment)).content.decode()
    assert "On its way to the switch" in page and "cold tea" in page
    client.post(address(tea, payment, "refund/"), {"amount": "600"})
    assert "The branch has to confirm it" in client.get(address(tea, payment)).content.decode()
    assert "Refunds on their way" in client.get(f"/merchant/{tea.pk}/").content.decode()


@pytest.mark.parametrize("amount", ["", "0", "-1", "abc", "1.001", "3000.01", "99999999999999"])
def test_a_wrong_amount_is_an_error_of_the_amount(people, tea, till, signed_in, amount: str) -> None:
    payment = till.paid(300_000)
    answer = signed_in(people.merchant).post(address(tea, payment, "refund/"), {"amount": amount, "words": "kept words"})
    page = answer.content.decode()
    assert answer.status_code == 422 and 'href="#id_amount"' in page and "kept words" in page and not RefundOrder.objects.exists()


def test_a_payment_in_doubt_says_do_not_ask_again_and_offers_no_refund(people, tea, till, signed_in) -> None:
    page = signed_in(people.merchant).get(address(tea, till.open(5_000))).content.decode()
    assert "Do not ask to pay again" in page and "Order the refund" not in page


def test_strangers_and_made_up_numbers_find_nothing(people, tea, till, signed_in) -> None:
    payment = till.paid(30_000)
    other = shop(people, SystemClock(), HOTEL)
    client = signed_in(people.merchant)
    made_up = [f"/merchant/{tea.pk}/payments/{text}/" for text in ("pay_0000000000000", "pay_7ZZZZZZZZZZZZ", "4111111111111111")]
    for path in (address(other, payment), *made_up):
        assert client.get(path).status_code == 404, path
    assert signed_in(people.other_merchant).get(address(tea, payment)).status_code == 404
    assert signed_in(people.other_merchant).post(address(tea, payment, "refund/"), {"amount": "1"}).status_code == 404
    assert signed_in(people.operations).get(address(tea, payment)).status_code == 403
    assert signed_in(people.operations).get(f"/merchant/{tea.pk}/payments/").status_code == 200


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_speaks_the_language_of_its_reader(people, tea, till, signed_in, language: str) -> None:
    payment = till.paid(30_000)
    client = signed_in(people.merchant, language)
    for path in (f"/merchant/{tea.pk}/", f"/merchant/{tea.pk}/payments/", address(tea, payment)):
        chinese = sum("一" <= sign <= "鿿" for sign in client.get(path).content.decode())
        assert chinese > 60 if language == "zh-hans" else chinese < 60, (path, chinese)


def ordered(tea, payment: int, number: str) -> None:
    """The order of the wallet that a payment came from."""
    from tests.travelling import registered
    from yizhan.records.models import Traveller, WalletOrder
    from yizhan.workflows.card_payments import payment_of

    found = payment_of(payment)
    traveller = Traveller.objects.first() or registered(SystemClock())
    WalletOrder.objects.create(
        traveller=traveller, merchant_id=tea.pk, merchant_name=tea.name_latin, merchant_city=tea.city_latin, channel="dynamic_code",
        order_number=number, amount_minor=found.order.amount_minor, card_id=found.card_id, payment_id=payment, agreed_at=found.created_at,
        created_at=found.created_at)


def test_an_order_number_that_was_paid_twice_is_marked_in_the_list_the_file_and_on_the_payment(people, tea, till, signed_in) -> None:
    first, second, other, declined = till.paid(30_000), till.paid(30_000), till.paid(700), till.declined(30_000, "51")
    for payment, number in ((first, "INV0001"), (second, "INV0001"), (other, "=1+1"), (declined, "INV0001")):
        ordered(tea, payment, number)
    client = signed_in(people.merchant)
    client.cookies["yizhan_language"] = "en"
    for address_of_list in (f"/merchant/{tea.pk}/", f"/merchant/{tea.pk}/payments/"):
        page = client.get(address_of_list).content.decode()
        assert page.count("Paid 2 times") == 2 and "Paid more than once" in page and "Order INV0001 was paid by" in page
    page = client.get(address(tea, first)).content.decode()
    assert "INV0001" in page and shown_id("payment", second) in page and "send one of them back" in page
    assert "Paid more than once" not in client.get(address(tea, other)).content.decode()
    lines = b"".join(client.get(f"/merchant/{tea.pk}/payments.csv?q=inv0001").streaming_content).decode().splitlines()
    assert len(lines) == 4 and all(line.endswith(",INV0001,2") for line in lines[1:])
    assert b",'=1+1,1" in b"".join(client.get(f"/merchant/{tea.pk}/payments.csv?q=%3D1").streaming_content), "no formula in a file"
    code = f"/merchant/{tea.pk}/order-code/?amount=300&reference="
    assert "has been paid already" in client.get(code + "INV0001").content.decode()
    assert "has been paid already" not in client.get(code + "INV0002").content.decode()
    till.refunded(first, 30_000)
    assert "Paid more than once" not in client.get(f"/merchant/{tea.pk}/").content.decode()

"""What simulated issuers answer, and that every card of the reference page does what the page says."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.payments.messages.sample import REQUEST
from yizhan.kernel.money import Money
from yizhan.payments.response_codes import known_codes
from yizhan.payments.schemes import Recognised, luhn_holds, recognise
from yizhan.simulators.scheme.issuer import Fault, Issuers, card_number

DAY = date(2026, 11, 23)
ISSUERS = Issuers()
PAGE = Path(__file__).parents[3] / "docs" / "reference" / "scheme-simulator.md"
CARDS = [line.split("|")[1:4] for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| [0-9]{4} ", line)]


def code(number: str, amount: str = "309.00", is_first_try: bool = True, **more: object) -> str:
    return ISSUERS.code(replace(REQUEST, card_number=number, amount=Money.of(amount), **more), is_first_try, DAY)


@pytest.mark.parametrize("wanted", sorted(set(known_codes()) - {"00"}))
def test_every_code_of_the_table_is_answered_to_some_card_that_can_be_bound(wanted: str) -> None:
    card = card_number("4000", f"00{wanted}")
    assert (code(card), code(card, "0.00")) == (wanted, "00")
    assert code(card_number("4000", f"01{wanted}"), "0.00") == wanted


@pytest.mark.parametrize("wanted", ["65", "91"])
def test_a_code_that_is_tried_again_is_answered_once_or_always(wanted: str) -> None:
    assert code(card_number("4000", f"00{wanted}"), is_first_try=False, eci="05", proof="AA") == "00"
    assert code(card_number("4000", f"03{wanted}"), is_first_try=False, eci="05", proof="AA") == wanted


@pytest.mark.parametrize("family", ["00", "08", "09", "10"])
def test_a_payment_whose_bank_asks_for_its_holder_needs_the_proof(family: str) -> None:
    card = card_number("4000", f"{family}65")
    assert [code(card), code(card, is_first_try=False), code(card, is_first_try=False, eci="06", proof="AA")] == ["65", "65", "00"]
    assert code(card, is_first_try=False, eci="05") == code(card, is_first_try=False, proof="AA") == "65"


@pytest.mark.parametrize("number", [
    "4111111111111111", "5555555555554444", "2221000000000009", "378282246310005", "6011111111111117", "3530111333300000", "30569309025904",
    "36227206271667", "6250947000000014",
])
def test_published_numbers_are_approved(number: str) -> None:
    """E26."""
    assert (code(number), ISSUERS.fault(number)) == ("00", None)


def test_expiry_amount_and_security_code_are_looked_at() -> None:
    assert code("4111111111111111", expiry="2610") == "54" and code("4111111111111111", expiry="2611") == "00"
    assert (code("4111111111111111", "50000.00"), code("4111111111111111", "50000.01")) == ("00", "61")
    assert (code("4111111111111111", "0.00", security_code="999"), code("4111111111111111", "0.00", security_code="123")) == ("05", "00")


@pytest.mark.parametrize("family", ["05", "06"])
def test_a_bank_may_ask_for_its_holder_when_a_card_is_bound_and_agree_afterwards(family: str) -> None:
    card = card_number("4000", f"{family}65")
    assert (code(card, "0.00"), code(card, "0.00", is_first_try=False, eci="05", proof="AA"), code(card)) == ("65", "00", "00")
    assert code(card, "0.00", is_first_try=False) == "65", "without the proof of an authentication it asks again"
    assert code(card_number("4000", f"{family}51"), "0.00") == "00"


@pytest.mark.parametrize(("ending", "repeated"), [("0700", "00"), ("0751", "51"), ("0796", "96"), ("0799", ""), ("0096", "96")])
def test_a_system_fault_may_have_ended_when_the_question_is_repeated(ending: str, repeated: str) -> None:
    card = card_number("4000", ending)
    assert (code(card, "0.00"), code(card)) == ("00", "96")
    assert ISSUERS.code_of_repeat(replace(REQUEST, card_number=card, is_repeat=True), "96") == repeated


def test_a_repeat_changes_no_other_answer() -> None:
    request = replace(REQUEST, card_number=card_number("4000", "0751"), is_repeat=True)
    assert [ISSUERS.code_of_repeat(request, recorded) for recorded in ("00", "05")] == ["00", "05"]


def test_by_amount_only_where_it_is_asked_for() -> None:
    request = replace(REQUEST, amount=Money.of("100.51"))
    assert (Issuers(by_amount=True).code(request, True, DAY), ISSUERS.code(request, True, DAY)) == ("51", "00")


@pytest.mark.parametrize(("number", "billed"), [
    ("4111111111111111", Money.of("44.17", "USD")), ("3530111333300000", Money(6535, "JPY")),
    ("5555555555554444", Money.of("40.73", "EUR")), (card_number("400000826", "0000"), Money.of("34.84", "GBP")),
])
def test_a_card_is_billed_in_its_own_currency_with_what_its_issuer_adds(number: str, billed: Money) -> None:
    """309.00: 43.52 dollars, 6,438 yen (6,437.5), 40.13 euros, 34.33 pounds at the day's rate; then 1.5 % more, rounded again."""
    assert ISSUERS.billing(number, Money.of("309.00"), DAY) == billed
    assert ISSUERS.billing(number, Money.zero(), DAY) is None


@pytest.mark.parametrize(("number", "check", "payment"), CARDS, ids=lambda text: text.strip())
def test_a_card_of_the_reference_page_does_what_the_page_says(number: str, check: str, payment: str) -> None:
    number, payment = number.replace(" ", ""), payment.strip()
    assert luhn_holds(number) and isinstance(recognise(number, DAY), Recognised)
    assert code(number, "0.00") == check.strip()
    if payment in set(Fault):
        assert ISSUERS.fault(number) is Fault(payment) and code(number) == "00"
    else:
        if ", repeated " in payment:
            first, repeated = payment.split(", repeated ")
            assert (code(number), ISSUERS.code_of_repeat(replace(REQUEST, card_number=number), first) or "none") == (first, repeated)
            return
        tries = payment.split(", then ")
        again = code(number, is_first_try=False, eci="05", proof="AA")
        assert [code(number), again] == [tries[0], tries[-1]] and ISSUERS.fault(number) is None


def test_the_page_has_every_code_and_every_fault() -> None:
    shown = {payment.strip().split(",")[0] for _, _, payment in CARDS}
    assert shown >= set(known_codes()) | set(Fault)

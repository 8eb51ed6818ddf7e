"""Binding cards from the form to the bound card. Covers switch.binding.{routes,flow,desk,checking}, vault.bindings, payments.binding."""

from pathlib import Path

import pytest

from tests.databases import TestDatabase
from tests.switch.binding.booth import AMEX_CODE, Booth, outcome, play
from yizhan.payments import ids
from yizhan.simulators.scheme.issuer import card_number


def ending(digits: str) -> str:
    return card_number("4000", digits)


def test_a_card_is_bound_and_stands_in_vault_and_shard(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(booth: Booth) -> None:
        told, state = await booth.bind()
        assert (told["outcome"], "field" in told, told["step"]) == ("bound", False, "2")
        card_id = ids.card_id(ids.payer_id(0, 1), 0)
        assert state == {"state": "bound", "code": "bound", "words": "", "offers": [], "card": ids.shown_id("card", card_id),
                         "masked": "411111******1111", "scheme": "visa"}
        found = booth.counter.rows("SELECT here.expiry, kept.card_id FROM pay_00.card AS here JOIN vault.card AS kept USING (token)")
        assert found == [("3012", card_id)]
        assert (await booth.counter.pay(state["card"], 300))[0] == 201

    play(fresh_database, tmp_path, story)


def test_amex_has_a_code_of_four_digits(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(booth: Booth) -> None:
        token = await booth.token()
        assert outcome(await booth.post(token, number="3782 822463 10005"))["field"] == "security_code"
        assert outcome(await booth.post(token, number="3782 822463 10005", security_code=AMEX_CODE))["outcome"] == "bound"
        assert (await booth.state(token))["scheme"] == "amex"

    play(fresh_database, tmp_path, story)


def test_who_types_a_number_without_its_code_does_not_learn_whether_it_is_bound_here(
        fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(booth: Booth) -> None:
        await booth.bind()
        told, guessed = await booth.bind(serial=2, security_code="999")
        assert (told["outcome"], guessed["words"]) == ("issuer_refused_binding", "bank_refused")

    play(fresh_database, tmp_path, story)


def test_the_same_payer_gets_the_same_card_with_its_new_expiry_and_another_payer_is_refused(
        fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(booth: Booth) -> None:
        _, first = await booth.bind()
        _, second = await booth.bind(expiry="0131")
        assert (second["state"], second["card"]) == ("bound", first["card"])
        told, other = await booth.bind(serial=2)
        assert (told["outcome"], other["state"], "card" in other) == ("card_bound_elsewhere", "refused", False)
        assert (other["code"], other["words"]) == ("card_bound_elsewhere", "card_bound_elsewhere")
        assert booth.counter.rows("SELECT expiry FROM pay_00.card") == [("3101",)]

    play(fresh_database, tmp_path, story)


@pytest.mark.parametrize("digits", ["0111", "0116", "0185"])
def test_a_bank_may_say_yes_to_a_check_in_other_words_than_00(fresh_database: TestDatabase, tmp_path: Path, digits: str) -> None:
    async def story(booth: Booth) -> None:
        told, state = await booth.bind(number=ending(digits))
        assert (told["outcome"], state["state"]) == ("bound", "bound")

    play(fresh_database, tmp_path, story)


@pytest.mark.parametrize(("digits", "code", "words"), [
    ("0105", "issuer_refused_binding", "bank_refused"), ("0162", "issuer_refused_binding", "use_not_allowed"),
    ("0199", "issuer_refused_binding", "bank_refused"), ("0151", "card_declined", "not_enough_money"),
    ("0143", "card_declined", "contact_bank"), ("0168", "scheme_not_reached", "check_unanswered"),
    ("0108", "scheme_not_reached", "check_unanswered"),
])
def test_what_the_bank_answers_ends_the_binding(fresh_database: TestDatabase, tmp_path: Path, digits: str, code: str, words: str) -> None:
    async def story(booth: Booth) -> None:
        told, state = await booth.bind(number=ending(digits))
        assert (told["outcome"], state["state"], state["code"], state["words"]) == (code, "refused", code, words)
        assert state["offers"] and booth.counter.rows("SELECT count(*) FROM vault.card") == [(0,)]
        assert booth.counter.rows("SELECT kind FROM pay_00.alarm") == ([("risk",)] if digits == "0143" else [])

    play(fresh_database, tmp_path, story)



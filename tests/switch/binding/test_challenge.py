"""3-D Secure at a binding: without the holder, challenged, refused, left open, run out. Covers vault.bindings, switch.binding.flow."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.databases import TestDatabase
from tests.switch.binding.booth import Booth, challenge_of, location_of, outcome, play
from yizhan.simulators.directory import CODE as RIGHT
from yizhan.simulators.scheme.issuer import card_number
from yizhan.vault.bindings import Waiting, open_waiting
from yizhan.vault.card_number import CardNumber
from yizhan.vault.cards import OpenCard
from yizhan.vault.errors import SealBroken

SEALED = "SELECT state, sealed IS NOT NULL, seal_key_id FROM vault.binding"


def ending(digits: str) -> str:
    return card_number("4000", digits)


@pytest.mark.parametrize(("digits", "code"), [
    ("0000", "bound"), ("0565", "bound"), ("0405", "bound"), ("0406", "bound"), ("0403", "holder_not_authenticated"),
    ("0404", "holder_not_authenticated"), ("0165", "card_declined"),
])
def test_what_the_directory_says_without_the_holder(fresh_database: TestDatabase, tmp_path: Path, digits: str, code: str) -> None:
    """0565: the bank asks for its holder (65), the directory passes it, the bank agrees. 0165: the bank asks again, which ends it."""
    async def story(booth: Booth) -> None:
        told, state = await booth.bind(number=ending(digits))
        assert (told["outcome"], state["code"]) == (code, code)

    play(fresh_database, tmp_path, story)


def test_without_a_directory_a_bank_that_asks_for_its_holder_refuses(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(booth: Booth) -> None:
        _, asks = await booth.bind(number=ending("0165"))
        assert (asks["code"], asks["words"]) == ("card_declined", "bank_wants_check")
        assert (await booth.bind())[1]["state"] == "bound"

    play(fresh_database, tmp_path, story, with_directory=False)


@pytest.mark.parametrize("digits", ["0401", "0665"])
def test_a_challenge_that_is_passed_binds_the_card_that_waited_sealed(fresh_database: TestDatabase, tmp_path: Path, digits: str) -> None:
    async def story(booth: Booth) -> None:
        token = await booth.token()
        url = challenge_of(await booth.post(token, number=ending(digits)))
        assert "/challenge/" in url and booth.counter.rows(SEALED) == [("challenge", True, "seal1")]
        assert (await booth.state(token))["state"] == "challenge"
        assert outcome(await booth.post(token))["outcome"] == "bind_token_used"
        back = await booth.answer_challenge(url, RIGHT)
        assert outcome(await booth.come_back(back))["outcome"] == "bound"
        assert ((await booth.state(token))["masked"], booth.counter.rows(SEALED)) == (f"400000******{digits}", [("bound", False, None)])
        assert outcome(await booth.come_back(back))["outcome"] == "bind_token_used"

    play(fresh_database, tmp_path, story)


def test_a_challenge_that_is_failed_refuses_and_keeps_nothing(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(booth: Booth) -> None:
        token = await booth.token()
        url = challenge_of(await booth.post(token, number=ending("0402")))
        back = await booth.answer_challenge(url, "000000")
        assert outcome(await booth.come_back(back))["outcome"] == "holder_not_authenticated"
        assert (await booth.state(token))["words"] == "holder_not_authenticated"
        assert (booth.counter.rows(SEALED), booth.counter.rows("SELECT count(*) FROM vault.card")) == ([("refused", False, None)], [(0,)])

    play(fresh_database, tmp_path, story)


def test_who_comes_back_without_an_answer_is_sent_to_the_bank_again(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(booth: Booth) -> None:
        token = await booth.token()
        url = challenge_of(await booth.post(token, number=ending("0401")))
        again = await booth.browse("GET", "/bind/returned", f"bind={token}&transaction=another")
        assert location_of(again) == url
        assert outcome(await booth.come_back(await booth.answer_challenge(url, RIGHT)))["outcome"] == "bound"

    play(fresh_database, tmp_path, story)


def test_a_challenge_that_runs_out_is_refused_and_its_card_is_gone_with_the_next_tidying(
        fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(booth: Booth) -> None:
        token = await booth.token()
        url = challenge_of(await booth.post(token, number=ending("0401")))
        back = await booth.answer_challenge(url, RIGHT)
        booth.clock.by = timedelta(minutes=11)
        assert outcome(await booth.come_back(back))["outcome"] == "bind_token_expired"
        assert (await booth.routes.tidy(), booth.counter.rows(SEALED)) == (1, [("refused", False, None)])
        assert (await booth.state(token))["code"] == "bind_token_expired"

    play(fresh_database, tmp_path, story)


def test_the_code_of_the_card_does_not_wait_with_it(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(booth: Booth) -> None:
        await booth.post(await booth.token(), number=ending("0401"))
        ((key_id, sealed, digest),) = booth.counter.rows("SELECT seal_key_id, sealed, token_digest FROM vault.binding")
        ring = booth.counter.switch.zone._keys.ring
        assert open_waiting(ring, Waiting(key_id, bytes(sealed)), bytes(digest)) == OpenCard(CardNumber(ending("0401")), "3012")
        assert len(sealed) == 12 + len("3012") + 16 + 16  # nonce, expiry, number, tag: no room for anything else
        with pytest.raises(SealBroken):
            open_waiting(ring, Waiting(key_id, bytes(sealed)), bytes(32))

    play(fresh_database, tmp_path, story)

"""Unbinding a card: nothing new is paid with it, what was paid stays, its number is free for others and destroyed in the end."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors

from tests.switch.counter import MERCHANT, Counter, play
from tests.switch.scanning import account_ids, card_numbers, dump
from yizhan.kernel.clock import FixedClock
from yizhan.kernel.refusal import Refusal
from yizhan.payments import ids
from yizhan.payments.refunds import number_kept
from yizhan.payments.shard_verify import verify
from yizhan.simulators.scheme.issuer import card_number
from yizhan.switch.binding.keeping import keep_bound
from yizhan.switch.shard.registers import Registers
from yizhan.vault.card_number import CardNumber
from yizhan.vault.cards import OpenCard

VISA = "4111111111111111"
NOW = datetime(2026, 11, 29, 4, 0, tzinfo=UTC)
RELEASED = f"SELECT released_at FROM vault.card WHERE masked = '411111******1111' AND payer_id = {ids.payer_id(0, 1)}"


@pytest.fixture
def counter(fresh_database, tmp_path) -> Counter:
    return Counter(fresh_database, tmp_path, FixedClock(NOW))


def unbind(counter: Counter, card: str):
    return counter.ask("POST", f"/v1/cards/{card}/unbind")


def test_nothing_new_is_paid_and_refunds_still_reach_the_card(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        card, key = await counter.card(VISA), str(uuid4())
        _, paid = await counter.pay(card, 30_000, key)
        assert await unbind(counter, card) == await unbind(counter, card) == (200, {"card": card, "status": "unbound"})
        assert await counter.pay(card, 500) == (409, {"code": "card_unbound", "facts": {}})
        assert (await counter.ask("POST", "/v1/payment-codes", {"card": card}))[1]["code"] == "card_unbound"
        assert (await counter.pay(card, 30_000, key))[1]["payment"] == paid["payment"]
        status, refund = await counter.ask("POST", f"/v1/payments/{paid['payment']}/refunds", {"key": str(uuid4()), "amount_minor": 30_000})
        assert (status, refund["to_card_minor"]) == (201, 30_900)
        assert counter.charged() == 30_900
    play(counter, story)


def test_who_has_unbound_sixteen_cards_binds_the_next_and_it_pays_like_any_other(counter: Counter) -> None:
    """The seventeenth card's number lies beyond the first sixteen; payment, refund, code and proof find its payer and shard."""
    async def story(counter: Counter) -> None:
        for ordinal in range(16):
            await unbind(counter, await counter.card(card_number("4000", str(4_000 + ordinal))))
        card, key = await counter.card(VISA), str(uuid4())
        assert ids.read_id("card", card) == ids.card_id(ids.payer_id(0, 1), 16)
        _, paid = await counter.pay(card, 30_000, key)
        assert (await counter.ask("GET", f"/v1/payments?card={card}&key={key}"))[1]["state"] == "captured"
        target = f"/v1/payments/{paid['payment']}/refunds"
        assert (await counter.ask("POST", target, {"key": str(uuid4()), "amount_minor": 10_000}))[1]["to_card_minor"] == 10_300
        code = (await counter.ask("POST", "/v1/payment-codes", {"card": card}))[1]["code"]
        wish = {"key": str(uuid4()), "code": code, "merchant_id": MERCHANT, "amount_minor": 500}
        assert (await counter.ask("POST", "/v1/payments", wish))[0] == 201
        assert await unbind(counter, card) == (200, {"card": card, "status": "unbound"})
    play(counter, story)
    with psycopg.connect(counter.database.owner_url, autocommit=True) as connection:
        assert verify(connection.cursor(), 0).is_proven


def test_a_code_that_was_shown_before_pays_no_more(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        card = await counter.card(VISA)
        _, code = await counter.ask("POST", "/v1/payment-codes", {"card": card})
        await unbind(counter, card)
        content = {"key": str(uuid4()), "code": code["code"], "merchant_id": 7, "amount_minor": 500}
        assert (await counter.ask("POST", "/v1/payments", content))[1]["code"] == "card_unbound"
    play(counter, story)


def test_the_payer_binds_it_again_under_its_number_and_what_the_issuer_says_meanwhile_does_not(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        card = await counter.card(VISA)
        await unbind(counter, card)
        registers = counter.switch.rooms.of_payer(ids.payer_id(0, 1)).registers
        await registers.set_card_status(ids.read_id("card", card), "blocked", NOW)
        assert (await counter.pay(card, 500))[1]["code"] == "card_unbound"
        assert await counter.card(VISA) == card
        assert (await counter.pay(card, 500))[0] == 201
    play(counter, story)


async def bind(counter: Counter, number: str, registers: Registers | None = None):
    payer = ids.payer_id(0, 1)
    registers = registers or counter.switch.rooms.of_payer(payer).registers
    return await keep_bound(counter.switch.zone, registers, OpenCard(CardNumber(number), "3012"), payer, "visa", "", counter.clock.now())


def test_a_card_that_is_refused_when_it_is_bound_again_stays_unbound_since_the_old_moment(counter: Counter) -> None:
    """The wallet is full: the number stays free for others, and its destruction is counted from the unbinding."""
    async def story(counter: Counter) -> None:
        await unbind(counter, await counter.card(VISA))
        for ordinal in range(16):
            await counter.card(card_number("4000", str(4_000 + ordinal)))
        counter.clock.set(NOW + timedelta(days=8))
        refused = await bind(counter, VISA)
        assert isinstance(refused, Refusal) and refused.code == "cards_at_most"
        assert counter.rows(RELEASED) == [(NOW,)]
        assert (await counter.pay(await counter.card(VISA, serial=2), 500))[0] == 201
        counter.clock.set(NOW + number_kept(NOW.date()) + timedelta(seconds=1))
        await counter.switch.tidy()
        assert counter.rows(RELEASED) == []
    play(counter, story)


class Breaking(Registers):
    """A shard whose connection breaks before a card's row is written, or after it."""

    is_written = False

    async def add_card(self, *values):
        if self.is_written:
            await super().add_card(*values)
        raise psycopg.OperationalError("the connection is gone")


@pytest.mark.parametrize(("is_written", "left"), [(False, (NOW, 15)), (True, (None, 1))])
def test_a_binding_again_that_fails_leaves_vault_and_shard_agreed(counter: Counter, is_written: bool, left: tuple) -> None:
    async def story(counter: Counter) -> None:
        await unbind(counter, await counter.card(VISA))
        registers = Breaking(0, counter.switch._pool.connection)
        registers.is_written = is_written
        with pytest.raises(psycopg.OperationalError):
            await bind(counter, VISA, registers=registers)
        assert counter.rows("SELECT v.released_at, c.status FROM vault.card AS v JOIN pay_00.card AS c USING (token)") == [left]
    play(counter, story)


@pytest.mark.parametrize(("is_written", "left"), [(False, []), (True, [(1,)])])
def test_a_first_binding_that_fails_leaves_no_number_unless_its_card_stands(counter: Counter, is_written: bool, left: list) -> None:
    async def story(counter: Counter) -> None:
        await counter.card("5555555555554444")  # makes the payer known
        registers = Breaking(0, counter.switch._pool.connection)
        registers.is_written = is_written
        with pytest.raises(psycopg.OperationalError):
            await bind(counter, VISA, registers=registers)
        assert counter.rows("SELECT c.status FROM vault.card AS v LEFT JOIN pay_00.card AS c USING (token) WHERE v.card_id IS NULL") == left
    play(counter, story)


def test_another_payer_may_bind_the_number_and_then_the_first_may_not(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        first = await counter.card(VISA)
        await unbind(counter, first)
        other = await counter.card(VISA, serial=2)
        assert other != first and (await counter.pay(other, 500))[0] == 201
        kept = await counter.switch.zone.keep(OpenCard(CardNumber(VISA), "3012"), ids.payer_id(0, 1), NOW)
        assert isinstance(kept, Refusal) and kept.code == "card_bound_elsewhere"
    play(counter, story)


def test_the_number_is_destroyed_when_no_refund_can_need_it(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        gone, bound = await counter.card(VISA), await counter.card("5555555555554444", serial=2)
        await unbind(counter, gone)
        kept = number_kept(NOW.date())
        assert kept == timedelta(days=367)
        counter.clock.set(NOW + kept)
        await counter.switch.tidy()
        assert counter.rows("SELECT count(*) FROM vault.card") == [(2,)]
        counter.clock.set(NOW + kept + timedelta(seconds=1))
        await counter.switch.tidy()
        held = counter.rows("SELECT card_id FROM vault.card")
        assert len(held) == 1
        assert counter.rows("SELECT masked, status FROM pay_00.card ORDER BY id") == [("411111******1111", 15), ("555555******4444", 1)]
        again = await counter.card(VISA)
        assert again != gone and bound != gone
    play(counter, story)


def test_seal_and_hash_leave_the_whole_database_with_the_number_while_token_and_mask_stay(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        await unbind(counter, await counter.card(VISA))
        [(token, sealed, number_hash)] = counter.rows("SELECT token, encode(sealed, 'hex'), encode(number_hash, 'hex') FROM vault.card")
        before = dump(counter.database)
        assert token in before and sealed in before and number_hash in before
        counter.clock.set(NOW + number_kept(NOW.date()) + timedelta(seconds=1))
        await counter.switch.tidy()
        after = dump(counter.database)
        assert sealed not in after and number_hash not in after
        assert card_numbers(after, (VISA,), account_ids(counter.database)) == []
        assert token in after and "411111******1111" in after
    play(counter, story)


def test_the_switch_itself_may_not_delete_cards(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        async with counter.switch._pool.connection() as connection:
            with pytest.raises(errors.InsufficientPrivilege):
                await connection.execute("DELETE FROM vault.card")
    play(counter, story)


def test_cards_that_are_not_there_are_told_by_their_kind(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        assert (await unbind(counter, "crd_0000000000000"))[1]["code"] == "card_unknown"
        assert (await unbind(counter, "crd_nonsense"))[1]["code"] == "id_malformed"
        assert (await counter.ask("POST", "/v1/cards/crd_0000000000000/unbind/now"))[1]["code"] == "route_unknown"
    play(counter, story)


def test_an_unbinding_that_was_cut_off_between_shard_and_vault_is_made_whole(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        card = await counter.card(VISA)
        registers = counter.switch.rooms.of_payer(ids.payer_id(0, 1)).registers
        await registers.set_card_status(ids.read_id("card", card), "unbound", NOW)  # and here the process dies
        assert counter.rows("SELECT released_at FROM vault.card") == [(None,)]
        await counter.switch.tidy()
        assert counter.rows("SELECT released_at FROM vault.card") == [(NOW,)]
        assert (await counter.pay(await counter.card(VISA, serial=2), 500))[0] == 201
    play(counter, story)


def test_unbound_and_bound_again_at_once_shard_and_vault_agree(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        card = await counter.card(VISA)
        for _ in range(5):
            await asyncio.gather(unbind(counter, card), counter.card(VISA), unbind(counter, card), counter.card(VISA))
            await counter.switch.tidy()
            [(status,)] = counter.rows("SELECT status FROM pay_00.card")
            [(released,)] = counter.rows("SELECT released_at FROM vault.card")
            assert (status == 15) == (released is not None)
    play(counter, story)

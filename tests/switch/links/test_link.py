"""One link, many questions: each is answered, or its caller learns whether the card may have been charged."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from tests.payments.messages.sample import REQUEST
from tests.switch.links.lines import GOOD, QUICK, Line, MemoryNumbers, ending, line_up, make_line, until
from yizhan.kernel.money import Money
from yizhan.payments.messages.authorisation import AuthorisationResponse
from yizhan.payments.messages.codec import MessageError
from yizhan.payments.messages.exchange import Key
from yizhan.payments.messages.reversal import reversal_of
from yizhan.payments.response_codes import known_codes
from yizhan.simulators.scheme.issuer import Fault
from yizhan.simulators.scheme.server import Scheme, SchemeOptions
from yizhan.switch.links.exchanges import After, NoAnswer, Reason


def test_a_payment_is_approved_with_a_code_and_what_the_card_will_be_billed() -> None:
    async def play() -> None:
        async with line_up() as line:
            answer = await line.pay()
            assert isinstance(answer, AuthorisationResponse) and (answer.response_code, len(answer.approval_code)) == ("00", 6)
            assert answer.billing == Money.of("44.17", "USD")  # 309.00 / 7.1 = 43.52, and 1.5 % of the issuer's own.
            assert (line.link.open_count, line.link.waiting_count) == (0, 0)

    asyncio.run(play())


def test_answers_out_of_order_find_their_questions() -> None:
    async def play() -> None:
        async with line_up(SchemeOptions(delay_s=0.2)) as line:
            slow = asyncio.create_task(line.pay(ending("0201"), "000000000001", "1.00", timeout_s=2))
            others = [line.pay(GOOD, f"{number:012d}", f"{number}.00", timeout_s=2) for number in range(2, 60)]
            answers = await asyncio.gather(*others)
            assert [answer.amount for answer in answers] == [Money.of(f"{number}.00") for number in range(2, 60)]
            assert not slow.done()
            assert (await slow).amount == Money.of("1.00")

    asyncio.run(play())


def test_without_an_answer_in_time_the_number_stays_taken_and_a_late_answer_is_told_once() -> None:
    async def play() -> None:
        async with line_up() as line:
            answer = await line.pay(ending("0201"), timeout_s=0.1)
            assert answer == NoAnswer(Reason.TIMEOUT, line.keys[0]) and answer.is_doubtful
            assert line.link.open_count == 1
            await until(lambda: line.late)
            late, item = line.late[0]
            assert (late.response_code, item, late.key.stan) == ("00", "632708000124", line.keys[0].stan)
            assert line.link.open_count == 1

    asyncio.run(play())


def test_numbers_wrap_round_one_that_is_still_open_and_its_late_answer_belongs_to_it_alone() -> None:
    async def play() -> None:
        async with line_up(SchemeOptions(delay_s=0.6), stan_max=12) as line:
            assert (await line.pay(ending("0201"), "000000000001", timeout_s=0.05)).is_doubtful
            for turn in range(20):
                answer = await line.pay(reference=f"{turn + 2:012d}")
                assert isinstance(answer, AuthorisationResponse), (turn, answer)
            assert line.keys[0].stan not in {key.stan for key in line.keys[1:]}
            await until(lambda: line.late)
            assert [item for _, item in line.late] == ["000000000001"]

    asyncio.run(play())


def test_when_every_number_is_open_nothing_leaves() -> None:
    async def play() -> None:
        async with line_up(stan_max=4) as line:
            answers = [await line.pay(ending("0202"), f"{turn:012d}", timeout_s=0.05) for turn in range(6)]
            assert [answer.reason for answer in answers] == [Reason.TIMEOUT] * 4 + [Reason.NUMBERS_USED_UP] * 2
            assert answers[-1].key is None and not answers[-1].is_doubtful
            assert len({key.stan for key in line.keys}) == len(line.keys) == line.link.open_count == 4

    asyncio.run(play())


def test_a_link_that_is_down_sends_nothing_and_says_so() -> None:
    async def play() -> None:
        line = make_line(1)
        await line.link.start()
        assert await line.pay() == NoAnswer(Reason.NOT_SENT) and line.keys == []
        await line.link.stop()

    asyncio.run(play())


@pytest.mark.parametrize("card", ["0205", "0202"])
def test_a_connection_lost_after_sending_leaves_a_doubt_and_the_link_comes_back(card: str) -> None:
    async def play() -> None:
        async with line_up() as line:
            asked = asyncio.create_task(line.pay(ending(card), timeout_s=5))
            if card == "0202":  # Cut by us; a card 0205 cuts in the middle of its own answer.
                await until(lambda: line.keys and line.link.waiting_count)
                await asyncio.sleep(0.05)
                line.scheme.cut_all()
            assert await asked == NoAnswer(Reason.DISCONNECTED, line.keys[0])
            assert await line.link.wait_up(5)
            assert (await line.pay(reference="000000000002")).response_code == "00"

    asyncio.run(play())


def test_an_answer_that_comes_twice_is_taken_once() -> None:
    async def play() -> None:
        async with line_up() as line:
            assert (await line.pay(ending("0203"))).response_code == "00"
            await until(lambda: line.link.unasked)
            assert (await line.pay(reference="000000000002")).response_code == "00"
            assert (line.late, line.link.unasked, line.link.open_count) == ([], 1, 0)

    asyncio.run(play())


def test_a_caller_that_is_cancelled_leaves_a_doubt_that_is_told_when_the_answer_comes() -> None:
    async def play() -> None:
        async with line_up(SchemeOptions(delay_s=0.2)) as line:
            asked = asyncio.create_task(line.pay(ending("0201"), timeout_s=5))
            await until(lambda: line.link.waiting_count)
            await asyncio.sleep(0.05)
            asked.cancel()
            await until(lambda: line.late)
            assert line.link.open_count == 1

    asyncio.run(play())


def test_a_message_that_does_not_fit_is_not_sent_and_frees_its_number() -> None:
    async def play() -> None:
        async with line_up() as line:
            with pytest.raises(MessageError, match="field 43"):
                await line.pay(terminal=replace(REQUEST.terminal, name_and_location="茶摊"))
            assert line.link.open_count == 0

    asyncio.run(play())


def test_an_answer_for_another_amount_is_no_answer() -> None:
    async def play() -> None:
        async with line_up() as line:
            authorise = line.scheme.books.authorise
            line.scheme.books.authorise = lambda request, today: replace(authorise(request, today), amount=Money.of("3.09"))
            assert await line.pay(timeout_s=0.1) == NoAnswer(Reason.TIMEOUT, line.keys[0])
            assert line.link.unasked == 1

    asyncio.run(play())


def test_an_approval_of_a_part_comes_with_an_amount_of_its_own_and_no_other_answer_may() -> None:
    async def play() -> None:
        async with line_up() as line:
            key, _ = line.link.take_authorisation("632708000124", "item"), await line.pay(ending("0202"), timeout_s=0.05)
            given_up = line.keys[0]
            for code, amount in (("00", "154.50"), ("10", "309.01"), ("51", "1.00"), ("10", "154.50")):
                line.link.receive(AuthorisationResponse(given_up, code, Money.of(amount), "ABC123").to_wire())
            assert [(answer.response_code, answer.amount) for answer, _ in line.late] == [("10", Money.of("154.50"))]
            line.link.drop(key)

    asyncio.run(play())


def test_every_code_of_the_table_comes_over_the_line() -> None:
    async def play() -> None:
        async with line_up() as line:
            for code in known_codes():
                card = GOOD if code == "00" else ending(f"00{code}")
                first = await line.pay(card, f"0000000000{code}")
                assert (first.response_code, first.approval_code is not None) == (code, code in {"00", "08", "10", "11", "16", "85"})
                assert first.amount == Money.of("154.50" if code == "10" else "309.00")
            again = [(await line.pay(ending(f"00{code}"), f"0000000000{code}", eci="05", proof="AA")).response_code
                     for code in ("91", "65", "51")]
            assert again == ["00", "00", "51"]

    asyncio.run(play())


async def reversed_payment(line: Line, card: str):
    assert (await line.pay(ending(card), timeout_s=0.1)).is_doubtful
    own = line.link.take_number("632708000124")
    request = replace(REQUEST, key=line.keys[0], card_number=ending(card))
    reversal = reversal_of(request, own.stan, own.transmitted, "68")
    return reversal, await line.link.reverse(reversal, 0.3)


def test_a_late_approval_after_the_reversal_is_told() -> None:
    async def play() -> None:
        async with line_up() as line:
            _, answer = await reversed_payment(line, "0204")
            assert answer is not None and answer.response_code == "00" and line.late == []
            await until(lambda: line.late)
            assert line.late[0][0].response_code == "00" and line.late[0][1] == "632708000124"

    asyncio.run(play())


def test_a_number_is_free_some_time_after_its_reversal_was_answered() -> None:
    async def play() -> None:
        async with line_up(times=replace(QUICK, late_answer_s=0.2)) as line:
            await reversed_payment(line, "0202")
            assert line.link.open_count == 1
            await until(lambda: line.link.open_count == 0)

    asyncio.run(play())


def test_a_reversal_without_an_answer_keeps_its_key_and_is_repeated_under_it() -> None:
    async def play() -> None:
        async with line_up() as line:
            reversal, answer = await reversed_payment(line, "0208")
            assert answer is None and line.link.open_count == 2
            assert await line.link.reverse(reversal.repeated, 0.1) is None
            third = await line.link.reverse(reversal.repeated, 0.3)
            assert third is not None and third.key.stan == reversal.key.stan

    asyncio.run(play())


def test_an_answer_that_came_too_late_for_its_sending_ends_the_chain_without_another_message() -> None:
    async def play() -> None:
        async with line_up(SchemeOptions(latency_s=0.2)) as line:
            assert (await line.pay(timeout_s=1)).response_code == "00"
            own = line.link.take_number("632708000124")
            heard, take = [], line.scheme.books.reverse
            line.scheme.books.reverse = lambda message: (heard.append(message.type), take(message))[1]
            reversal = reversal_of(replace(REQUEST, key=line.keys[0]), own.stan, own.transmitted, "68")
            assert await line.link.reverse(reversal, 0.05) is None
            await asyncio.sleep(0.4)
            assert (await line.link.reverse(reversal.repeated, 0.05)).response_code == "00"
            assert heard == [reversal.type]

    asyncio.run(play())


def test_one_reversal_is_not_sent_twice_at_a_time_nor_under_the_key_of_a_payment() -> None:
    async def play() -> None:
        async with line_up(SchemeOptions(latency_s=0.2)) as line:
            own = line.link.take_number("632708000124")
            reversal = reversal_of(REQUEST, own.stan, own.transmitted, "68")
            first = asyncio.create_task(line.link.reverse(reversal, 1))
            await until(lambda: line.link.waiting_count)
            with pytest.raises(ValueError, match="being sent"):
                await line.link.reverse(reversal, 1)
            assert (await first).response_code == "00"
            line.link.hold(REQUEST.key, 1)
            with pytest.raises(ValueError, match="another exchange"):
                await line.link.reverse(reversal_of(REQUEST, REQUEST.key.stan, REQUEST.key.transmitted, "68"), 1)

    asyncio.run(play())


def test_a_scheme_that_hangs_up_instead_of_answering_the_sign_on_is_called_again_at_once() -> None:
    async def play() -> None:
        calls: list[asyncio.StreamWriter] = []

        async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            calls.append(writer)
            await reader.read(1)
            writer.close()

        server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
        line = make_line(server.sockets[0].getsockname()[1], times=replace(QUICK, network_timeout_s=60))
        await line.link.start()
        await until(lambda: len(calls) >= 3)
        await line.link.stop(0.1)
        server.close()

    asyncio.run(play())


def test_numbers_go_on_behind_the_mark_after_a_kill_and_where_they_stopped_after_a_clean_stop() -> None:
    async def play() -> None:
        numbers = MemoryNumbers()
        async with line_up(numbers=numbers) as line:
            await line.pay()
            assert numbers.last >= line.keys[0].stan
            killed = MemoryNumbers(numbers.last)
        assert numbers.last - line.keys[0].stan <= 2  # The sign-off took one.
        async with line_up(numbers=killed) as line:
            before = killed.last
            await line.pay()
            assert line.keys[0].stan > before - 5_000
        assert killed.last > 5_000

    asyncio.run(play())


def test_exchanges_from_before_a_restart_keep_their_numbers() -> None:
    async def play() -> None:
        async with line_up(stan_max=12) as line:
            doubt = await line.pay(ending("0202"), timeout_s=0.1)
        async with line_up(stan_max=12) as line:
            line.link.hold(doubt.key, 77)
            line.link.hold(doubt.key, 77)  # Twice does no harm.
            for turn in range(20):
                await line.pay(reference=f"{turn:012d}")
            assert doubt.key.stan not in {key.stan for key in line.keys}

    asyncio.run(play())


def test_a_refused_sign_on_is_tried_again() -> None:
    async def play() -> None:
        async with line_up(SchemeOptions(refused_sign_ons=2)) as line:
            assert line.scheme.sign_ons == 3 and (await line.pay()).response_code == "00"

    asyncio.run(play())


def test_a_silent_line_is_asked_for_an_echo_and_given_up_when_it_is_dead() -> None:
    async def play() -> None:
        async with line_up(times=replace(QUICK, echo_idle_s=0.1, network_timeout_s=0.2)) as line:
            await asyncio.sleep(0.5)
            assert line.link.is_up and line.scheme.sign_ons == 1
            for session in line.scheme.sessions:
                session.data_received = lambda data: None  # The other side hangs.
            await until(lambda: line.scheme.sign_ons == 2)

    asyncio.run(play())


def after(code: str) -> After:
    """As a payment asks: a system fault is asked about once more, a doubt is reversed."""
    return {"96": After.ASK_AGAIN, "68": After.HOLD}.get(code, After.FREE)


async def asked(line: Line, card: str, timeout_s: float = 0.3) -> tuple[Key, Any]:
    """A question after whose system fault the exchange stays open; its key and what was said."""
    key = line.link.take_authorisation("632708000124", "item")
    return key, await line.link.authorise_under(key, line.request(ending(card)), timeout_s, after)


@pytest.mark.parametrize(("card", "code", "open_count"), [("0700", "00", 0), ("0751", "51", 0), ("0796", "96", 1)])
def test_a_question_is_asked_again_under_the_same_key_and_only_an_answer_that_settles_it_frees_the_number(
        card: str, code: str, open_count: int) -> None:
    async def play() -> None:
        async with line_up() as line:
            key, first = await asked(line, card)
            assert (first.response_code, line.link.open_count) == ("96", 1)
            again = await line.link.ask_again(key, line.request(ending(card)), 0.3)
            assert (again.response_code, again.key, line.link.open_count) == (code, first.key, open_count)

    asyncio.run(play())


def test_the_first_answer_that_comes_twice_is_not_the_answer_to_the_repeat() -> None:
    """The scheme says every answer twice; the second 96 arrives before the question is asked again."""
    async def play() -> None:
        async with line_up(SchemeOptions(rates={Fault.DUPLICATE: 1.0})) as line:
            key, first = await asked(line, "0700")
            assert first.response_code == "96"
            again = await line.link.ask_again(key, line.request(ending("0700")), 0.3)
            assert again.response_code == "00"
            await until(lambda: line.link.unasked == 2)
            assert (line.late, line.link.open_count) == ([], 0)

    asyncio.run(play())


def test_a_repeat_without_an_answer_leaves_a_doubt_even_where_it_was_never_sent() -> None:
    async def play() -> None:
        async with line_up(times=replace(QUICK, reconnect_s=(5.0,))) as line:
            key, _ = await asked(line, "0799")
            assert await line.link.ask_again(key, line.request(ending("0799")), 0.1) == NoAnswer(Reason.TIMEOUT, key)
            other, _ = await asked(line, "0700")
            line.scheme.cut_all()
            await until(lambda: not line.link.is_up)
            unsent = await line.link.ask_again(other, line.request(ending("0700")), 0.1)
            assert unsent.is_doubtful and unsent.key == other and line.link.open_count >= 2

    asyncio.run(play())


def test_a_late_approval_of_a_repeat_is_told() -> None:
    async def play() -> None:
        async with line_up() as line:
            key, _ = await asked(line, "0700")
            line.scheme.options = replace(line.scheme.options, latency_s=0.2)
            assert (await line.link.ask_again(key, line.request(ending("0700")), 0.05)).is_doubtful
            await until(lambda: line.late)
            assert (line.late[0][0].response_code, line.late[0][1]) == ("00", "item")

    asyncio.run(play())


@pytest.mark.parametrize(("card", "code"), [("0068", "68"), ("0796", "96")])
def test_after_an_answer_in_doubt_an_approval_is_late_and_a_twin_of_the_answer_is_nothing(card: str, code: str) -> None:
    async def play() -> None:
        async with line_up() as line:
            key, first = await asked(line, card)
            if code == "96":
                first = await line.link.ask_again(key, line.request(ending(card)), 0.3)
            assert (first.response_code, line.link.open_count) == (code, 1)
            for wire in (first.to_wire(), *[AuthorisationResponse(key, "00", Money.of("309.00"), "ABC123").to_wire()] * 2):
                line.link.receive(wire)
            assert [(late.response_code, item) for late, item in line.late] == [("00", "item")]
            assert line.link.unasked == 2

    asyncio.run(play())


def test_before_the_link_has_begun_it_gives_no_number_and_leaves_the_mark() -> None:
    """A reversal without a number asks for one while the switch takes over what an earlier one left."""
    async def play() -> None:
        numbers = MemoryNumbers(700_000)
        line = make_line(1, numbers)
        assert line.link.take_number("632708000124") is None and line.link.take_authorisation("632708000124", "item") is None
        await asyncio.sleep(0.05)
        assert numbers.last == 700_000
        await line.link.start()
        key = line.link.take_number("632708000124")
        assert key is not None and key.stan == 700_001
        await line.link.stop(0.1)

    asyncio.run(play())


def test_what_is_not_open_cannot_be_asked_again() -> None:
    async def play() -> None:
        async with line_up() as line:
            with pytest.raises(ValueError, match="nothing is open"):
                await line.link.ask_again(REQUEST.key, line.request(), 0.1)

    asyncio.run(play())


def test_a_clean_stop_waits_for_answers_and_signs_off() -> None:
    async def play() -> None:
        scheme = Scheme(SchemeOptions(delay_s=0.2))
        line = make_line(await scheme.start())
        await line.link.start()
        assert await line.link.wait_up(5)
        session = scheme.sessions[0]
        asked = asyncio.create_task(line.pay(ending("0201"), timeout_s=2))
        await until(lambda: line.link.waiting_count)
        await line.link.stop()
        assert not session.is_signed_on
        assert (await asked).response_code == "00" and not line.link.is_up
        assert await line.pay() == NoAnswer(Reason.NOT_SENT)
        await scheme.stop()

    asyncio.run(play())

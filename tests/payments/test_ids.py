"""Numbers of payers, cards and payments: parts that come back, an order by time, and a form that is no card number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.kernel.refusal import Refusal
from yizhan.payments import ids

NUMBERS = st.integers(0, (1 << 63) - 1)


@given(st.integers(0, 255), st.integers(1, (1 << 40) - 1), st.integers(0, ids.CARDS_MAX - 1))
def test_a_card_names_its_payer_and_shard(shard: int, serial: int, ordinal: int) -> None:
    payer = ids.payer_id(shard, serial)
    card = ids.card_id(payer, ordinal)
    assert ids.payer_of(card) == payer and ids.shard_of_card(card) == shard and 0 <= card < 1 << 63
    assert ids.read_id("card", ids.shown_id("card", card)) == card
    assert ordinal > 15 or card == payer << 4 | ordinal, "the first sixteen are numbered as they always were"


def test_no_two_cards_of_a_payer_share_a_number_and_they_end() -> None:
    assert len({ids.card_id(1, ordinal) for ordinal in range(ids.CARDS_MAX)}) == ids.CARDS_MAX == 32_768
    with pytest.raises(ValueError, match="0 to 32767"):
        ids.card_id(1, ids.CARDS_MAX)


@given(st.integers(0, 255), st.integers(ids.EPOCH_MS, ids.EPOCH_MS + (1 << 40) - 2), st.integers(0, 7), st.integers(0, 4095))
def test_a_payment_names_its_shard_and_its_moment_and_sorts_by_time(shard: int, moment: int, writer: int, index: int) -> None:
    number = ids.first_id(shard, moment, writer) + index
    assert (ids.shard_of(number), ids.milliseconds_of(number)) == (shard, moment)
    assert number < ids.first_id(shard, moment + 1, 0)
    assert len({ids.reference_at(moment, index), ids.reference_at(moment, index + 1)}) == 2


@given(NUMBERS, st.sampled_from(sorted(ids.KINDS)))
def test_a_shown_id_is_read_again_in_capitals_or_not(number: int, kind: str) -> None:
    shown = ids.shown_id(kind, number)
    assert ids.read_id(kind, shown) == number == ids.read_id(kind, shown[:4] + shown[4:].lower())
    assert len(shown) == 17


@pytest.mark.parametrize("text", ["", "pay_", "pay_123", "crd_0000000000000", "pay_000000000000U", "pay_ZZZZZZZZZZZZZ",
                                  "pay_0000000000000A"])
def test_what_is_no_id_is_refused(text: str) -> None:
    found = ids.read_id("payment", text)
    assert isinstance(found, Refusal) and found.code == "id_malformed"

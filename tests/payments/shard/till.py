"""Takes payments on at a shard by its functions, with as few words as a test needs."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from yizhan.kernel.clock import branch_date
from yizhan.kernel.money import Money
from yizhan.payments import ids, rows
from yizhan.payments.shard_accounts import account_of, open_statement
from yizhan.payments.stored import PROGRAMME_NUMBERS, REGION_NUMBERS, SCHEME_NUMBERS, STRENGTH_NUMBERS, TIER_NUMBERS, Outcome, Stage, Step
from yizhan.payments.tiers import Tier

NOON = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)  # in Shanghai
SCHEMA = "pay_00"
BATCHES, SERIALS = itertools.count(), itertools.count(1_000)
RESERVE = f"""SELECT * FROM {SCHEMA}.reserve(%s::uuid[], %s::integer[], %s::bigint[], %s::bigint[], %s::integer[], %s::bigint[],
    %s::smallint[], %s::boolean[], %s::bigint[], %s::text[], %s::integer[], %s::text[], %s::text[], %s, %s::smallint, %s, %s, %s,
    %s::bytea[])"""
ADVANCE = f"""SELECT * FROM {SCHEMA}.advance(%s::bigint[], %s::smallint[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::jsonb,
    %s::smallint, %s)"""
REFUND = f"""SELECT * FROM {SCHEMA}.refund_payments(%s::uuid[], %s::integer[], %s::bigint[], %s::bigint[], %s::bigint[], %s::integer[], %s,
    3::smallint, %s, %s)"""


class Till:
    """A shard, a clock and helpers; one writer unless said otherwise."""

    def __init__(self, cursor: Any, merchant: int = 7) -> None:
        self.cursor = cursor
        self.now = NOON
        self.shop = self.merchant(merchant)

    def fresh(self) -> int:
        """A serial that nobody has."""
        return next(SERIALS)

    def payer(self, serial: int, tier: Tier = Tier.T2, programme: str = "wechat_like", scheme: str = "visa",
              region: str = "elsewhere") -> int:
        """A payer with one card; the card's number."""
        number = ids.payer_id(0, serial)
        self.cursor.execute(f"INSERT INTO {SCHEMA}.payer (id, programme, tier, changed_at) VALUES (%s, %s, %s, %s)",
                            (number, PROGRAMME_NUMBERS[programme], TIER_NUMBERS[tier], self.now))
        card = ids.card_id(number, 0)
        self.cursor.execute(
            f"""INSERT INTO {SCHEMA}.card (id, payer_id, token, masked, scheme, region, expiry, bound_at, changed_at)
            VALUES (%s, %s, %s, '411111******1111', %s, %s, '3012', %s, %s)""",
            (card, number, f"card_{serial}", SCHEME_NUMBERS[scheme], REGION_NUMBERS[region], self.now, self.now))
        return card

    def code(self, card: int, digits: str) -> bytes:
        """A payment code of a card, as it is kept."""
        self.cursor.execute(f"INSERT INTO {SCHEMA}.payment_code (code_hash, card_id, issued_at) VALUES (%s, %s, %s)",
                            (digits.encode(), card, self.now))
        return digits.encode()

    def merchant(self, number: int, fee_ppm: int = 6000, status: int = 1) -> int:
        """A merchant with its account."""
        self.cursor.execute(f"INSERT INTO {SCHEMA}.merchant VALUES (%s, 'Tea Stall', 'SHENZHEN', '5812', %s, %s, %s)",
                            (number, fee_ppm, status, self.now))
        self.cursor.execute(*open_statement(SCHEMA, [("merchant_payable", number)]))
        return number

    def first_id(self, writer: int = 0) -> int:
        """The next batch's first id; batches follow each other by a millisecond."""
        moment = self.now + timedelta(milliseconds=next(BATCHES))
        return ids.first_id(0, int(moment.timestamp() * 1000), writer)

    def reserve(self, items: Sequence[tuple[int, int]], *, keys: Sequence[UUID] | None = None, fingerprints: Sequence[int] | None = None,
                merchant: int = 0, strength: str = "A", agreed: int = 0, without_password: bool = False,
                approvals: list[str] | None = None, writer: int = 0, codes: list[bytes | None] | None = None) -> list[tuple[int, Outcome]]:
        """Reserve (card, order in fen) pairs in one call; the ids and outcomes."""
        count, first = len(items), self.first_id(writer)
        cards, orders = (list(column) for column in zip(*items, strict=True))
        number = next(number for word, number in STRENGTH_NUMBERS.items() if word.name == strength)
        self.cursor.execute(RESERVE, (
            list(keys or [uuid4() for _ in items]), [1] * count, list(fingerprints or range(1, count + 1)), cards,
            [merchant or self.shop] * count, orders,
            [number] * count, [without_password] * count, [agreed] * count, [""] * count, [0] * count, [""] * count, approvals, first,
            writer, first, self.now, branch_date(self.now), codes))
        found, outcomes, *_ = self.cursor.fetchone()
        return [(payment, Outcome(outcome)) for payment, outcome in zip(found, outcomes, strict=True)]

    def one(self, card: int, order_minor: int, **options: Any) -> tuple[int, Outcome]:
        """Reserve one payment."""
        return self.reserve([(card, order_minor)], **options)[0]

    def step(self, payment: int, step: Step, answer: str | None = None, reversals: str | None = None) -> tuple[Stage | None, bool]:
        """Move one payment on; its stage afterwards and whether it moved."""
        self.cursor.execute(ADVANCE, ([payment], [step], [answer], [None], [None], [None], reversals, 0, self.now))
        stages, changed = self.cursor.fetchone()
        return rows.stored.STAGES.get(stages[0]), changed[0]

    def paid(self, card: int, order_minor: int, **options: Any) -> int:
        """A payment that was captured; its id."""
        payment, outcome = self.one(card, order_minor, **options)
        assert outcome is Outcome.DONE
        assert self.step(payment, Step.PURCHASE, "00") == (Stage.CAPTURED, True)
        return payment

    def refund(self, payment: int, part_minor: int, key: UUID | None = None, fingerprint: int = 1,
               merchant: int = 0) -> tuple[int, Outcome, int, int]:
        """Refund part of an order: id, outcome, fee that goes back, what is left."""
        self.cursor.execute(REFUND, ([key or uuid4()], [1], [fingerprint], [payment], [part_minor], [merchant], self.first_id(7), self.now,
                                     branch_date(self.now)))
        (found,), (outcome,), (fee,), (left,) = self.cursor.fetchone()
        return found, Outcome(outcome), fee, left

    def payment(self, payment: int) -> rows.Payment:
        """A payment as it stands."""
        found = rows.payment(self.cursor, payment)
        assert found is not None
        return found

    def moved(self, subject: int, step: Step) -> dict[str, int]:
        """What a step moved, debit positive, by the chart's names."""
        sums: dict[str, int] = {}
        for entry in rows.entries_of(self.cursor, [subject]):
            if entry.step is step:
                sums[entry.debit] = sums.get(entry.debit, 0) + entry.amount.amount_minor
                sums[entry.credit] = sums.get(entry.credit, 0) - entry.amount.amount_minor
        return {name: minor for name, minor in sums.items() if minor}

    def balances(self) -> dict[tuple[str, int], Money]:
        """Balances by the chart's name and owner, debit positive, all stripes together."""
        self.cursor.execute(f"SELECT id, balance_minor FROM {SCHEMA}.account WHERE balance_minor <> 0")
        sums: dict[tuple[str, int], Money] = {}
        for number, minor in self.cursor.fetchall():
            code, owner, _ = account_of(number)
            sums[code, owner] = sums.get((code, owner), Money.zero()) + Money(minor)
        return sums

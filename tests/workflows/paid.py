"""Payments at a shop for tests: taken on by the shard's own functions as the owner, committed, so that pages and workflows see them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import psycopg

from tests.databases import TestDatabase
from tests.payments.shard.till import Till
from yizhan.payments.stored import Step
from yizhan.records.models import Merchant

ALARM = "INSERT INTO pay_00.alarm (kind, payment_id, facts, raised_at) VALUES (%s, %s, %s, %s) RETURNING id"
REVERSAL = """INSERT INTO pay_00.reversal (payment_id, scheme, card_token, amount_minor, original_transmitted, original_stan, acquirer_id,
    reference, attempts, due_at, opened_at) VALUES (%s, 1, 'card_x', 30900, '1116120000', 7, '00000000001', 'REF000000001', 3, %s, %s)"""


class Shopping:
    """A till at one merchant, with a card from Europe."""

    def __init__(self, cursor: psycopg.Cursor, merchant: Merchant, now: datetime) -> None:
        self.till = Till(cursor)
        self.till.now = now
        self.merchant = self.till.merchant(merchant.pk)
        self.card = self.till.payer(self.till.fresh())

    def paid(self, order_minor: int) -> int:
        """A captured payment."""
        return self.till.paid(self.card, order_minor, merchant=self.merchant)

    def declined(self, order_minor: int, answer: str) -> int:
        """A payment that the issuer refused."""
        payment = self.open(order_minor)
        self.till.step(payment, Step.DECLINE, answer)
        return payment

    def open(self, order_minor: int) -> int:
        """A payment without an answer yet."""
        return self.till.one(self.card, order_minor, merchant=self.merchant)[0]

    def refunded(self, payment: int, part_minor: int) -> int:
        """A refund that the switch made."""
        return self.till.refund(payment, part_minor)[0]

    def alarm(self, payment: int) -> int:
        """A late approval."""
        return self.till.cursor.execute(ALARM, ("late_approval", payment, '{"approval_code": "A1"}', self.till.now)).fetchone()[0]

    def reversal(self, payment: int) -> None:
        """An open reversal."""
        self.till.cursor.execute(REVERSAL, (payment, self.till.now, self.till.now))


@contextmanager
def shopping(database: TestDatabase, merchant: Merchant, now: datetime) -> Iterator[Shopping]:
    """Payments of a merchant in a database where commits are real."""
    with psycopg.connect(database.owner_url, autocommit=True) as connection, connection.cursor() as cursor:
        yield Shopping(cursor, merchant, now)

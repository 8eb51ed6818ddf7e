"""A shop's refund from the counter to the shard: ordered, told by the worker, made by the real switch once, and shown with what it said."""

from datetime import timedelta

import psycopg
import pytest
from django.test import override_settings

from tests.cast import make_cast
from tests.served import served
from tests.stories.journey import done
from tests.workflows.paid import shopping
from tests.workflows.shops import shop
from yizhan.app.branch_database import BranchDatabase
from yizhan.app.card_keys.making import make_first_keys
from yizhan.app.environment import read_environment
from yizhan.kernel.clock import SystemClock
from yizhan.kernel.money import Money
from yizhan.payments.row_values import Payment
from yizhan.records.models import Merchant, OutboxMessage, RefundOrder
from yizhan.worker import tasks
from yizhan.workflows.card_payments import payment_of, refunds_of
from yizhan.workflows.merchants import propose_merchant_change, take_merchant_proposal
from yizhan.workflows.refund_orders import order_refund


@pytest.fixture
def switch(committing_db, tmp_path):
    """The switch as a process of its own, with the scheme it is linked to; the worker's tasks know its address and key."""
    keys = tmp_path / "vault_keys.json"
    environment = read_environment({"YIZHAN_HOME": str(tmp_path), "YIZHAN_VAULT_KEYS": str(keys)})
    database = BranchDatabase(committing_db.owner_url, committing_db.app_url, committing_db.switch_url)
    make_first_keys(environment, database, SystemClock().now())
    own = {"YIZHAN_VAULT_KEYS": str(keys), "YIZHAN_SWITCH_KEY": environment.switch_key}
    with (
        served(committing_db, tmp_path, "scheme", "directory", "switch", **own) as branch,
        override_settings(SWITCH_URL=f"http://127.0.0.1:{branch.switch_port}", SWITCH_KEY=environment.switch_key),
    ):
        yield branch


def told() -> None:
    """What the worker does."""
    tasks.send_to_switch_periodically(timestamp=0)


def test_a_refund_reaches_the_shard_once_and_the_switch_s_no_reaches_the_shop(switch, committing_db) -> None:
    cast, clock = make_cast(), SystemClock()
    merchant = shop(cast, clock)
    with shopping(committing_db, merchant, clock.now() - timedelta(minutes=5)) as till:
        payment = till.paid(30_000)

        def order(yuan: str) -> RefundOrder:
            return done(order_refund(cast.merchant, clock, merchant.pk, payment, Money.of(yuan), "cold tea"))

        first = order("100.00")
        told()
        first.refresh_from_db()
        assert first.state == "accepted", OutboxMessage.objects.values("kind", "state", "last_error")
        # The answer is lost and the message goes again: the switch knows the key.
        OutboxMessage.objects.filter(kind="refund").update(state="unknown", due_at=clock.now())
        RefundOrder.objects.update(state="waiting")
        told()
        (made,) = refunds_of(payment)
        assert (made.id, made.to_card) == (first.refund_id, Money.of("103.00"))
        assert seen(payment).refunded == Money.of("100.00")
        # Meanwhile the rest went back by another way: the order is refused, and says why.
        late = order("200.00")
        till.refunded(payment, 15_000)
        told()
        late.refresh_from_db()
        assert (late.state, late.refusal["code"]) == ("refused", "refund_over_rest")


def test_a_suspension_reaches_the_switch(switch, committing_db) -> None:
    cast, clock = make_cast(), SystemClock()
    merchant = shop(cast, clock)
    told()
    assert at_switch(committing_db, merchant) == (6_000, 1)
    change = done(propose_merchant_change(cast.manager, clock, merchant.pk, "suspension", {}, "complaints"))
    done(take_merchant_proposal(cast.branch, clock, change.pk, "approved"))
    told()
    assert at_switch(committing_db, merchant) == (6_000, 2)
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"accepted"}


def seen(payment: int) -> Payment:
    return payment_of(payment)


def at_switch(database, merchant: Merchant) -> tuple[int, int]:
    """The merchant's fee in millionths and its status number, as the shard holds them."""
    with psycopg.connect(database.owner_url) as connection:
        return connection.execute("SELECT fee_ppm, status FROM pay_00.merchant WHERE id = %s", (merchant.pk,)).fetchone()

"""The worker tells the switch of travellers and merchants as they stand, over a real socket."""

import pytest

from tests.travelling import registered, shop
from tests.web.visitor.conftest import plain_static, switch  # noqa: F401 (fixtures)
from yizhan.kernel.clock import SystemClock
from yizhan.payments import rows
from yizhan.records.models import OutboxMessage
from yizhan.worker import tasks
from yizhan.workflows.action import Act
from yizhan.workflows.switch_outbox import tell_merchant


@pytest.fixture
def told(request, settings):
    """The small switch, with the settings that name it."""
    return request.getfixturevalue("switch")


def test_a_traveller_is_known_at_the_switch_after_the_worker_has_looked(told) -> None:
    traveller = registered(SystemClock(), programme="alipay_like")
    tasks.send_to_switch.func()
    payer = rows.payer(told.till.cursor, traveller.payer_id)
    assert (payer.programme, payer.tier.value) == ("alipay_like", "t0")
    assert OutboxMessage.objects.get(kind="payer").state == "accepted"


def test_a_switch_that_is_away_is_told_later_and_a_merchant_s_message_has_its_own_way(told) -> None:
    registered(SystemClock())
    tell_merchant(Act("tests", None, SystemClock()), shop(), "one")
    told.is_away = True
    tasks.send_to_switch.func()
    assert set(OutboxMessage.objects.filter(destination="switch").values_list("state", flat=True)) == {"unknown"}
    assert told.asked == [("POST", "/v1/payers"), ("POST", "/v1/merchants")]

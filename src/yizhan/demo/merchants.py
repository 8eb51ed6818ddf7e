"""The merchants of the demo park: four taken on by two people, one of them suspended since; one waits, and so does a lower rate."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np

from yizhan.demo.firms import make_uscc
from yizhan.demo.story import done
from yizhan.demo.timeline import Timeline
from yizhan.kernel.clock import FixedClock
from yizhan.payments.merchant import Identifier, MerchantApplication
from yizhan.records.models import MerchantProposal, User
from yizhan.workflows.merchants import admit_to_merchant, propose_merchant, propose_merchant_change, take_merchant_proposal

# Name, name and city in Latin letters, category, account, rate: a stall, a hotel, a restaurant, a shop, and one that waits.
SHOPS = (
    ("蛇口渡口茶摊", "Shekou Pier Tea", "SHENZHEN", "5814", "6222399000000001", "0.0060"),
    ("海上世界宾馆", "Sea World Hotel", "SHENZHEN", "7011", "6222399000000002", "0.0080"),
    ("南山小馆", "Nanshan Kitchen", "SHENZHEN", "5812", "6222399000000003", "0.0060"),
    ("口岸百货", "Border Market", "SHENZHEN", "5311", "6222399000000004", "0.0055"),
)
WAITING = ("园区便利店", "Park Corner Store", "SHENZHEN", "5411", "6222399000000005", "0.0055")


def merchant_line(clock: FixedClock, timeline: Timeline, cast: dict[str, User], seed: int) -> Iterator[Any]:
    """Taken on one by one in the last weeks, then changed; every step by the person whose it is."""
    random, manager, operations, branch = np.random.default_rng(seed), cast["he.manager"], cast["zheng.operations"], cast["wu.branch"]
    taken = []
    for number, facts in enumerate(SHOPS):
        yield timeline.at(20 - 3 * number, "10:20")
        proposal = _proposed(clock, manager, facts, random)
        yield timeline.at(19 - 3 * number, "14:40")
        done(take_merchant_proposal(operations, clock, proposal.pk, "approved", "执照、场所照片与账户户名一致。"))
        taken.append(proposal.merchant_id)
    yield timeline.at(8, "15:10")
    done(admit_to_merchant(operations, clock, taken[0], "lin.merchant", "clerk"))
    done(admit_to_merchant(operations, clock, taken[2], "lin.merchant", "manager"))
    done(admit_to_merchant(operations, clock, taken[1], "huang.merchant", "manager"))
    yield timeline.at(4, "11:00")
    halt = done(propose_merchant_change(manager, clock, taken[3], "suspension", {}, "电话多次无人接听，现场已停业装修。"))
    yield timeline.at(3, "09:40")
    done(take_merchant_proposal(branch, clock, halt.pk, "approved", "装修结束后再恢复。"))
    yield timeline.at(2, "16:20")
    done(propose_merchant_change(manager, clock, taken[1], "rate", {"rate": Decimal("0.0075")}, "全年交易量达到约定，申请下调费率。"))
    yield timeline.at(1, "10:05")
    _proposed(clock, manager, WAITING, random)


def _proposed(clock: FixedClock, manager: User, facts: tuple[str, ...], random: np.random.Generator) -> MerchantProposal:
    *texts, rate = facts
    application = MerchantApplication(Identifier.USCC, make_uscc(random), *texts, Decimal(rate))
    return done(propose_merchant(manager, clock, application, "现场已看：营业中，门头与执照一致。"))

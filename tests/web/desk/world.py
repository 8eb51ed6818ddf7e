"""Cases in many states for the pages of the desk, made by the workflows on one clock."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

from PIL import Image
from stdnum.cn import uscc

from tests.cast import Cast, make_cast
from tests.stories import journey
from yizhan.connectors.core_bank import TransferAnswer, TransferState
from yizhan.kernel.clock import FixedClock
from yizhan.records.models import Application, Loan, OutboxMessage, Role, SiteVisit, User
from yizhan.workflows import applications, visits
from yizhan.workflows.payouts import claim_message, settle_message

REFUSED_PLACE = 6
NAMES = ("云岭传感", "微澜生物", "启明轴承", "远望激光", "天工精密", "星河网络", "晨光电子", "云图智能")


@dataclass
class World:
    """One case for each state that the desk shows."""

    cast: Cast
    waiting: Application
    evaluated: Application
    visiting: Application
    visit: SiteVisit
    checked: Application
    proposed: Application
    refused: Application
    paused: Application
    paid: Application
    loan: Loan


def make_world(clock: FixedClock) -> World:
    """From a working morning on; the clock stands on the next morning afterwards."""
    cast, begun = make_cast(), clock.now()
    paid = _complete(cast, clock, 0)
    evaluated_all = [_complete(cast, clock, place) for place in range(1, 8)]
    waiting, evaluated, visiting, checked, proposed, refused, paused = evaluated_all
    for application in (paid, evaluated, visiting, checked, proposed, refused, paused):
        journey.evaluate(cast.manager, clock, application)
    journey.done(applications.pause_application(cast.manager, clock, paused.pk, "more_documents", "请补充最近一期的纳税申报表。"))
    visit = _visit_under_way(cast, clock, visiting)
    for application in (paid, checked, proposed, refused):
        journey.visit(cast.manager, clock, application)
        clock.advance(timedelta(minutes=6))
        journey.evaluate(cast.officer, clock, application)
    journey.propose(cast.officer, clock, proposed)
    journey.approve(cast.approver, clock, journey.propose(cast.officer, clock, refused, None, "refuse"))
    journey.approve(cast.approver, clock, journey.propose(cast.officer, clock, paid, "300000"))
    journey.offer(cast.operations, clock, paid)
    journey.accept(paid.applicant, clock, paid)
    loan = journey.disburse(cast.operations, clock, paid.pk)
    reject_payout(clock)
    journey.done(applications.take_application(cast.officer, clock, checked.pk))
    clock.set(begun + timedelta(days=1))
    return World(cast, waiting, evaluated, visiting, visit, checked, proposed, refused, paused, paid, loan)


def photo_bytes() -> bytes:
    """A small real photo."""
    content = BytesIO()
    Image.new("RGB", (64, 48), (15, 107, 107)).save(content, "JPEG")
    return content.getvalue()


def reject_payout(clock: FixedClock) -> None:
    """The core bank refuses the payment that waits in the outbox."""
    message = OutboxMessage.objects.get(state="waiting")
    journey.done(claim_message(None, clock, message.pk))
    journey.done(settle_message(None, clock, message.pk, TransferAnswer(TransferState.REJECTED, code="account_closed")))


def _complete(cast: Cast, clock: FixedClock, place: int) -> Application:
    person = cast.applicant if place == 0 else _applicant(place)
    base = f"91440300MA5DA{place:03}A"
    code = base + uscc.calc_check_digit(base)
    enterprise = journey.register(
        person,
        clock,
        code,
        name=f"深圳市{NAMES[place]}科技有限公司",
        region="深圳市南山区",
        address="深圳市南山区科技园 1 栋 502",
        legal_representative="陈晨",
    )
    worse = {"tax_grade": "D", "overdue_days": 20} if place == REFUSED_PLACE else {}
    journey.describe(
        person, clock, enterprise, titles=[{"kind": "high_tech", "valid_from": "2024-01-01", "valid_to": "2026-12-31"}], **worse
    )
    clock.advance(timedelta(minutes=3))
    return journey.complete(person, clock, enterprise, amount=f"{300 + 50 * place}000")


def _applicant(place: int) -> User:
    return User.objects.create(username=f"applicant{place}", role=Role.APPLICANT, display_name=f"Applicant {place}")


def _visit_under_way(cast: Cast, clock: FixedClock, application: Application) -> SiteVisit:
    """A visit with two findings and a photo; the rest is open."""
    visit = journey.done(
        visits.plan_visit(cast.manager, clock, application.pk, clock.now() + timedelta(hours=1), "深圳市南山区科技园 1 栋")
    )
    first, second = visit.items.order_by("position")[:2]
    journey.done(visits.record_finding(cast.manager, clock, first.pk, "confirm", "与工资表一致"))
    journey.done(visits.record_finding(cast.manager, clock, second.pk, "ask_for_more", "请提供近三个月社保缴纳记录"))
    journey.done(visits.add_photo(cast.manager, clock, visit.pk, "车间.jpg", BytesIO(photo_bytes()), "生产车间"))
    return visit

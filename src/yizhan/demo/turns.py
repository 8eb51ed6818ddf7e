"""The stories that take a turn: pauses, conflicts, late decisions, returned proposals, rejected payments, withdrawals."""

from datetime import timedelta

from yizhan.connectors.core_bank import TransferState
from yizhan.demo.files import BAD_ROW, coded_invoice_row, invoice_file
from yizhan.demo.journeys import (
    Moments,
    accepted,
    approved,
    checked,
    draft,
    evaluated,
    offered,
    proposed,
    received,
    repaying,
    skipped,
)
from yizhan.demo.papers import TAX_RATES
from yizhan.demo.story import Story
from yizhan.workflows import applications, loans, payouts

PAUSES = {
    "more_documents": "请补充最近三个月的银行流水。",
    "clarification": "请说明八月销售额下降的原因。",
    "visit_appointment": "请确认可以上门的时间。",
    "guarantor": "请法定代表人到行面签。",
}


def incomplete(story: Story) -> Moments:
    """Handed in without the consents: the list of what is missing stands."""
    yield from draft(story)
    yield story.at(0, "10:00")
    story.submit()


def on_site_half_done(story: Story) -> Moments:
    """A visit is under way: half of its checklist has findings."""
    yield from evaluated(story)
    yield story.at(0, "11:10")
    story.plan_visit(story.at(1, "09:30"))
    yield story.at(1, "09:45")
    visit = story.find(only=0)
    story.find(only=max(1, visit.items.count() // 2))


def paused(reason: str):
    """The branch waits for the customer."""

    def way(story: Story) -> Moments:
        yield from evaluated(story)
        yield story.at(0, "15:00")
        story.pause(reason, PAUSES[reason])

    return way


def paused_and_answered(story: Story) -> Moments:
    """A pause that ended: the deadline moved by its working minutes."""
    yield from evaluated(story)
    yield story.at(0, "14:00")
    story.pause("clarification", PAUSES["clarification"])
    yield story.at(1, "11:00")
    story.answer("八月设备检修停产两周，九月起已恢复。")
    yield story.at(1, "13:00")
    story.skip_visit()


def asked_for_more(story: Story) -> Moments:
    """A finding asks for papers, and the branch waits for them."""
    yield from evaluated(story)
    yield story.at(0, "11:10")
    story.plan_visit(story.at(1, "09:30"))
    yield story.at(1, "09:45")
    story.find({"claim.staff": ("ask_for_more", None)})
    yield story.at(1, "11:15")
    story.pause("more_documents", "请补充最近一年的社保缴费记录。")


def blocked_by_finding(story: Story) -> Moments:
    """A finding blocks: refused although the model would lend."""
    yield from checked(story, {"claim.premises": ("block", None)})
    yield story.at(1, "14:20")
    story.propose("refuse", override="上门发现生产场地已停用。", words="上门核实后不同意。")
    yield story.at(2, "10:15")
    story.decide()


def claim_corrected(story: Story) -> Moments:
    """The visit counts fewer people than claimed: the verified figure stands beside the claim."""
    fewer = max(2, story.firm.staff * 3 // 4)
    yield from checked(
        story, {"claim.staff": ("correct", fewer), "claim.technical_staff": ("correct", min(fewer, story.firm.technical_staff // 2))}
    )
    yield story.at(1, "14:20")
    story.propose()
    yield story.at(1, "15:30")
    story.decide()


def overridden(story: Story) -> Moments:
    """The model asks for a person because the debt is not known; the officer approves with a reason."""
    yield from approved(story, override="已查询信用报告，无未结清贷款，申请人漏填。")


def returned(story: Story) -> Moments:
    """The approver sends the proposal back with what is missing."""
    yield from proposed(story)
    yield story.at(1, "15:30")
    story.decide("returned", "请补充第一大客户的合同，并说明回款周期。")


def returned_then_approved(story: Story) -> Moments:
    """A returned proposal is proposed again and confirmed."""
    yield from returned(story)
    yield story.at(1, "15:45")
    story.propose(words="已补充合同和回款说明，维持原意见。")
    yield story.at(1, "16:00")
    story.decide()


def over_authority(story: Story) -> Moments:
    """Above the approver's authority: refused to the approver, decided by the branch manager."""
    yield from proposed(story)
    yield story.at(1, "15:10")
    story.try_decide()
    yield story.at(1, "15:30")
    story.decide(by="wu.branch")


def approved_late(story: Story) -> Moments:
    """The decision waits until the promise is broken."""
    yield from proposed(story)
    yield story.at(4, "15:30")
    story.decide()
    yield story.at(4, "16:10")
    story.offer()
    yield story.at(5, "10:20")
    story.accept()
    yield story.at(5, "11:05")
    story.disburse()
    yield story.at(5, "11:06")
    story.settle(TransferState.ACCEPTED)
    yield from repaying(story)


def rejected_and_retried(story: Story) -> Moments:
    """The core bank rejects the payment; operations orders it again with the mended account."""
    yield from rejected(story)
    yield story.at(2, "14:30")
    payout = story.loan().payouts.get()
    payouts.retry_payout(story.cast["zheng.operations"], story.clock, payout.id, payout.payee_name, "6222000000000100", payout.payee_bank)
    yield story.at(2, "14:31")
    story.settle(TransferState.ACCEPTED)
    yield from repaying(story)


def rejected(story: Story) -> Moments:
    """The payee's account is closed: the money returns to the deposit."""
    yield from accepted(story)
    yield story.at(2, "11:05")
    story.disburse()
    yield story.at(2, "11:06")
    story.settle(TransferState.REJECTED, "account_closed")


def unknown(story: Story) -> Moments:
    """Nobody knows yet whether the money moved: asked four times, next in half an hour."""
    yield from accepted(story)
    yield story.at(2, "16:05")
    story.disburse()
    for minutes in (60, 50, 40, 10):
        yield story.timeline.now - timedelta(minutes=minutes)
        story.settle(TransferState.UNKNOWN, "ReadTimeout")


def waiting(story: Story) -> Moments:
    """The newest payment, left for the running worker to send."""
    yield from accepted(story)
    yield story.timeline.now - timedelta(minutes=5)
    story.disburse()
    loans.disburse(story.cast["zheng.operations"], story.clock, story.application_id)  # A double click: refused, one loan.


def withdrawn_early(story: Story) -> Moments:
    """The applicant found other money before the decision."""
    yield from evaluated(story)
    yield story.at(0, "16:00")
    applications.withdraw_application(story.applicant, story.clock, story.application_id, "已从股东处获得资金，暂不需要贷款。")


def withdrawn_late(story: Story) -> Moments:
    """The offer is declined."""
    yield from offered(story)
    yield story.at(3, "09:40")
    applications.withdraw_application(story.applicant, story.clock, story.application_id, "利率高于预期，选择了其他银行。")


def overdue(story: Story) -> Moments:
    """Nobody has proposed yet although the deadline has passed: both warnings were given."""
    yield from skipped(story)


def paused_near_deadline(story: Story) -> Moments:
    """Most of the working time was used before the customer was asked: warned at 50 % and 80 %, the clock stands."""
    yield from skipped(story)
    yield story.at(3, "13:00")
    story.pause("clarification", "请说明与第一大供应商的关联关系。", story.cast["liu.officer"])


def papers_that_disagree(story: Story) -> Moments:
    """Three files: one with bad rows, one that contradicts a coded invoice, one that voids another later."""
    yield from draft(story)
    day, tax = story.timeline.at(story.base + 2, "10:00").date(), TAX_RATES[story.firm.industry]
    rows = [coded_invoice_row(7_000_000 + number, day, 1_000_000 + 12_345 * number, tax) for number in range(12)]
    yield story.at(0, "09:40")
    story.upload("invoices", "本月销项发票.csv", invoice_file([*rows, BAD_ROW]))
    other = coded_invoice_row(7_000_003, day, 9_999_900, tax)
    yield story.at(0, "09:43")
    story.upload("invoices", "本月销项发票（更正）.csv", invoice_file([*rows[:3], other]))
    voided = coded_invoice_row(7_000_005, day, 1_000_000 + 12_345 * 5, tax, is_void=True)
    yield story.at(0, "09:46")
    story.upload("invoices", "作废清单.csv", invoice_file([voided]))
    yield story.at(0, "09:50")
    story.consent()
    yield story.at(0, "10:00")
    story.submit()


def second_loan(story: Story) -> Moments:
    """A known borrower again: self-payment, the money stays on the deposit."""
    yield from accepted(story)
    yield story.at(2, "11:05")
    story.disburse()


def complete(story: Story) -> Moments:
    """Just received, nobody has taken it."""
    yield from received(story)

"""How the stories go: each a generator that yields the moment of its next step, so that all stories run in one order of time.

A moment that lies after now ends a story where it stands: that is how open cases come about.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from yizhan.connectors.core_bank import TransferState
from yizhan.demo.story import Story
from yizhan.demo.timeline import moment
from yizhan.kernel.money import Money
from yizhan.workflows import repayments

Moments = Iterator[datetime]


def draft(story: Story) -> Moments:
    """Started, not handed in."""
    yield story.at(0, "09:30")
    story.start()


def received(story: Story) -> Moments:
    """Complete receipt: the clock of the promise starts."""
    yield from draft(story)
    yield story.at(0, "09:50")
    story.consent()
    yield story.at(0, "10:00")
    story.submit()


def evaluated(story: Story) -> Moments:
    """The model check has run."""
    yield from received(story)
    yield story.at(0, "10:40")
    story.take(story.manager)
    story.evaluate(story.manager)


def checked(story: Story, effects: dict[str, tuple[str, Any]] | None = None) -> Moments:
    """The on-site check is done on the same day and the model has seen its findings: only a person's look verifies debts and lists."""
    yield from evaluated(story)
    yield story.at(0, "11:10")
    story.plan_visit(story.at(0, "14:00"))
    yield story.at(0, "14:10")
    story.find(effects)
    yield story.at(0, "15:30")
    story.finish_visit()
    yield story.at(0, "16:20")
    story.evaluate(story.cast["liu.officer"])


def skipped(story: Story) -> Moments:
    """Without a visit, where nothing that a visit finds could change the outcome."""
    yield from evaluated(story)
    yield story.at(0, "14:00")
    story.skip_visit()


def proposed(story: Story, way=checked, **proposal: str) -> Moments:
    """The officer has proposed."""
    yield from way(story)
    yield story.at(1, "14:20")
    story.propose(**proposal)


def approved(story: Story, way=checked, **proposal: str) -> Moments:
    """A second person has confirmed."""
    yield from proposed(story, way, **proposal)
    yield story.at(1, "15:30")
    story.decide()


def refused(story: Story, way=skipped) -> Moments:
    """A refusal by the rules, confirmed by a second person."""
    yield from proposed(story, way, outcome="refuse", words="按规则不予通过，已向客户说明可改善之处。")
    yield story.at(2, "10:15")
    story.decide()


def offered(story: Story, way=approved) -> Moments:
    """The offer lies with the borrower."""
    yield from way(story)
    yield story.at(1, "16:10")
    story.offer()


def accepted(story: Story, way=approved) -> Moments:
    """The borrower has accepted."""
    yield from offered(story, way)
    yield story.at(2, "10:20")
    story.accept()


def lent(story: Story, way=approved) -> Moments:
    """Money on the book and with the payee, then instalments as they fall due."""
    yield from accepted(story, way)
    yield story.at(2, "11:05")
    story.disburse()
    yield story.at(2, "11:06")
    if story.loan().payouts.exists():
        story.settle(TransferState.ACCEPTED)
    yield from repaying(story)


def repaying(story: Story, until: datetime | None = None) -> Moments:
    """Each instalment on its day, from money that arrived that morning."""
    while (line := story.loan().instalments.filter(state="due").order_by("number").first()) is not None:
        if until is not None and moment(line.due_on, "10:00") >= until:
            return
        yield moment(line.due_on, "09:05")
        story.receive_money(Money(line.principal_minor + line.interest_minor))
        yield moment(line.due_on, "10:00")
        repayments.repay_instalment(story.applicant, story.clock, story.loan().id)


def in_arrears(days_since: int) -> Callable[[Story], Moments]:
    """Instalments are paid until so many working days ago, then the money stops."""
    def told(story: Story) -> Moments:
        yield from accepted(story)
        yield story.at(2, "11:05")
        story.disburse()
        yield story.at(2, "11:06")
        story.settle(TransferState.ACCEPTED)
        yield from repaying(story, until=story.timeline.at(days_since, "10:00"))
    return told


def repaid_early(story: Story) -> Moments:
    """A third of the principal comes back after two months, exactly as previewed; the instalments shrink."""
    yield from accepted(story)
    yield story.at(2, "11:05")
    story.disburse()
    yield story.at(2, "11:06")
    story.settle(TransferState.ACCEPTED)
    early = story.at(45, "15:00")
    yield from repaying(story, until=early)
    yield early
    loan = story.loan()
    part = Money(loan.principal_minor // 3 // 100_000 * 100_000)
    preview = repayments.early_preview(loan, early.date(), part, "term")
    story.receive_money(preview.total)
    repayments.repay_early(story.applicant, story.clock, loan.id, part, "term", preview.total)
    yield from repaying(story)

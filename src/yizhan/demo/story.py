"""One application's story: who takes part, on which days, and each step of the journey as one call of a workflow."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from yizhan.connectors.core_bank import TransferAnswer, TransferState
from yizhan.credit.consents import consent_texts
from yizhan.demo.firms import Firm
from yizhan.demo.timeline import Timeline
from yizhan.kernel.clock import FixedClock, branch_date
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Contract, Decision, Evaluation, Loan, OutboxMessage, Payout, SiteVisit, Upload, User
from yizhan.workflows import applications, contracts, decisions, deposits, evaluation, loans, payouts, uploads, visits
from yizhan.workflows.readings import read_upload

FUTURE = timedelta(days=1)
PAYEES = ("深圳市元器件供应有限公司", "东莞市精工材料有限公司", "广州市云算力服务有限公司", "惠州市包装制品有限公司")


class StepRefused(Exception):
    """A step that the story counts on was refused."""


def done(result: Any) -> Any:
    """The result of a step that must not be refused."""
    if isinstance(result, Refusal):
        raise StepRefused(f"{result.code} {dict(result.facts)}")
    return result


@dataclass
class Story:
    """A case of the park. `base` is how many working days before today its papers were complete."""

    code: str
    firm: Firm
    base: int
    clock: FixedClock
    timeline: Timeline
    cast: dict[str, User]
    applicant: User
    manager: User
    enterprise_id: UUID
    terms: dict[str, Any] = field(default_factory=dict)
    application_id: UUID | None = None

    def at(self, days_after: int, clock: str) -> datetime:
        """A branch time so many working days after complete receipt; one that has not come yet lies after now."""
        back = self.base - days_after
        # Each story has minutes of its own, so that one person is not at two places at the same moment.
        minutes = timedelta(minutes=int(self.code[1:]) * 3 % 26)
        return self.timeline.at(back, clock) + minutes if back >= 1 else self.timeline.now + FUTURE

    @property
    def amount(self) -> Money:
        """What is asked for: the wish of the story, else a twentieth of yearly sales, whole ten thousands."""
        wish = self.terms.get("amount_yuan") or self.firm.sales_year_yuan * 0.05
        return Money.of(str(int(min(max(wish, 100_000), self.terms.get("cap_yuan", 4_000_000))) // 10_000 * 10_000))

    def start(self) -> None:
        """The applicant's draft."""
        terms = self.terms
        details = {
            "purpose": terms.get("purpose", "materials"),
            "payee_name": PAYEES[len(self.code) % len(PAYEES)],
            "payee_account": terms.get("payee_account", "6222000000000100"),
            "payee_bank": "某商业银行深圳分行",
        }
        started = done(
            applications.start_application(
                self.applicant,
                self.clock,
                self.enterprise_id,
                terms.get("product", "park-e"),
                self.amount,
                terms.get("term_months", 12),
                terms.get("form", "annuity"),
                **details,
            )
        )
        self.application_id = started.id

    def consent(self) -> None:
        """All three consents, to the texts of the day."""
        hashes = {text.kind: text.sha256 for text in consent_texts(branch_date(self.clock.now()))}
        done(applications.give_consents(self.applicant, self.clock, self.application_id, hashes))

    def upload(self, kind: str, file_name: str, content: bytes) -> Upload:
        """A file handed in and read at once."""
        upload = done(uploads.receive_upload(self.applicant, self.clock, self.application_id, kind, file_name, BytesIO(content)))
        return done(read_upload(self.clock, upload.id))

    def submit(self) -> None:
        """Hand the application in, complete or not."""
        done(applications.submit_application(self.applicant, self.clock, self.application_id))

    def evaluate(self, user: User) -> Evaluation:
        """The model check with what is known now."""
        return done(evaluation.run_evaluation(user, self.clock, self.application_id))

    def take(self, user: User) -> None:
        """Take the case from the role's queue."""
        done(applications.take_application(user, self.clock, self.application_id))

    def plan_visit(self, moment: datetime) -> SiteVisit:
        """Plan the on-site check."""
        return done(visits.plan_visit(self.manager, self.clock, self.application_id, moment, "深圳市南山区科技园"))

    def find(self, effects: dict[str, tuple[str, Any]] | None = None, only: int | None = None) -> SiteVisit:
        """Write the findings of the open visit: confirmed but for `effects` (fact name → effect, new value); `only` stops early."""
        visit = SiteVisit.objects.get(application_id=self.application_id, finished_at=None)
        for item in list(visit.items.order_by("position"))[:only]:
            effect, new = (effects or {}).get(item.fact_name, ("confirm", None))
            done(visits.record_finding(self.manager, self.clock, item.id, effect, FINDING_WORDS[effect], new))
        return visit

    def finish_visit(self) -> None:
        """Close the visit."""
        visit = SiteVisit.objects.get(application_id=self.application_id, finished_at=None)
        done(visits.finish_visit(self.manager, self.clock, visit.id, "现场经营正常，访谈了负责人并核对了设备和人员。"))

    def skip_visit(self) -> None:
        """No visit, with the reason."""
        done(visits.skip_visit(self.cast["liu.officer"], self.clock, self.application_id, "发票、税务和信用报告已相互印证，金额较小。"))

    def propose(self, outcome: str = "approve", override: str = "", words: str = "同意按模型结果办理。") -> Decision:
        """The officer's proposal: the model's amount, or a refusal."""
        amount = None
        if outcome == "approve":
            stored = Evaluation.objects.filter(application_id=self.application_id).latest("at").result["result"]["amount"]
            amount = Money(stored["amount_minor"]) if stored else self.amount
        return done(decisions.propose_decision(self.cast["liu.officer"], self.clock, self.application_id, outcome, amount, words, override))

    def decide(self, verdict: str = "confirmed", words: str = "", by: str = "zhou.approver") -> Decision:
        """A second person decides."""
        return done(self.try_decide(verdict, words, by))

    def try_decide(self, verdict: str = "confirmed", words: str = "", by: str = "zhou.approver") -> Decision | Refusal:
        """The same, where a refusal is part of the story."""
        decision = Decision.objects.filter(application_id=self.application_id, verdict="").latest("proposed_at")
        return decisions.take_decision(self.cast[by], self.clock, decision.id, verdict, words)

    def offer(self) -> Contract:
        """The offer of an approved application."""
        return done(contracts.make_offer(self.cast["zheng.operations"], self.clock, self.application_id))

    def accept(self) -> None:
        """The borrower accepts what was shown."""
        shown = Contract.objects.get(application_id=self.application_id)
        done(contracts.accept_offer(self.applicant, self.clock, self.application_id, shown.text_sha256))

    def disburse(self) -> Loan:
        """Money on the book."""
        return done(loans.disburse(self.cast["zheng.operations"], self.clock, self.application_id))

    def settle(self, state: TransferState, code: str = "") -> None:
        """What the core bank answered to the open payment, as history: the running worker asks the simulator instead."""
        payout = Payout.objects.filter(loan__application_id=self.application_id).exclude(state__in=("accepted", "rejected")).get()
        message = OutboxMessage.objects.get(key=payout.reference)
        done(payouts.claim_message(None, self.clock, message.id))
        reference = f"CB{payout.reference[-16:]}" if state is TransferState.ACCEPTED else ""
        done(payouts.settle_message(None, self.clock, message.id, TransferAnswer(state, reference, code)))

    def receive_money(self, amount: Money) -> None:
        """Money that the borrower's customers paid reaches the deposit."""
        reference = f"{self.code}-{self.clock.now():%y%m%d%H%M}"
        done(deposits.receive_deposit(None, self.clock, self.enterprise_id, amount, reference))

    def loan(self) -> Loan:
        """The loan of this application."""
        return Loan.objects.get(application_id=self.application_id)

    def pause(self, reason: str, words: str, by: User | None = None) -> None:
        """The branch waits for the customer."""
        done(applications.pause_application(by or self.manager, self.clock, self.application_id, reason, words))

    def answer(self, words: str) -> None:
        """The customer answers."""
        done(applications.answer_pause(self.applicant, self.clock, self.application_id, words))


FINDING_WORDS = {
    "confirm": "与现场情况核对一致。",
    "correct": "现场核对的数字与申报不同，以现场为准。",
    "block": "生产场地已停用，无法确认持续经营。",
    "ask_for_more": "请补充最近一年的社保缴费记录。",
}

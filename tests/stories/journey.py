"""Steps of the journey as functions, so that stories read as stories. Each step insists that it was not refused."""

from datetime import date, timedelta
from io import BytesIO
from uuid import UUID

from django.db import connection

from yizhan.credit.consents import consent_texts
from yizhan.kernel.clock import FixedClock, branch_date
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.ledger import book
from yizhan.ledger.verify import verify
from yizhan.records.models import Application, Contract, Decision, Enterprise, Evaluation, Loan, SiteVisit, Upload, User
from yizhan.workflows import applications, contracts, decisions, enterprises, evaluation, loans, uploads, visits
from yizhan.workflows.readings import read_upload

USCC = "91440300MA5DATRG0R"


def done(result):
    """The result of a step that must not be refused."""
    assert not isinstance(result, Refusal), result
    return result


def sales_file(today: date, months: int = 30, net: str = "412345.67", customers: int = 6) -> bytes:
    """A CSV of sales and purchases: each month some invoices, ending with last month."""
    rows = ["进销项,发票代码,发票号码,开票日期,对方名称,金额,税额,价税合计,是否作废"]
    first = today.replace(day=1)
    for back in range(months, 0, -1):
        month = (first.year * 12 + first.month - 1) - back
        for customer in range(customers):
            net_fen = int(float(net) * 100) // customers + 1000 * customer + 777 * back
            tax_fen = round(net_fen * 0.13)
            day = date(month // 12, month % 12 + 1, 3 + customer * 3)
            rows.append(
                f"销项,044002{month % 12:02}11,{10_000_000 + back * 100 + customer},{day},客户{customer:02}有限公司,"
                f"{net_fen / 100:.2f},{tax_fen / 100:.2f},{(net_fen + tax_fen) / 100:.2f},否"
            )
            rows.append(
                f"进项,044003{month % 12:02}11,{20_000_000 + back * 100 + customer},{day},供应商{customer:02}有限公司,"
                f"{net_fen / 200:.2f},{tax_fen / 200:.2f},{(net_fen // 2 + tax_fen // 2) / 100:.2f},否"
            )
    return "\n".join(_consistent(row) for row in rows).encode()


def _consistent(row: str) -> str:
    """Total = net + tax, after halving and rounding."""
    cells = row.split(",")
    if cells[0] in ("销项", "进项"):
        cells[7] = f"{float(cells[5]) + float(cells[6]):.2f}"
    return ",".join(cells)


def register(user: User, clock: FixedClock, uscc: str = USCC, **identity) -> Enterprise:
    details = {
        "name": "深圳市晨星数据科技有限公司",
        "industry": "software",
        "registered_on": date(2021, 3, 5),
        "in_park": True,
        "contact_name": "林晓",
        "contact_phone": "13800000000",
    } | identity
    return done(enterprises.register_enterprise(user, clock, uscc, **details))


def describe(user: User, clock: FixedClock, enterprise: Enterprise, **claims) -> Enterprise:
    known = {
        "staff": 46,
        "technical_staff": 31,
        "ip_class_one": 2,
        "ip_class_two": 9,
        "tax_grade": "A",
        "overdue_days": 0,
        "on_dishonest_list": False,
        "bank_debt": Money.of("0"),
    } | claims
    return done(enterprises.describe_enterprise(user, clock, enterprise.id, known))


def start(user: User, clock: FixedClock, enterprise: Enterprise, amount: str = "500000", form: str = "annuity", **details) -> Application:
    more = {
        "purpose": "materials",
        "payee_name": "深圳市元器件供应有限公司",
        "payee_account": "6222000000000100",
        "payee_bank": "某银行",
    } | details
    return done(applications.start_application(user, clock, enterprise.id, "park-e", Money.of(amount), 12, form, **more))


def consent(user: User, clock: FixedClock, application: Application) -> None:
    hashes = {text.kind: text.sha256 for text in consent_texts(branch_date(clock.now()))}
    done(applications.give_consents(user, clock, application.id, hashes))


def upload_invoices(user: User, clock: FixedClock, application: Application, content: bytes | None = None) -> Upload:
    data = sales_file(branch_date(clock.now())) if content is None else content
    upload = done(uploads.receive_upload(user, clock, application.id, "invoices", "invoices.csv", BytesIO(data)))
    return done(read_upload(clock, upload.id))


def statements_file(year: int) -> bytes:
    """Two whole years before a year, which reconcile with each other and roughly with the invoices."""
    figures = {"营业收入": (4_200_000, 5_000_000), "营业成本": (2_500_000, 3_000_000), "期间费用": (1_200_000, 1_350_000),
               "净利润": (420_000, 560_000), "资产总计": (3_000_000, 3_600_000), "负债合计": (900_000, 1_000_000),
               "所有者权益合计": (2_100_000, 2_600_000), "存货": (500_000, 620_000), "应收账款": (1_000_000, 1_240_000),
               "应付账款": (260_000, 280_000), "预付账款": (60_000, 70_000), "预收账款": (90_000, 100_000), "货币资金": (600_000, 700_000),
               "银行借款": (0, 0), "流动资金贷款": (0, 0), "自有资金": (300_000, 300_000), "其他渠道资金": (0, 0),
               "研发费用": (500_000, 700_000), "从业人员": (40, 46), "科技人员": (26, 31)}
    rows = [f"项目 (元),{year - 2},{year - 1}", *(f"{name},{first},{second}" for name, (first, second) in figures.items())]
    return "\n".join(rows).encode()


def upload_statements(user: User, clock: FixedClock, application: Application) -> Upload:
    """The statements of the two last whole years."""
    content = BytesIO(statements_file(branch_date(clock.now()).year))
    upload = done(uploads.receive_upload(user, clock, application.id, "statements", "statements.csv", content))
    read = done(read_upload(clock, upload.id))
    assert (read.rows_added, read.rows_bad) == (2, 0), list(read.problems.values())
    return read


def complete(user: User, clock: FixedClock, enterprise: Enterprise, **details) -> Application:
    """From a registered enterprise to complete receipt."""
    application = start(user, clock, enterprise, **details)
    consent(user, clock, application)
    upload_invoices(user, clock, application)
    upload_statements(user, clock, application)
    return done(applications.submit_application(user, clock, application.id))


def evaluate(user: User, clock: FixedClock, application: Application) -> Evaluation:
    return done(evaluation.run_evaluation(user, clock, application.id))


def visit(user: User, clock: FixedClock, application: Application, corrections: dict | None = None) -> SiteVisit:
    """Plan a visit, confirm each point (or correct the named ones) and finish it."""
    planned = done(visits.plan_visit(user, clock, application.id, clock.now() + timedelta(hours=2), "深圳市南山区科技园"))
    clock.advance(timedelta(hours=2))
    for item in planned.items.all():
        new = (corrections or {}).get(item.fact_name)
        effect = "confirm" if new is None else "correct"
        done(visits.record_finding(user, clock, item.id, effect, "与现场情况核对一致", new))
    return done(visits.finish_visit(user, clock, planned.id, "现场经营正常，人员和设备与申报一致。"))


def propose(
    user: User, clock: FixedClock, application: Application, amount: str | None = "500000", outcome: str = "approve", **details
) -> Decision:
    money = Money.of(amount) if amount else None
    return done(decisions.propose_decision(user, clock, application.id, outcome, money, "同意按模型结果办理", **details))


def approve(user: User, clock: FixedClock, decision: Decision) -> Decision:
    return done(decisions.take_decision(user, clock, decision.id, "confirmed"))


def offer(user: User, clock: FixedClock, application: Application) -> Contract:
    return done(contracts.make_offer(user, clock, application.id))


def accept(user: User, clock: FixedClock, application: Application) -> Contract:
    contract = Contract.objects.get(application=application)
    return done(contracts.accept_offer(user, clock, application.id, contract.text_sha256))


def disburse(user: User, clock: FixedClock, application_id: UUID) -> Loan:
    return done(loans.disburse(user, clock, application_id))


def paid_out(cast, clock: FixedClock, **details) -> Loan:
    """The whole journey to money on the book."""
    enterprise = register(cast.applicant, clock)
    describe(cast.applicant, clock, enterprise)
    application = complete(cast.applicant, clock, enterprise, **details)
    clock.advance(timedelta(minutes=20))
    evaluate(cast.manager, clock, application)
    visit(cast.manager, clock, application)
    clock.advance(timedelta(minutes=10))
    evaluate(cast.officer, clock, application)
    amount = f"{application.amount_minor // 100}"
    decision = propose(cast.officer, clock, application, amount)
    clock.advance(timedelta(minutes=30))
    approve(cast.approver, clock, decision)
    offer(cast.operations, clock, application)
    clock.advance(timedelta(hours=20))
    accept(cast.applicant, clock, application)
    return disburse(cast.operations, clock, application.id)


def check_book() -> None:
    """The book is proven from its entries, or has none yet."""
    with connection.cursor() as cursor:
        assert {finding.code for finding in verify(cursor).findings} <= {"book_empty"}


def balance(account_id: UUID) -> Money:
    """The balance of an account now."""
    with connection.cursor() as cursor:
        return book.balance(cursor, account_id)

"""The style guide's samples: an invented case in the page's language."""

from datetime import UTC, datetime
from decimal import Decimal

from django import forms
from django.core.paginator import Paginator

from yizhan.kernel.interest_rate import DayCount, InterestRate
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import refuse
from yizhan.kernel.text import Bilingual
from yizhan.web import charts
from yizhan.web.components import (
    Crumb,
    Deadline,
    Event,
    Figure,
    Opened,
    Part,
    Pill,
    Progress,
    QueueItem,
    Step,
    SummaryRow,
    Task,
)
from yizhan.web.formats import language
from yizhan.web.tables import Column, Filter, Sort, Table

MOMENT = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)
DUE = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def t(zh: str, en: str) -> str:
    """Sample words in the page's language."""
    return zh if language() == "zh" else en


class SampleForm(forms.Form):
    """A form with every kind of control."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = forms.DecimalField(
            label=t("申请金额", "Amount"),
            help_text=t("以元计，最多两位小数。", "In yuan, two decimals at most."),
        )
        self.fields["term"] = forms.ChoiceField(
            label=t("期限", "Term"),
            choices=[("6", t("6 个月", "6 months")), ("12", t("12 个月", "12 months"))],
        )
        self.fields["purpose"] = forms.ChoiceField(
            label=t("贷款用来做什么？", "What is the loan for?"),
            widget=forms.RadioSelect,
            choices=[
                ("stock", t("采购原材料", "Buying material")),
                ("wages", t("发放工资", "Paying wages")),
                ("unknown", t("还不清楚", "I don't know yet")),
            ],
        )
        self.fields["purpose"].choice_hints = {
            "stock": t("款项直接付给供应商。", "The money goes straight to your supplier.")
        }
        self.fields["file"] = forms.FileField(label=t("发票文件", "Invoices"), required=False)
        self.fields["consent"] = forms.BooleanField(
            label=t("我同意查询企业信用报告", "I consent to the credit report being read")
        )


def samples() -> dict:
    """The context of all style guide pages."""
    return (
        _case()
        | _numbers()
        | _rows()
        | {
            "form": SampleForm({"amount": "12.345", "term": "12"}),
            "chart_bar": charts.bar(
                t("销售额在十二个月里增长了 38%", "Sales grew by 38% in twelve months"),
                [
                    charts.Point(
                        f"2026-{month:02d}", Money.of(820_000 + month * 31_000 - (month == 2) * 500_000)
                    )
                    for month in range(1, 13)
                ],
                (t("月份", "Month"), t("销售额", "Sales")),
            ),
            "chart_line": charts.line(
                t("最大客户占比降到三成以下", "The largest customer is below 30% of sales"),
                [
                    charts.Point(f"2025-{month:02d}", None if month == 7 else Decimal(48 - month * 2))
                    for month in range(1, 13)
                ],
                unit="%",
            ),
            "chart_step": charts.step(
                t("一年期 LPR 自 2025 年 5 月起为 3.0%", "The one-year LPR has been 3.0% since May 2025"),
                [
                    charts.Point("2024-07", Decimal("3.35")),
                    charts.Point("2024-10", Decimal("3.10")),
                    charts.Point("2025-05", Decimal("3.00")),
                    charts.Point("2026-11", Decimal("3.00")),
                ],
                unit="%",
            ),
            "chart_lying": charts.bar(
                t("现场核查等待最久", "On-site checks wait longest"),
                [
                    charts.Point(t("等待资料补充", "Waiting for papers"), 310),
                    charts.Point(t("模型校验", "Model check"), 42),
                    charts.Point(t("等待现场核查", "Waiting for the on-site check"), 520),
                    charts.Point(t("审批", "Approval"), 128),
                ],
                unit=t(" 分钟", " min"),
            ),
        }
    )


def _case() -> dict:
    states = [
        Pill(t("草稿", "Draft"), "quiet"),
        Pill(t("调查中", "Under investigation"), "active"),
        Pill(t("已批准", "Approved"), "good"),
        Pill(t("等待客户补充", "Waiting for the customer"), "waiting"),
        Pill(t("已拒绝", "Refused"), "bad"),
        Pill(t("已登记", "Registered"), "neutral"),
    ]
    deadlines = [
        Deadline("running", DUE, 1085),
        Deadline("running", DUE, 190, 80),
        Deadline("running", DUE, -75, 80),
        Deadline("paused", DUE),
        Deadline("pending_calendar", missing_year=2027),
        Deadline("kept", DUE),
    ]
    companies = [
        t("杭州云岭传感科技有限公司", "Hangzhou Yunling Sensing Technology"),
        t("苏州微澜生物材料有限公司", "Suzhou Weilan Biomaterials"),
        t("成都启明轴承智造有限公司", "Chengdu Qiming Bearings"),
        t("深圳远望激光有限公司", "Shenzhen Yuanwang Laser"),
    ]
    return {
        "company": companies[0],
        "number": "YZ-2026-001284",
        "states": states,
        "deadlines": deadlines,
        "crumbs": [Crumb(t("申请", "Applications"), "/"), Crumb(companies[0])],
        "queue": [
            QueueItem(
                name,
                "/",
                t("园区e贷 · ¥1,500,000.00", "Park e-Loan · ¥1,500,000.00"),
                state,
                deadline,
                index == 1,
            )
            for index, (name, state, deadline) in enumerate(
                zip(companies, states[1:], deadlines[1:], strict=False)
            )
        ],
        "journey": [
            Step(t("申请", "Application"), "done", "2026-11-20"),
            Step(t("画像", "Profile"), "done"),
            Step(t("模型校验", "Model check"), "done"),
            Step(
                t("现场核查", "On-site check"), "current", t("李雯 · 明天 10:00", "Li Wen · tomorrow 10:00")
            ),
            Step(t("审批", "Decision")),
            Step(t("放款", "Payout")),
        ],
        "tasks": [
            Task(t("企业信息", "Your enterprise"), Pill(t("已完成", "Completed"), "good"), "#"),
            Task(
                t("上传发票", "Upload invoices"),
                Pill(t("需要修改", "Needs changes"), "waiting"),
                "#",
                t("3 行需要更正", "3 rows need mending"),
            ),
            Task(t("提交", "Submit"), Pill(t("尚不能开始", "Cannot start yet"), "quiet")),
        ],
        "events": [
            Event(
                t("提出审批建议", "Decision proposed"),
                MOMENT,
                t("陈立（信贷审查）", "Chen Li (credit officer)"),
                t("¥1,500,000.00，12 个月，3.65%", "¥1,500,000.00, 12 months, 3.65%"),
                "active",
            ),
            Event(
                t("等待客户补充资料", "Waiting for the customer"),
                MOMENT,
                t("李雯（客户经理）", "Li Wen (relationship manager)"),
                t("缺少 2026 年 7 月银行流水", "The bank statement of July 2026 is missing"),
                "waiting",
            ),
            Event(
                t("模型校验通过", "Model check passed"), MOMENT, t("系统", "System"), tone="good", href="#"
            ),
            Event(
                t("第一次付款被退回", "First payout rejected"), MOMENT, t("核心银行", "Core bank"), tone="bad"
            ),
        ],
        "next_text": t(
            "记录现场核查结果。截止时间前还有两项未核实。",
            "Record what you found on site. Two items are still open before the deadline.",
        ),
        "confirmed": t("申请已收到", "Application received"),
        "confirmed_text": t("我们会在 2026-11-26 周四 17:00 前答复。", "We answer by 2026-11-26 Thu 17:00."),
    }


def _numbers() -> dict:
    need, grade = Money.of("2860000"), Money.of("1500000")
    return {
        "amount": Money.of("1234567"),
        "share": Decimal("0.0365"),
        "interest": InterestRate(Decimal("0.0365"), DayCount.ACT_360),
        "moment": MOMENT,
        "uscc": "91330106MA2KDXXX8Q",
        "words": Bilingual("园区e贷", "Park e-Loan"),
        "refusal": refuse("password_too_weak", rules="…"),
        "unknown_refusal": refuse("payout_rejected", amount=Money.of(1500000), day=MOMENT.date()),
        "work": Progress(
            t("正在读取 invoices.csv", "Reading invoices.csv"),
            62_400,
            96_000,
            note=t("已读取 62,400 行，可以关闭此页。", "62,400 rows read; it is safe to close this page."),
        ),
        "counting": Progress(t("正在读取 statement.xlsx", "Reading statement.xlsx"), 0, None),
        "cards": [
            Figure(t("额度", "Limit"), Money.of(1500000), t("四项中最小", "the smallest of four")),
            Figure(t("评分", "Score"), 642, t("等级 B，违约率 1.8%", "grade B, PD 1.8%")),
            Figure(
                t("年利率", "Rate a year"),
                "3.65%",
                "LPR + 0.65%",
                assumption=t("利差未经公布", "spread not published"),
            ),
            Figure(t("按时率", "Promise kept"), "96.4%", t("近 90 天", "last 90 days"), "#"),
        ],
        "opened_figures": [
            Opened(
                t("额度", "Limit"),
                grade,
                (
                    Part(t("产品上限", "Product cap"), Money.of(3000000)),
                    Part(
                        t("营运资金需求", "Working-capital need"),
                        need,
                        t("按 2025 年销售收入", "from sales of 2025"),
                    ),
                    Part(t("还款能力", "Repayment capacity"), Money.of(1920000)),
                    Part(t("等级上限", "Grade cap"), grade, t("等级 B", "grade B"), decides=True),
                ),
                source=t("产品参数 2026-01-01 版", "product parameters of 2026-01-01"),
                open=True,
            ),
            Opened(
                t("第 3 期利息", "Interest of instalment 3"),
                Money.of("4714.58"),
                formula="1,500,000.00 × 3.65% × 31 / 360 = 4,714.58",
                source=t("产品：先息后本，ACT/360", "product: interest first, ACT/360"),
                assumption=t("计息基础为假设", "the day count is assumed"),
            ),
        ],
        "summary": [
            SummaryRow(
                t("企业名称", "Name"),
                t("杭州云岭传感科技有限公司", "Hangzhou Yunling Sensing Technology"),
                change_href="#",
            ),
            SummaryRow(t("成立日期", "Founded"), MOMENT.date(), t("来自营业执照", "from the licence"), "#"),
            SummaryRow(t("申请金额", "Amount"), Money.of(1500000), change_href="#"),
            SummaryRow(t("员工人数", "Staff"), 48, assumption=t("企业自报", "as claimed by the enterprise")),
        ],
    }


def _rows() -> dict:
    columns = [
        Column("number", t("编号", "Number"), "id", True, "href"),
        Column("company", t("企业", "Enterprise")),
        Column("state", t("状态", "State"), "pill"),
        Column("amount", t("金额", "Amount"), "money", True),
        Column("due", t("截止", "Due"), "moment", True),
    ]
    case = _case()
    rows = [
        {
            "number": f"YZ-2026-{1284 - index:06d}",
            "href": "#",
            "company": item.title,
            "state": item.state,
            "amount": Money.of(1500000 - index * 312_450),
            "due": DUE if index else None,
        }
        for index, item in enumerate(case["queue"])
    ]
    return {
        "table": Table(
            t("申请", "Applications"),
            columns,
            rows,
            Sort("due"),
            footer={"number": t("合计", "Total"), "amount": Money.of(4125300)},
        ),
        "filters": [
            Filter(
                "state", t("状态", "State"), [("", t("全部", "All")), ("open", t("进行中", "Open"))], "open"
            ),
            Filter("q", t("企业或编号", "Enterprise or number")),
        ],
        "page": Paginator(range(412), 25).page(6),
    }

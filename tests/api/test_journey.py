"""The whole journey by API calls alone: from a self-assessment to money on the book, and what staff read of it."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from tests.api.calls import Caller
from tests.stories import journey
from yizhan.kernel.clock import SystemClock, branch_date
from yizhan.workflows.payouts import settle_message
from yizhan.workflows.readings import read_upload

pytestmark = pytest.mark.django_db
CLOCK = SystemClock()


def photo() -> bytes:
    content = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(content, "PNG")
    return content.getvalue()


def statements() -> bytes:
    year = branch_date(CLOCK.now()).year
    figures = {
        "营业收入": (4_200_000, 5_000_000),
        "营业成本": (2_500_000, 3_000_000),
        "净利润": (420_000, 560_000),
        "资产总计": (3_000_000, 3_600_000),
        "负债合计": (900_000, 1_000_000),
        "所有者权益合计": (2_100_000, 2_600_000),
        "存货": (500_000, 620_000),
        "应收账款": (1_000_000, 1_240_000),
        "应付账款": (260_000, 280_000),
        "预付账款": (60_000, 70_000),
        "预收账款": (90_000, 100_000),
        "货币资金": (600_000, 700_000),
        "银行借款": (0, 0),
        "流动资金贷款": (0, 0),
        "自有资金": (300_000, 300_000),
        "其他渠道资金": (0, 0),
    }
    return "\n".join([f"项目 (元),{year - 2},{year - 1}", *(f"{name},{a},{b}" for name, (a, b) in figures.items())]).encode()


def test_a_stranger_is_asked_only_what_can_change_the_outcome() -> None:
    stranger = Caller()
    assert {item["code"] for item in stranger.get("/products")["items"]} == {"park-e", "xingke"}
    assert stranger.get("/products/park-e")["limit_max"]["is_assumption"] in (True, False)
    questions = stranger.get("/self-assessment")["items"]
    answers: dict[str, str] = {}
    while (answer := stranger.post("/self-assessment", {"answers": answers}))["next_question"]:
        answers[answer["next_question"]["code"]] = "dont_know"
    assert answer["is_final"] and 0 < len(answers) <= len(questions)


def test_an_enterprise_gets_its_money_by_api_calls_alone(cast) -> None:
    applicant, manager, officer, approver, operations = map(
        Caller, (cast.applicant, cast.manager, cast.officer, cast.approver, cast.operations)
    )
    enterprise = applicant.post(
        "/enterprises", {"uscc": journey.USCC, "name": "晨星数据", "industry": "software", "registered_on": "2021-03-05", "in_park": True}
    )
    applicant.post(
        f"/enterprises/{enterprise['id']}/claims",
        {
            "staff": 46,
            "technical_staff": 31,
            "ip_class_one": 2,
            "ip_class_two": 9,
            "titles": [{"kind": "high_tech", "valid_from": "2024-12-01", "valid_to": "2027-11-30"}],
            "tax_grade": "A",
            "overdue_days": 0,
            "on_dishonest_list": False,
            "bank_debt_minor": 0,
        },
    )
    portrait = applicant.get(f"/enterprises/{enterprise['id']}/profile")
    assert portrait["innovation"]["titles"][0]["valid_from"] == "2024-12-01"
    terms = {"amount_minor": 40_000_000, "term_months": 12, "repayment_form": "annuity", "purpose": "materials"}
    application = applicant.post("/applications", {"enterprise_id": enterprise["id"], "product_code": "park-e", **terms})
    path = f"/applications/{application['id']}"
    payee = {"payee_name": "元器件供应有限公司", "payee_account": "6222000000000100", "payee_bank": "某银行"}
    changed = applicant.put(f"{path}/terms", {**terms, "amount_minor": 50_000_000, **payee})
    assert (changed["amount_minor"], changed["payee_account"]) == (50_000_000, "622*********0100")
    named = applicant.put(f"{path}/payee", {**payee, "payee_name": "另一家供应商"})
    assert named["payee_name"] == "另一家供应商"
    assert {item["kind"] for item in applicant.get(f"{path}/missing")["items"]} == {"document", "consent"}
    texts = applicant.get("/consent-texts")["items"]
    applicant.post(f"{path}/consents", {"hashes": {text["kind"]: text["sha256"] for text in texts}})
    for kind, content in (("invoices", journey.sales_file(branch_date(CLOCK.now()))), ("statements", statements())):
        status, upload = applicant.send_file(f"{path}/uploads", content, f"{kind}.csv", kind=kind)
        assert status == 201
        read_upload(CLOCK, upload["id"])
        assert applicant.get(f"/uploads/{upload['id']}")["state"] == "done"
        assert applicant.get(f"/uploads/{upload['id']}/problems")["total"] == 0
    assert applicant.get(f"{path}/uploads")["total"] == 2
    submitted = applicant.post(f"{path}/submission")
    assert submitted["state"] == "complete" and submitted["promise"]["used_minutes"] >= 0

    manager.post(f"{path}/holder")
    manager.post(f"{path}/pauses", {"reason": "clarification", "words": "请说明用途"})
    assert applicant.post(f"{path}/answer", {"answer": "采购元器件"})["state"] == "complete"
    first = manager.post(f"{path}/evaluations")
    visit = manager.post(f"{path}/visits", {"planned_for": (CLOCK.now() + timedelta(hours=2)).isoformat(), "place": "科技园"})
    status, with_photo = manager.send_file(
        f"/visits/{visit['id']}/photos", photo(), "front.png", caption="门头", item_id=visit["items"][0]["id"]
    )
    assert status == 201 and len(with_photo["photos"][0]["sha256"]) == 64
    for item in visit["items"]:
        manager.post(f"/visits/{visit['id']}/items/{item['id']}", {"effect": "confirm", "words": "一致"})
    manager.post(f"/visits/{visit['id']}/finish", {"summary": "正常"})
    assert manager.get(f"/visits/{visit['id']}")["finished_at"]
    evaluation = officer.post(f"{path}/evaluations")
    assert (
        officer.get(f"{path}/evaluations")["total"] == 2
        and officer.get(f"/evaluations/{first['id']}")["fingerprint"] == first["fingerprint"]
    )
    assert officer.get(f"/evaluations/{evaluation['id']}/replay")["is_same"] is True

    proposal = officer.post(f"{path}/decisions", {"outcome": "approve", "amount_minor": 50_000_000, "words": "同意"})
    assert approver.post(f"/decisions/{proposal['id']}/verdict", {"verdict": "confirmed"})["verdict"] == "confirmed"
    assert approver.get(f"{path}/decisions")["total"] == 1
    operations.post(f"{path}/offer")
    offer = applicant.get(f"{path}/offer")
    applicant.post(f"{path}/offer/acceptance", {"text_sha256": offer["text_sha256"]})
    loan = operations.post(f"{path}/disbursement", {}, **{"Idempotency-Key": "once"})
    assert operations.post(f"{path}/disbursement", {}, **{"Idempotency-Key": "once"})["id"] == loan["id"]

    assert applicant.get("/loans")["total"] == 1
    assert len(applicant.get(f"/loans/{loan['id']}/schedule")["items"]) == 12
    assert applicant.get(f"/loans/{loan['id']}")["payouts"][0]["payee_account"] == "622*********0100"
    assert applicant.get(path)["state"] == "paid_out"
    assert applicant.get(f"{path}/events")["items"][0]["kind"] == "start"


def test_money_comes_back_exactly_as_previewed(cast, now) -> None:
    loan = journey.paid_out(cast, now)
    applicant = Caller(cast.applicant)
    preview = applicant.get(f"/loans/{loan.id}/early-repayment?principal_minor=10000000&keep=term")
    assert preview["principal"]["amount_minor"] == 10_000_000
    status, refused = applicant.send(
        "POST", f"/loans/{loan.id}/early-repayment", {"principal_minor": 10_000_000, "keep": "term", "expected_total_minor": 1}
    )
    assert (status, refused["code"]) == (409, "preview_outdated")


def test_a_rejected_payout_is_ordered_again(cast, now) -> None:
    from yizhan.connectors.core_bank import TransferAnswer, TransferState
    from yizhan.records.models import OutboxMessage

    loan = journey.paid_out(cast, now)
    settle_message(None, now, OutboxMessage.objects.get().id, TransferAnswer(TransferState.REJECTED, "account_unknown", ""))
    payout = loan.payouts.get()
    again = Caller(cast.operations).post(f"/payouts/{payout.id}/retry", {"payee_name": "元器件", "payee_account": "6222000000000118"})
    assert again["state"] == "waiting" and again["reference"] != payout.reference


def test_the_manager_and_the_auditor_read_the_branch(cast, now) -> None:
    loan = journey.paid_out(cast, now)
    branch, auditor = Caller(cast.branch), Caller(cast.auditor)
    figures = branch.get("/branch/figures")
    assert figures["reached"]["paid_out"] == 1 and figures["to_money"]["cases"] == 1
    balances = auditor.get("/book/trial-balance")["items"]
    assert sum(line["closing_minor"] for line in balances) == 0
    account = auditor.get(f"/book/accounts?code=130301&owner=loan:{loan.id}")["items"][0]
    assert auditor.get(f"/book/accounts/{account['id']}")["balance_minor"] == 50_000_000
    assert auditor.get(f"/book/accounts/{account['id']}/statement")["lines"][0]["journal_id"] == str(loan.payout_journal_id)
    assert sum(entry["amount_minor"] for entry in auditor.get(f"/book/journals/{loan.payout_journal_id}")["entries"]) == 0
    assert auditor.get("/audit?action=loan.disburse")["total"] == 2
    assert auditor.get(f"/audit/applications/{loan.application_id}")["total"] > 10
    assert "audit.read" in auditor.get("/me")["actions"]
    assert branch.post("/calendars", {"text": "year: 2041\nsource: n\nholidays: [2041-01-01]\nmakeup_workdays: []\n"})["year"] == 2041


def test_the_branch_manager_hands_a_case_on_and_staff_resume_and_skip(cast, now) -> None:
    application = journey.complete(cast.applicant, now, journey.register(cast.applicant, now))
    path = f"/applications/{application.id}"
    assert Caller(cast.branch).put(f"{path}/holder", {"holder_id": str(cast.manager.id)})["holder_id"] == str(cast.manager.id)
    manager, officer = Caller(cast.manager), Caller(cast.officer)
    manager.post(f"{path}/pauses", {"reason": "more_documents", "words": "请补充"})
    assert officer.post(f"{path}/resumption", {"answer": "已补充"})["state"] == "complete"
    manager.post(f"{path}/evaluations")
    assert officer.post(f"{path}/visit-skip", {"reason": "数据已核实"})["state"] == "checked"
    assert Caller(cast.applicant).post(f"{path}/withdrawal", {"reason": "不需要了"})["state"] == "withdrawn"
    assert officer.get("/applications?state=withdrawn")["total"] == 1
    assert officer.get(f"/enterprises/{application.enterprise_id}/profile")["lifecycle"]
    assert officer.get("/enterprises")["total"] == 1 and officer.get(f"/enterprises/{application.enterprise_id}")["uscc"] == journey.USCC

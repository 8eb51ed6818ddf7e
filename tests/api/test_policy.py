"""The policy desk over HTTP: verdicts, questions, plans, answers for everybody; an enterprise's own for who may see it."""

import pytest

from tests.api.calls import Caller
from tests.stories import journey
from yizhan.records.models import PolicyVerdict

pytestmark = pytest.mark.django_db
SOFTWARE = {"industry": "software", "staff": 120, "revenue": "999万"}


def test_programmes_are_listed_with_the_facts_that_each_asks_for(db) -> None:
    items = Caller().get("/policy/programmes")["items"]
    assert len(items) == 15
    size = next(item for item in items if item["programme"] == "size_class")
    assert size["facts"] == ["industry", "staff", "revenue", "total_assets"] and size["papers"]


def test_facts_become_verdicts_with_the_argument_in_the_asked_language(db) -> None:
    (english,) = Caller().post("/policy/verdicts", {"facts": SOFTWARE, "programmes": ["size_class"], "as_of": "2026-11-23"})["items"]
    assert (english["outcome"], english["as_of"]) == ("met", "2026-11-23")
    assert english["steps"][0]["sources"] and english["versions"]
    (chinese,) = Caller(language="zh-hans").post("/policy/verdicts", {"facts": SOFTWARE, "programmes": ["size_class"]})["items"]
    assert chinese["title"] == "企业划型"
    assert len(Caller().post("/policy/verdicts", {})["items"]) == 15


def test_a_day_before_any_rule_is_not_applicable(db) -> None:
    (found,) = Caller().post("/policy/verdicts", {"as_of": "1999-01-01", "programmes": ["tech_sme"]})["items"]
    assert (found["outcome"], found["steps"]) == ("not_applicable", [])


def test_the_next_question_and_the_shortest_plan(db) -> None:
    questions = Caller().post("/policy/questions", {"programme": "inclusive_loan", "facts": SOFTWARE})["items"]
    assert {question["fact"] for question in questions} == {"credit_total"}  # 999万 is small, so whose it is decides nothing
    (plan, *_) = Caller().post("/policy/plans", {"programme": "tech_sme", "facts": {"staff": 600}})["items"]
    assert [(change["fact"], change["needed"]) for change in plan["changes"]] == [("staff", "500")]


def test_an_answer_has_source_and_day_and_an_unclear_question_has_none(db) -> None:
    found = Caller().get("/policy/answers?q=What%20R%26D%20ratio%20does%20a%20high-tech%20enterprise%20need%3F")
    assert (
        (found["key"], found["calculator"]) == ("high_tech_research_ratio", "high_tech_enterprise") and found["source"] and found["since"]
    )
    status, refused = Caller().send("GET", "/policy/answers?q=What%20is%20the%20minimum%20wage%3F")
    assert (status, refused["code"]) == (422, "no_answer_known")


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/policy/verdicts", {"programmes": ["nothing"]}, "programme_unknown"),
        ("/policy/questions", {"programme": "nothing"}, "programme_unknown"),
        ("/policy/verdicts", {"facts": {"revenue": 3000}}, "facts_wrong"),
        ("/policy/verdicts", {"facts": {"stuff": 1}}, "facts_wrong"),
        ("/policy/plans", {}, "request_invalid"),
        ("/policy/verdicts", {"facts": {"staff": 1.5}}, "request_invalid"),
        ("/policy/verdicts", {"as_of": "soon"}, "request_invalid"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_code(db, path: str, body: dict, code: str) -> None:
    status, refused = Caller().send("POST", path, body)
    assert (status, refused["code"]) == (422, code) and refused["message"]


def test_a_sum_without_its_unit_names_the_fix(db) -> None:
    _status, refused = Caller().send("POST", "/policy/verdicts", {"facts": {"revenue": 3000}})
    assert "1200万" in refused["message"]


def test_an_enterprise_s_standing_is_its_own_and_is_kept(cast, now) -> None:
    enterprise = journey.register(cast.applicant, now)
    journey.describe(cast.applicant, now, enterprise)
    own, address = Caller(cast.applicant), f"/enterprises/{enterprise.pk}/policy"
    found = own.get(address)
    assert {"fact": "staff", "value": "46", "source": "claimed", "year": None} in found["facts"]
    assert len(found["verdicts"]) == 15 and found["kept"] == []
    own.post(address)
    assert len(own.get(address)["kept"]) == PolicyVerdict.objects.count() == 15
    assert Caller(cast.stranger).send("GET", address)[0] == 404
    assert Caller(cast.stranger).send("POST", address, {})[0] == 404
    assert Caller(cast.auditor).send("POST", address, {})[0] == 403
    assert Caller().send("GET", address)[0] == 401

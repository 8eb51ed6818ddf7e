"""The page of a case: what each role sees in each state, and each step by its form."""

from tests.stories import journey
from yizhan.records.models import Application


def test_the_page_shows_a_case_in_every_state(cast, clock, visitor_of, complete) -> None:
    pages = {role: visitor_of(user) for role, user in cast.by_role().items() if role != "applicant"}
    address = f"/desk/cases/{complete.pk}/"
    def all_see():
        for role, page in pages.items():
            response = page.get(address)
            assert response.status_code == 200, role
    all_see()
    journey.evaluate(cast.manager, clock, complete)
    all_see()
    journey.visit(cast.manager, clock, complete)
    all_see()
    journey.evaluate(cast.officer, clock, complete)
    decision = journey.propose(cast.officer, clock, complete)
    all_see()
    journey.approve(cast.approver, clock, decision)
    journey.offer(cast.operations, clock, complete)
    all_see()
    journey.accept(cast.applicant, clock, complete)
    loan = journey.disburse(cast.operations, clock, complete.pk)
    all_see()
    for tail in ("profile/", "score/", "decision/"):
        assert pages["auditor"].get(address + tail).status_code == 200
    for path in ("/desk/", "/desk/cases/", "/desk/enterprises/", "/desk/loans/", f"/desk/loans/{loan.pk}/", f"/desk/enterprises/{complete.enterprise_id}/"):
        assert pages["auditor"].get(path).status_code == 200, path
    assert Application.objects.count() == 1

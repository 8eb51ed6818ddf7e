"""政策解读 of one enterprise: from known facts, what-if on top, kept verdicts that come out the same, and the profile's rows."""

import pytest
from lxml import html

from tests.stories import journey
from tests.web.desk.conftest import cast, clock, plain_static, visitor_of  # noqa: F401 (fixtures)
from yizhan.records.models import PolicyVerdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def enterprise(cast, clock):  # noqa: F811
    found = journey.register(cast.applicant, clock, region="深圳市南山区")
    return journey.describe(cast.applicant, clock, found)


def text_of(response) -> str:
    assert response.status_code == 200
    return " ".join(html.fromstring(response.content).xpath("string(//main)").split())


def test_the_manager_starts_from_what_the_branch_knows_with_its_source(cast, visitor_of, enterprise) -> None:  # noqa: F811
    manager = visitor_of(cast.manager)
    text = text_of(manager.get(f"/desk/enterprises/{enterprise.pk}/policy/verdicts/"))
    assert "stated by the enterprise" in text and "business licence" in text and "Shenzhen" in text
    assert "Products that go with this" in text and "Keep today's verdicts" in text


def test_a_what_if_says_so_and_stores_nothing(cast, visitor_of, enterprise) -> None:  # noqa: F811
    manager = visitor_of(cast.manager)
    address = f"/desk/enterprises/{enterprise.pk}/policy/facts/"
    filled = html.fromstring(manager.get(f"{address}?programme=tech_sme").content).xpath("//main//form")[0]
    assert filled.fields["staff"] == "46"
    sent = manager.get(address, {**{name: value or "" for name, value in filled.fields.items()}, "staff": "600", "sent": "1"})
    assert sent["Location"] == f"/desk/enterprises/{enterprise.pk}/policy/programmes/tech_sme/?staff=600"
    text = text_of(manager.get(sent["Location"]))
    assert "What if" in text and "not met as it stands" in text and "assumed here" in text
    assert not PolicyVerdict.objects.exists()


def test_the_applicant_sees_the_own_enterprise_in_the_own_frame(cast, visitor_of, enterprise) -> None:  # noqa: F811
    own = visitor_of(cast.applicant)
    assert "staff" in text_of(own.get(f"/my/enterprises/{enterprise.pk}/policy/verdicts/"))
    assert "size" in text_of(own.get(f"/my/enterprises/{enterprise.pk}/policy/programmes/size_class/")).lower()
    assert own.get(f"/my/enterprises/{enterprise.pk}/policy/programmes/tech_sme/question/").status_code == 200
    assert visitor_of(cast.stranger).get(f"/my/enterprises/{enterprise.pk}/policy/verdicts/").status_code == 404
    assert f"/my/enterprises/{enterprise.pk}/policy/verdicts/" in own.get(f"/my/enterprises/{enterprise.pk}/").content.decode()


def test_kept_verdicts_stand_in_a_list_and_come_out_the_same(cast, visitor_of, enterprise) -> None:  # noqa: F811
    manager = visitor_of(cast.manager)
    assert manager.post(f"/enterprises/{enterprise.pk}/policy/keep/").status_code == 302
    page = html.fromstring(manager.get(f"/desk/enterprises/{enterprise.pk}/policy/verdicts/").content)
    kept = page.xpath("//a[starts-with(@href, '/desk/policy/verdicts/')]/@href")
    assert len(kept) == 15
    assert "Computed again with the same outcome" in text_of(visitor_of(cast.auditor).get(kept[2]))


def test_a_kept_verdict_whose_figures_are_gone_says_so(cast, visitor_of, enterprise) -> None:  # noqa: F811
    manager = visitor_of(cast.manager)
    row = PolicyVerdict.objects.create(
        enterprise=enterprise,
        programme="tech_sme",
        as_of="2026-07-20",
        outcome="met",
        fingerprint="x",
        at="2026-07-20T01:00Z",
        stored={"programme": "tech_sme", "as_of": "2026-07-20", "facts": {}, "outcome": "met", "rule_from": "1999-01-01", "versions": []},
    )
    assert "does not come out the same" in text_of(manager.get(f"/desk/policy/verdicts/{row.pk}/"))


def test_the_profile_shows_the_verdicts_and_leads_to_them(cast, visitor_of, enterprise) -> None:  # noqa: F811
    page = visitor_of(cast.officer).get(f"/desk/enterprises/{enterprise.pk}/profile/")
    text = text_of(page)
    assert "Policies" in text and "Not known" in text
    assert f"/desk/enterprises/{enterprise.pk}/policy/verdicts/" in page.content.decode()

"""Exchange rates by the branch's pages: what holds and why, a fixing proposed, its slips caught, confirmed by another, history."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.stories.journey import done
from yizhan.kernel.clock import SystemClock
from yizhan.records.models import OutboxMessage, RateFixing
from yizhan.web.doors import today
from yizhan.web.payments import rate_forms, rate_tables
from yizhan.workflows.rate_fixings import propose_fixing, take_fixing

assert rate_forms and rate_tables
pytestmark = pytest.mark.django_db
SOURCE = "CFETS 09:15"


def typed(**changes: object) -> dict[str, object]:
    tomorrow = (today() + timedelta(days=1)).isoformat()
    return {"currency": "USD", "first_day": tomorrow, "cny_per_unit": "7.1234", "source": SOURCE} | changes


def proposed(cast, currency: str = "USD", rate: str = "7.1234", days: int = 1, repeated: Decimal | None = None) -> RateFixing:
    day = today() + timedelta(days=days)
    return done(propose_fixing(cast.operations, SystemClock(), currency, day, Decimal(rate), SOURCE, repeated))


def test_a_fixing_is_proposed_confirmed_by_another_and_told(cast, signed_in) -> None:
    operations, branch = signed_in(cast.operations), signed_in(cast.branch)
    page = operations.get("/payments/rates/").content.decode()
    assert "7.1000" in page and "Assumption" in page and "No rate has been fixed yet" in page and "Propose a fixing" in page
    sent = operations.post("/payments/rates/propose/", typed())
    assert sent.status_code == 302
    page = operations.get(sent.url).content.decode()
    assert "another person takes it" in page and "Your verdict" not in page and SOURCE in page
    assert "Exchange rates that wait for a second person: 1" in branch.get("/desk/").content.decode()
    assert "Your verdict" in branch.get(sent.url).content.decode()
    assert branch.post(sent.url + "take/", {"verdict": "confirmed"}, follow=True).content.decode().count("the switch is told now") == 1
    assert OutboxMessage.objects.get().kind == "fixing"
    page = branch.get("/payments/rates/").content.decode()
    assert "7.1234" in page and "on its way to the switch" in page and "Awaits a second person" not in page


def test_a_rate_that_is_far_off_asks_for_the_same_rate_once_more_on_both_sides(cast, signed_in) -> None:
    operations, branch = signed_in(cast.operations), signed_in(cast.branch)
    assert "id_repeated" not in operations.get("/payments/rates/propose/").content.decode()
    answer = operations.post("/payments/rates/propose/", typed(cny_per_unit="71.0"))
    page = answer.content.decode()
    assert answer.status_code == 422 and 'href="#id_repeated"' in page and "900.0% away from the rate in force, 7.1000" in page
    assert operations.post("/payments/rates/propose/", typed(cny_per_unit="71.0", repeated="7.10")).status_code == 422
    sent = operations.post("/payments/rates/propose/", typed(cny_per_unit="71.0", repeated="71.0"))
    assert "far from the one" in branch.get(sent.url).content.decode()
    answer = branch.post(sent.url + "take/", {"verdict": "confirmed"})
    assert answer.status_code == 422 and 'href="#id_repeated"' in answer.content.decode()
    assert branch.post(sent.url + "take/", {"verdict": "declined", "words": "a slip: 7.10"}).status_code == 302
    assert RateFixing.objects.get().state == "declined"


@pytest.mark.parametrize(("changes", "told"), [
    ({"cny_per_unit": "seven"}, "digits and a point"), ({"cny_per_unit": "7.12345"}, "at most 4 decimals"),
    ({"first_day": "x"}, "Enter a valid date"), ({"source": ""}, "required"), ({"currency": "XAU"}, "valid choice"),
    ({"first_day": "2023-01-01"}, "has begun"), ({"first_day": "2199-01-01"}, "Look at the year")])
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(cast, signed_in, changes: dict, told: str) -> None:
    answer = signed_in(cast.operations).post("/payments/rates/propose/", typed(**changes))
    page = answer.content.decode()
    field = next(iter(changes))
    assert answer.status_code == 422 and told in page and f'href="#id_{field}"' in page
    assert field == "source" or SOURCE in page
    assert not RateFixing.objects.exists()


def test_who_proposed_may_take_back_and_not_confirm(cast, signed_in) -> None:
    operations, address = signed_in(cast.operations), f"/payments/rates/{proposed(cast).pk}/"
    answer = operations.post(address + "take/", {"verdict": "confirmed"})
    assert answer.status_code == 422 and OutboxMessage.objects.count() == 0
    assert operations.post(address + "withdraw/").status_code == 302
    assert operations.post(address + "withdraw/").status_code == 422
    assert RateFixing.objects.get().state == "withdrawn"


def test_a_currency_of_estimates_holds_when_it_is_confirmed_and_stands_beside_its_next_fixing(cast, signed_in) -> None:
    done(take_fixing(cast.branch, SystemClock(), proposed(cast, "JPY", "0.047912").pk, "confirmed"))
    RateFixing.objects.update(first_day=today())
    done(take_fixing(cast.branch, SystemClock(), proposed(cast, "JPY", "0.0481", 3).pk, "confirmed"))
    page = signed_in(cast.auditor).get("/payments/rates/?currency=JPY").content.decode()
    assert "0.047912" in page and "0.0481" in page and "Propose a fixing" not in page
    assert "No fixing here" in signed_in(cast.auditor).get("/payments/rates/?currency=EUR").content.decode()


def test_what_the_switch_did_not_take_and_what_was_not_confirmed_in_time_is_said(cast, signed_in) -> None:
    late = proposed(cast)
    RateFixing.objects.update(first_day=today(), state="refused", refusal={"code": "fixing_day_begun", "facts": {
        "first_day": today().isoformat()}}, told_at=SystemClock().now())
    lapsed = proposed(cast, days=2)
    RateFixing.objects.filter(pk=lapsed.pk).update(first_day=today())
    auditor = signed_in(cast.auditor)
    page = auditor.get("/payments/rates/").content.decode()
    assert "was not taken by the switch, the earlier rate stays in force" in page and "Not confirmed in time" in page
    assert "has begun, or begins within a minute" in auditor.get(f"/payments/rates/{late.pk}/").content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_speaks_the_language_of_its_reader(cast, signed_in, language: str) -> None:
    client = signed_in(cast.branch if language == "en" else cast.operations, language)
    one = proposed(cast)
    addresses = ["", f"{one.pk}/", *(["propose/"] if language != "en" else [])]
    for address in addresses:
        answer = client.get(f"/payments/rates/{address}")
        assert answer.status_code == 200, address
        page = answer.content.decode()
        chinese = sum("一" <= sign <= "鿿" for sign in page)
        assert chinese > 60 if language == "zh-hans" else chinese < 60, (address, chinese)

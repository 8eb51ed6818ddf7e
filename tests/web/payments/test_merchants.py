"""Merchants by the branch's pages: proposed with everything wrong said at once, taken by a second person, changed, numbers masked."""

import pytest

from tests.workflows.shops import HOTEL, TEA, proposed_shop, shop
from yizhan.records.models import AuditRow, Merchant, MerchantProposal

pytestmark = pytest.mark.django_db
TYPED = {"identifier_kind": "uscc", "identifier": TEA.identifier, "name": TEA.name, "name_latin": TEA.name_latin,
         "city_latin": TEA.city_latin, "category_code": "5812", "settlement_account": TEA.settlement_account, "rate": "0.6",
         "words": "licence and place seen"}


def test_a_merchant_is_proposed_reviewed_and_taken_by_the_pages(cast, signed_in) -> None:
    manager, operations = signed_in(cast.manager), signed_in(cast.operations)
    sent = manager.post("/payments/merchants/propose/", TYPED)
    assert sent.status_code == 302
    page = manager.get(sent.url).content.decode()
    assert "Take the proposal back" in page and TEA.settlement_account not in page and TEA.identifier not in page and "0.600%" in page
    assert manager.post(sent.url + "take/", {"verdict": "approved"}).status_code == 403
    assert "Take the merchant on" in operations.get("/payments/merchants/").content.decode()
    assert "Your verdict" in operations.get(sent.url).content.decode()
    taken = operations.post(sent.url + "take/", {"verdict": "approved", "words": "papers agree"})
    merchant = Merchant.objects.get()
    assert taken.url == f"/payments/merchants/{merchant.pk}/" and merchant.code == f"M{merchant.pk:09d}"
    page = operations.get(taken.url).content.decode()
    assert merchant.code in page and "Takes payments" in page and "papers agree" not in page


def test_who_proposed_sees_no_verdict_and_is_refused_when_sending_one(cast, signed_in) -> None:
    operations = signed_in(cast.operations)
    sent = operations.post("/payments/merchants/propose/", TYPED)
    page = operations.get(sent.url).content.decode()
    assert "You proposed this, so another person takes it." in page and "Your verdict" not in page
    answer = operations.post(sent.url + "take/", {"verdict": "approved"})
    assert answer.status_code == 422 and Merchant.objects.get().state == "proposed"


def test_everything_wrong_is_said_at_once_at_its_field_and_nothing_typed_is_lost(cast, signed_in) -> None:
    wrong = TYPED | {"identifier": "91310000775785552M", "name_latin": "茶摊", "category_code": "6051",
                     "settlement_account": "12", "rate": "9"}
    answer = signed_in(cast.manager).post("/payments/merchants/propose/", wrong)
    page = answer.content.decode()
    assert answer.status_code == 422 and not Merchant.objects.exists()
    for field in ("identifier", "name_latin", "category_code", "settlement_account", "rate"):
        assert f'href="#id_{field}"' in page, field
        assert f'value="{wrong[field]}"' in page, field
    assert "cannot take foreign cards" in page and "licence and place seen" in page


@pytest.mark.parametrize(("field", "value"), [
    ("identifier_kind", "passport"), ("identifier", ""), ("identifier", "11010519491231002X"), ("identifier", "9" * 19),
    ("name", ""), ("name", "   "), ("name", "x" * 101), ("name_latin", ""), ("name_latin", "x" * 26), ("name_latin", "tab\tbed"),
    ("city_latin", ""), ("city_latin", "深圳"),
    ("category_code", "58"), ("category_code", "58a2"), ("category_code", "٥٨١٢"), ("settlement_account", "6222 0000 1234"),
    ("settlement_account", "-62220000123"), ("rate", ""), ("rate", "0.0001"), ("rate", "NaN"), ("rate", "1e-2000"), ("rate", "Infinity"),
    ("rate", "-0.6"), ("rate", "3.01"), ("words", ""),
])
def test_a_wrong_value_is_an_error_of_its_own_field(cast, signed_in, field: str, value: str) -> None:
    answer = signed_in(cast.manager).post("/payments/merchants/propose/", TYPED | {field: value})
    page = answer.content.decode()
    assert answer.status_code == 422 and not Merchant.objects.exists()
    target = f"id_{field}_0" if field == "identifier_kind" else f"id_{field}"
    assert f'href="#{target}"' in page
    assert page.count('href="#id_') == 1 or field == "identifier_kind"


def test_the_same_shop_again_names_the_one_that_stands(cast, now, signed_in) -> None:
    shop(cast, now)
    answer = signed_in(cast.manager).post("/payments/merchants/propose/", TYPED)
    assert answer.status_code == 422 and TEA.name in answer.content.decode() and 'href="#id_name_latin"' in answer.content.decode()


def test_a_double_click_proposes_once(cast, signed_in) -> None:
    manager = signed_in(cast.manager)
    first, second = (manager.post("/payments/merchants/propose/", TYPED | {"request_key": "a" * 32}) for _ in range(2))
    assert first.url == second.url and MerchantProposal.objects.count() == 1


def test_a_change_shows_before_and_after_and_is_taken_by_another(cast, now, signed_in) -> None:
    merchant = shop(cast, now)
    manager, branch = signed_in(cast.manager), signed_in(cast.branch)
    address = f"/payments/merchants/{merchant.pk}/change/"
    for typed, told in (({"kind": "rate", "rate": "", "words": "x"}, "Enter the new value"),
                        ({"kind": "rate", "rate": "0.6", "words": "x"}, "stands already"),
                        ({"kind": "resumption", "words": "x"}, "Select a valid choice"),
                        ({"kind": "rate", "rate": "0.55", "words": ""}, "reason")):
        answer = manager.post(address, typed)
        assert answer.status_code == 422 and told in answer.content.decode(), told
    sent = manager.post(address, {"kind": "settlement_account", "settlement_account": "6222000099998888", "words": "new bank"})
    page = branch.get(sent.url).content.decode()
    assert "6222********5678" in page and "6222********8888" in page
    assert "Propose a change" not in branch.get(f"/payments/merchants/{merchant.pk}/").content.decode()
    assert branch.post(sent.url + "take/", {"verdict": "declined", "words": ""}).status_code == 422
    assert branch.post(sent.url + "take/", {"verdict": "approved"}).status_code == 302
    assert Merchant.objects.get().settlement_account == "6222000099998888"


def test_a_proposal_is_taken_back_by_its_proposer(cast, now, signed_in) -> None:
    proposal = proposed_shop(cast, now)
    address = f"/payments/merchant-proposals/{proposal.pk}/withdraw/"
    assert "wait for a second person: 1" in signed_in(cast.operations).get("/desk/").content.decode()
    assert signed_in(cast.operations).post(address).status_code == 422
    assert signed_in(cast.manager).post(address).status_code == 302
    assert MerchantProposal.objects.get().state == "withdrawn"


def test_the_numbers_are_shown_for_a_reason_once_and_never_by_an_address(cast, now, signed_in) -> None:
    merchant, operations = shop(cast, now), signed_in(cast.operations)
    address = f"/payments/merchants/{merchant.pk}/"
    assert TEA.settlement_account not in operations.get(address).content.decode()
    assert operations.get(address + "unmask/").status_code == 405
    assert operations.post(address + "unmask/", {"reason": ""}).status_code == 422
    page = operations.post(address + "unmask/", {"reason": "returned transfer"}).content.decode()
    assert TEA.settlement_account in page and TEA.identifier in page
    assert AuditRow.objects.get(action="merchant.unmask", outcome="done").after["reason"] == "returned transfer"
    assert signed_in(cast.manager).post(address + "unmask/", {"reason": "curious"}).status_code == 403


def test_a_person_is_let_in_by_operations(cast, now, signed_in) -> None:
    merchant, operations = shop(cast, now), signed_in(cast.operations)
    address = f"/payments/merchants/{merchant.pk}/admit/"
    answer = operations.post(address, {"username": "nobody", "position": "clerk"})
    assert answer.status_code == 422 and 'href="#id_username"' in answer.content.decode()
    assert operations.post(address, {"username": "other_merchant", "position": "manager"}).status_code == 302
    assert "other_merchant" in operations.get(f"/payments/merchants/{merchant.pk}/").content.decode()


def test_the_list_is_searched_and_filtered_by_its_address(cast, now, signed_in) -> None:
    merchant = shop(cast, now)
    proposed_shop(cast, now, HOTEL)
    auditor = signed_in(cast.auditor)
    by_code = auditor.get(f"/payments/merchants/?q={merchant.code}").content.decode()
    assert TEA.name_latin in by_code and "No merchant fits" not in by_code
    assert "No merchant fits" in auditor.get("/payments/merchants/?state=closed").content.decode()
    assert auditor.get("/payments/merchants/?state=strange&q=%27%22").status_code == 200
    assert auditor.get("/payments/merchants/99999999999999999999/").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_speaks_the_language_of_its_reader(cast, now, signed_in, language: str) -> None:
    merchant = shop(cast, now)
    client = signed_in(cast.operations, language)
    waiting = proposed_shop(cast, now, HOTEL)
    for address in ("merchants/", "merchants/propose/", f"merchants/{merchant.pk}/", f"merchants/{merchant.pk}/change/",
                    f"merchant-proposals/{waiting.pk}/"):
        answer = client.get(f"/payments/{address}")
        assert answer.status_code == 200, address
        chinese = sum("一" <= sign <= "鿿" for sign in answer.content.decode())
        assert chinese > 60 if language == "zh-hans" else chinese < 60, (address, chinese)

"""An account needs a phone number and a password; the lowest tier holds nothing that names a person, and the switch hears of it."""

import pytest
from django.db import IntegrityError, transaction

from tests.cast import PASSWORD, clock, make_cast
from tests.travelling import PHONE, account_of, hashes, registered
from yizhan.kernel.refusal import Refusal
from yizhan.payments.tiers import Tier
from yizhan.records.models import AuditRow, OutboxMessage, Traveller, TravellerConsent, User
from yizhan.records.travellers import IDENTITY
from yizhan.workflows import access
from yizhan.workflows.action import PermissionRefused, as_uuid
from yizhan.workflows.travellers import (
    choose_home_currency,
    held,
    home_currencies,
    open_consents,
    programmes,
    register_traveller,
    unmask_traveller,
)

pytestmark = pytest.mark.django_db


def test_a_card_only_row_holds_no_passport_face_or_name() -> None:
    """Worked example 48."""
    traveller = registered()
    assert traveller.tier == "t0" and traveller.held_identity == frozenset()
    row = Traveller.objects.values().get()
    assert set(row) == {"id", "created_at", "user_id", "shard", "programme", "phone", "home_currency", "tier",
                        *(name if name != "document_copy" else "document_copy_id" for name in IDENTITY)}
    assert not any(row[name if name != "document_copy" else "document_copy_id"] for name in IDENTITY)
    assert User.objects.get().get_full_name() == "" and PHONE.replace(" ", "") not in str(traveller.user)


@pytest.mark.parametrize("field", ["name", "nationality", "document_number"])
def test_the_database_itself_refuses_identity_at_the_lowest_tier(field: str) -> None:
    traveller = registered()
    with pytest.raises(IntegrityError), transaction.atomic():
        Traveller.objects.filter(pk=traveller.pk).update(**{field: "X"})


def test_the_account_is_signed_in_to_by_its_phone_number_and_the_trail_keeps_it_masked() -> None:
    traveller = registered()
    assert traveller.user.username == traveller.phone == "+447700900123"
    row = AuditRow.objects.get(action="traveller.register")
    assert row.subject_id == as_uuid(traveller.pk) and "7700900" not in str(row.after)


def test_the_switch_is_told_of_the_payer_in_the_same_transaction() -> None:
    traveller = registered()
    message = OutboxMessage.objects.get(destination="switch")
    assert (message.kind, message.payload) == ("payer", {"of": f"payer:{traveller.pk}", "traveller_id": traveller.pk})
    assert traveller.payer_id == traveller.pk


@pytest.mark.parametrize(("changes", "code"), [
    ({"phone": "07700900123"}, "phone_needs_country_code"), ({"programme": "other"}, "wallet_programme_unknown"),
    ({"home_currency": "XAU"}, "home_currency_unknown"), ({"password": "short"}, "password_too_weak"),
    ({"consents": {}}, "consent_missing"), ({"consents": {"wallet_account": "0" * 64}}, "consent_missing"),
])
def test_what_is_missing_or_wrong_leaves_no_account_behind(changes: dict, code: str) -> None:
    whole = {"phone": PHONE, "password": PASSWORD, "programme": "wechat_like", "home_currency": "USD", "consents": hashes(Tier.T0)}
    refusal = register_traveller(None, clock(), **(whole | changes))
    assert isinstance(refusal, Refusal) and refusal.code == code and refusal.facts["field"]
    assert not User.objects.exists() and not Traveller.objects.exists() and not OutboxMessage.objects.exists()


def test_a_number_that_has_an_account_is_told() -> None:
    registered()
    again = register_traveller(None, clock(), "0044 7700 900 123", PASSWORD, "alipay_like", "USD", hashes(Tier.T0))
    assert isinstance(again, Refusal) and again.code == "phone_taken"


def test_a_consent_names_the_text_that_was_agreed_to() -> None:
    traveller = registered()
    consent = TravellerConsent.objects.get()
    assert (consent.kind, consent.text_sha256) == ("wallet_account", hashes(Tier.T0)["wallet_account"])
    assert [text.kind for text in open_consents(traveller, Tier.T2, clock().now().date())] == ["identity", "document_copy"]


def test_programmes_and_currencies_are_those_of_the_rules() -> None:
    assert programmes() == ("wechat_like", "alipay_like")
    assert {"USD", "JPY", "RUB"} <= set(home_currencies())


def test_a_traveller_sees_the_own_account_alone() -> None:
    cast = make_cast()
    mine, other = account_of(cast.traveller), registered()
    assert list(access.travellers(cast.traveller)) == [mine]
    assert not access.travellers(cast.applicant).exists()
    assert access.travellers(cast.operations).count() == 2
    with pytest.raises(Traveller.DoesNotExist):
        unmask_traveller(cast.traveller, clock(), other.pk, "curious")


def test_looking_at_a_traveller_s_data_needs_a_reason_and_leaves_a_row() -> None:
    cast = make_cast()
    mine = account_of(cast.traveller)
    assert unmask_traveller(cast.operations, clock(), mine.pk, " ").code == "unmask_needs_reason"
    unmask_traveller(cast.operations, clock(), mine.pk, "call about a refund")
    row = AuditRow.objects.get(action="traveller.unmask", outcome="done")
    assert row.after == {"shown": ["phone"], "reason": "call about a refund"}
    with pytest.raises(PermissionRefused):
        unmask_traveller(cast.officer, clock(), mine.pk, "curious")


def test_the_currency_of_estimates_can_be_changed() -> None:
    cast = make_cast()
    account_of(cast.traveller)
    assert choose_home_currency(cast.traveller, clock(), "JPY").home_currency == "JPY"
    assert choose_home_currency(cast.traveller, clock(), "XXX").code == "home_currency_unknown"


def test_phone_and_card_are_what_the_lowest_tier_holds() -> None:
    assert held(registered()) == {"phone", "card"}

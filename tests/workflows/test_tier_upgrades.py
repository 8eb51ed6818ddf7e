"""Upgrades: nothing before a consent, only what is missing, a person only where there is a doubt, and nothing kept of what was refused."""

from datetime import date, timedelta

import pytest

from tests.cast import clock, make_cast
from tests.travelling import CARD_NAME, PASSPORT, hashes, picture, registered
from yizhan.kernel.refusal import Refusal
from yizhan.payments.tiers import Tier
from yizhan.records.models import AuditRow, OutboxMessage, TierUpgrade, Traveller, Upload
from yizhan.workflows.action import PermissionRefused
from yizhan.workflows.tier_upgrades import (
    attach_copy,
    consent_to_upgrade,
    decide_upgrade,
    fill_upgrade,
    lacking_fields,
    open_upgrade,
    read_document_lines,
    standing_upgrade,
    submit_upgrade,
    unmask_upgrade,
    withdraw_upgrade,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def begun(tier: Tier = Tier.T2, traveller: Traveller | None = None) -> TierUpgrade:
    """An upgrade with its consents."""
    traveller = traveller or registered()
    upgrade = open_upgrade(traveller.user, clock(), tier.value)
    assert isinstance(upgrade, TierUpgrade), upgrade
    return consent_to_upgrade(traveller.user, clock(), upgrade.pk, hashes(tier))


def filled(card_name: str = CARD_NAME, **typed) -> TierUpgrade:
    """Everything of the verified tier is given: the document by its lines, or by what was typed."""
    upgrade = begun()
    user = upgrade.traveller.user
    if typed:
        fill_upgrade(user, clock(), upgrade.pk, **typed)
    else:
        read_document_lines(user, clock(), upgrade.pk, PASSPORT)
    attach_copy(user, clock(), upgrade.pk, "passport.png", picture())
    done = fill_upgrade(user, clock(), upgrade.pk, document_type="passport", occupation="engineer", address="1 Mill Lane, Leeds",
                        card_name=card_name)
    assert isinstance(done, TierUpgrade), done
    return done


def test_an_upgrade_by_a_document_that_fits_the_card_is_approved_at_once() -> None:
    upgrade = filled()
    approved = submit_upgrade(upgrade.traveller.user, clock(), upgrade.pk)
    traveller = Traveller.objects.get()
    assert approved.state == "approved" and approved.doubts == [] and traveller.tier == "t2"
    assert (traveller.name, traveller.nationality, traveller.document_number) == ("ERIKSSON ANNA MARIA", "GBR", "L898902C3")
    assert traveller.document_copy.kind == "travel_document"
    assert OutboxMessage.objects.filter(kind="payer").count() == 2


def test_what_was_given_stands_once_after_the_approval() -> None:
    upgrade = filled()
    closed = submit_upgrade(upgrade.traveller.user, clock(), upgrade.pk)
    assert closed.held_identity == frozenset() and closed.card_name == "" and closed.birth_date is None


def test_simple_identity_asks_for_name_and_nationality_and_nothing_else() -> None:
    upgrade = begun(Tier.T1)
    assert lacking_fields(upgrade, TODAY) == ("name", "nationality", "card_name")
    fill_upgrade(upgrade.traveller.user, clock(), upgrade.pk, name="Anna Maria Eriksson", nationality="GBR",
                 card_name="Eriksson Anna Maria")
    assert submit_upgrade(upgrade.traveller.user, clock(), upgrade.pk).state == "approved"
    traveller = Traveller.objects.get()
    assert traveller.tier == "t1" and traveller.held_identity == {"name", "nationality"}


def test_the_verified_tier_asks_only_for_what_the_simple_one_left_out() -> None:
    first = begun(Tier.T1)
    user = first.traveller.user
    fill_upgrade(user, clock(), first.pk, name="Anna Maria Eriksson", nationality="GBR", card_name="Eriksson Anna Maria")
    submit_upgrade(user, clock(), first.pk)
    second = open_upgrade(user, clock(), "t2")
    lacking = lacking_fields(second, TODAY)
    assert "name" not in lacking and "nationality" not in lacking and lacking[0] == "sex"
    assert consent_to_upgrade(user, clock(), second.pk, {"document_copy": hashes(Tier.T2)["document_copy"]}).pk == second.pk


def test_nothing_of_identity_is_taken_before_the_consent_to_it() -> None:
    """Worked example 48: the consent's record exists before the copy."""
    traveller = registered()
    upgrade = open_upgrade(traveller.user, clock(), "t2")
    answers = [
        fill_upgrade(traveller.user, clock(), upgrade.pk, name="Anna"),
        read_document_lines(traveller.user, clock(), upgrade.pk, PASSPORT),
        attach_copy(traveller.user, clock(), upgrade.pk, "p.png", picture()),
        submit_upgrade(traveller.user, clock(), upgrade.pk),
        consent_to_upgrade(traveller.user, clock(), upgrade.pk, {"identity": hashes(Tier.T2)["identity"]}),
    ]
    assert [answer.code for answer in answers] == ["consent_missing"] * 5
    assert not Upload.objects.exists()
    consent_to_upgrade(traveller.user, clock(), upgrade.pk, hashes(Tier.T2))
    copied = attach_copy(traveller.user, clock(), upgrade.pk, "p.png", picture())
    assert traveller.consents.get(kind="document_copy").given_at <= copied.document_copy.created_at


@pytest.mark.parametrize(("card_name", "doubt"), [("ANNA ERIKSSON", "name_in_part")])
def test_a_name_that_fits_in_part_goes_before_a_person_who_approves(card_name: str, doubt: str) -> None:
    upgrade, cast = filled(card_name), make_cast()
    waiting = submit_upgrade(upgrade.traveller.user, clock(), upgrade.pk)
    assert (waiting.state, waiting.doubts, waiting.name_match) == ("in_review", [doubt], "partly")
    assert Traveller.objects.get().tier == "t0"
    assert open_upgrade(upgrade.traveller.user, clock(), "t2").code == "upgrade_in_review"
    decided = decide_upgrade(cast.operations, clock(), upgrade.pk, "approved", "middle name left out on the card")
    assert decided.state == "approved" and Traveller.objects.get().tier == "t2"


def test_a_refused_upgrade_keeps_nothing_but_the_reason() -> None:
    upgrade, cast = filled("ANNA ERIKSSON"), make_cast()
    submit_upgrade(upgrade.traveller.user, clock(), upgrade.pk)
    decided = decide_upgrade(cast.operations, clock(), upgrade.pk, "refused", "the picture shows another document")
    assert decided.state == "refused" and decided.held_identity == frozenset() and decided.document_copy is None
    assert Traveller.objects.get().tier == "t0" and decided.words == "the picture shows another document"
    assert "ERIKSSON" not in str(list(AuditRow.objects.values())) and "L898902C3" not in str(list(AuditRow.objects.values()))


def pictures(folder) -> int:
    """How many pictures of documents lie on the disk."""
    return sum(path.is_file() for path in folder.glob("travel_document/**/*"))


def test_the_picture_of_a_refused_or_withdrawn_upgrade_is_deleted_from_the_disk(
        tmp_path, django_capture_on_commit_callbacks) -> None:
    refused, cast = filled("ANNA ERIKSSON"), make_cast()
    user = refused.traveller.user
    submit_upgrade(user, clock(), refused.pk)
    assert pictures(tmp_path) == 1
    with django_capture_on_commit_callbacks(execute=True):
        decide_upgrade(cast.operations, clock(), refused.pk, "refused", "the picture shows another document")
    assert pictures(tmp_path) == 0 and not Upload.objects.exists()
    again = open_upgrade(user, clock(), "t2")
    attach_copy(user, clock(), again.pk, "passport.png", picture())
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_upgrade(user, clock(), again.pk)
    assert pictures(tmp_path) == 0 and not Upload.objects.exists()


def test_a_picture_that_another_one_replaces_or_that_the_tier_does_not_need_is_deleted(
        tmp_path, django_capture_on_commit_callbacks) -> None:
    upgrade = filled()
    user = upgrade.traveller.user
    with django_capture_on_commit_callbacks(execute=True):
        attach_copy(user, clock(), upgrade.pk, "passport.png", picture(700))
    assert pictures(tmp_path) == 1
    assert open_upgrade(user, clock(), "t1").pk == upgrade.pk
    with django_capture_on_commit_callbacks(execute=True):
        assert submit_upgrade(user, clock(), upgrade.pk).state == "approved"
    assert Traveller.objects.get().tier == "t1" and pictures(tmp_path) == 0 and not Upload.objects.exists()


def test_an_approved_picture_stays_and_the_same_picture_of_another_traveller_is_a_file_of_its_own(
        tmp_path, django_capture_on_commit_callbacks) -> None:
    upgrade = filled()
    other = begun(traveller=registered(phone="+852 5123 4567"))
    attach_copy(other.traveller.user, clock(), other.pk, "passport.png", picture())
    with django_capture_on_commit_callbacks(execute=True):
        submit_upgrade(upgrade.traveller.user, clock(), upgrade.pk)
        withdraw_upgrade(other.traveller.user, clock(), other.pk)
    kept = Traveller.objects.get(pk=upgrade.traveller_id).document_copy
    assert (tmp_path / kept.stored_as).is_file() and pictures(tmp_path) == 1


def test_a_document_typed_by_hand_goes_before_a_person() -> None:
    upgrade = filled(name="Anna Maria Eriksson", nationality="GBR", sex="F", document_number="L898902C3",
                     document_valid_until=date(2030, 4, 15), birth_date=date(1974, 8, 12))
    assert submit_upgrade(upgrade.traveller.user, clock(), upgrade.pk).doubts == ["document_typed"]


def test_a_name_that_is_another_person_s_is_refused_and_what_was_typed_stays() -> None:
    upgrade = filled("JOHN SMITH")
    answer = submit_upgrade(upgrade.traveller.user, clock(), upgrade.pk)
    assert isinstance(answer, Refusal) and answer.code == "name_differs_from_card"
    assert TierUpgrade.objects.get().occupation == "engineer"


@pytest.mark.parametrize(("fields", "code"), [
    ({"name": "  "}, "field_missing"), ({"nationality": "UTO"}, "nationality_unknown"), ({"sex": "Q"}, "sex_unknown"),
    ({"document_type": "library_card"}, "document_type_unknown"), ({"document_valid_until": date(2026, 11, 15)}, "document_expired"),
    ({"birth_date": date(2010, 1, 1)}, "traveller_too_young"), ({"document_valid_until": None}, "field_missing"),
])
def test_each_field_is_checked_where_it_is_given(fields: dict, code: str) -> None:
    upgrade = begun()
    answer = fill_upgrade(upgrade.traveller.user, clock(), upgrade.pk, **fields)
    assert isinstance(answer, Refusal) and answer.code == code and answer.facts["field"] in fields


@pytest.mark.parametrize(("lines", "code"), [
    (PASSPORT.replace("L898902C36", "L898902C37"), "mrz_check_digit"),
    (PASSPORT.replace("GBR", "UTO"), "nationality_unknown"),
    ("nothing of the kind", "mrz_shape"),
    ("P<GBRERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36GBR7408122F1204159ZE184226B<<<<<10", "document_expired"),
])
def test_lines_that_are_wrong_are_refused_at_their_field(lines: str, code: str) -> None:
    upgrade = begun()
    answer = read_document_lines(upgrade.traveller.user, clock(), upgrade.pk, lines)
    assert isinstance(answer, Refusal) and (answer.code, answer.facts["field"]) == (code, "lines")


def test_an_incomplete_upgrade_names_what_is_missing() -> None:
    upgrade = begun()
    read_document_lines(upgrade.traveller.user, clock(), upgrade.pk, PASSPORT)
    answer = submit_upgrade(upgrade.traveller.user, clock(), upgrade.pk)
    assert answer.code == "upgrade_incomplete"
    assert answer.facts["missing"] == ("occupation", "address", "document_type", "document_copy", "card_name")


def test_what_is_given_can_be_taken_back_and_is_gone() -> None:
    upgrade = filled()
    user = upgrade.traveller.user
    assert withdraw_upgrade(user, clock(), upgrade.pk).held_identity == frozenset()
    assert withdraw_upgrade(user, clock(), upgrade.pk).code == "upgrade_closed"
    assert fill_upgrade(user, clock(), upgrade.pk, name="Anna").code == "upgrade_closed"
    assert standing_upgrade(upgrade.traveller).state == "withdrawn"


def test_the_same_upgrade_goes_on_where_it_was_left() -> None:
    upgrade = begun(Tier.T1)
    assert open_upgrade(upgrade.traveller.user, clock(), "t2").pk == upgrade.pk
    assert TierUpgrade.objects.get().tier == "t2"


def test_a_tier_that_is_reached_is_not_asked_for_again() -> None:
    upgrade = filled()
    submit_upgrade(upgrade.traveller.user, clock(), upgrade.pk)
    assert open_upgrade(upgrade.traveller.user, clock(), "t1").code == "tier_reached"


def test_somebody_else_s_upgrade_is_not_found_and_only_operations_decide() -> None:
    upgrade, cast = filled("ANNA ERIKSSON"), make_cast()
    other = registered(phone="+852 5123 4567")
    with pytest.raises(TierUpgrade.DoesNotExist):
        fill_upgrade(other.user, clock(), upgrade.pk, name="Eve")
    assert decide_upgrade(cast.operations, clock(), upgrade.pk, "approved", "x").code == "upgrade_not_in_review"
    submit_upgrade(upgrade.traveller.user, clock(), upgrade.pk)
    for user in (cast.officer, cast.branch, upgrade.traveller.user):
        with pytest.raises(PermissionRefused):
            decide_upgrade(user, clock(), upgrade.pk, "approved", "x")
    assert decide_upgrade(cast.operations, clock(), upgrade.pk, "maybe", "x").code == "upgrade_verdict_unknown"
    assert decide_upgrade(cast.operations, clock(), upgrade.pk, "approved", " ").code == "reason_missing"


def test_looking_at_an_upgrade_leaves_a_row_with_the_reason() -> None:
    upgrade, cast = filled("ANNA ERIKSSON"), make_cast()
    assert unmask_upgrade(cast.operations, clock(), upgrade.pk, "").code == "unmask_needs_reason"
    unmask_upgrade(cast.operations, clock(), upgrade.pk, "compare the names")
    assert AuditRow.objects.get(action="traveller.unmask", outcome="done").after["reason"] == "compare the names"


def test_no_upgrade_is_kept_waiting_by_a_clock_that_moves() -> None:
    now = clock()
    traveller = registered(now)
    upgrade = open_upgrade(traveller.user, now, "t1")
    now.advance(timedelta(days=3))
    assert consent_to_upgrade(traveller.user, now, upgrade.pk, hashes(Tier.T1, now)).pk == upgrade.pk

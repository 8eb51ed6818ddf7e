"""Operations look at doubtful upgrades: masked, opened with a reason that is recorded, decided once."""

import pytest

from tests.cast import make_cast
from tests.travelling import PASSPORT, hashes, picture
from tests.web.enterprise.conftest import signed_in
from tests.web.visitor.conftest import Wallet
from yizhan.kernel.clock import SystemClock
from yizhan.payments.tiers import Tier
from yizhan.records.models import TierUpgrade, Traveller
from yizhan.workflows import tier_upgrades as steps


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def doubtful(traveller: Traveller) -> TierUpgrade:
    """An upgrade whose card leaves out a part of the name."""
    now, user = SystemClock(), traveller.user
    upgrade = steps.open_upgrade(user, now, "t2")
    steps.consent_to_upgrade(user, now, upgrade.pk, hashes(Tier.T2, now))
    steps.read_document_lines(user, now, upgrade.pk, PASSPORT)
    steps.attach_copy(user, now, upgrade.pk, "passport.png", picture())
    steps.fill_upgrade(user, now, upgrade.pk, document_type="passport", occupation="engineer", address="Leeds", card_name="ANNA ERIKSSON")
    waiting = steps.submit_upgrade(user, now, upgrade.pk)
    assert waiting.state == "in_review", waiting
    return waiting


def test_a_doubtful_name_waits_for_operations_who_see_nothing_without_a_reason(wallet: Wallet) -> None:
    upgrade, cast = doubtful(wallet.traveller), make_cast()
    here = f"/desk/travellers/{upgrade.pk}/"
    assert "A person looks at it" in text(wallet.client.get(f"/wallet/upgrade/{upgrade.pk}/"))
    desk = signed_in(cast.operations)
    assert "leaves out a part of the name" in text(desk.get("/desk/travellers/"))
    masked = text(desk.get(here))
    assert "ERIKSSON" not in masked and "data:image" not in masked
    assert "ERIKSSON" not in text(desk.post(here + "show/", {"reason": ""}))
    opened = text(desk.post(here + "show/", {"reason": "compare names"}))
    assert "ERIKSSON ANNA MARIA" in opened and "data:image/jpeg;base64," in opened
    assert desk.post(here + "decide/", {"verdict": "approved", "words": "middle name left out"}).status_code == 302
    assert Traveller.objects.get(pk=wallet.traveller.pk).tier == "t2"
    assert signed_in(cast.officer).get(here).status_code == 403


def test_a_refusal_deletes_what_was_given_and_its_words_reach_the_traveller(wallet: Wallet) -> None:
    upgrade, cast = doubtful(wallet.traveller), make_cast()
    here, desk = f"/desk/travellers/{upgrade.pk}/", signed_in(cast.operations)
    assert "This is needed" not in text(desk.post(here + "decide/", {"verdict": "refused", "words": ""}))
    desk.post(here + "decide/", {"verdict": "refused", "words": "The picture shows another document."})
    again = desk.post(here + "decide/", {"verdict": "approved", "words": "too late"}, follow=True)
    assert "does not wait for a decision any more" in text(again)
    page = text(wallet.client.get(f"/wallet/upgrade/{upgrade.pk}/"))
    assert "The picture shows another document." in page and "has been deleted" in page
    assert "deleted, or stands in" in text(desk.get(here))


def test_the_auditor_reads_the_queue_and_decides_nothing(wallet: Wallet) -> None:
    upgrade, cast = doubtful(wallet.traveller), make_cast()
    auditor = signed_in(cast.auditor)
    page = text(auditor.get(f"/desk/travellers/{upgrade.pk}/"))
    assert "Show data and picture" in page and "Yes, raise the limits" not in page
    assert auditor.post(f"/desk/travellers/{upgrade.pk}/decide/", {"verdict": "approved", "words": "x"}).status_code == 403


@pytest.mark.django_db
def test_a_queue_without_work_says_so(plain_static: None) -> None:
    page = text(signed_in(make_cast().operations).get("/desk/travellers/"))
    assert "Nothing waits" in page and "Decided last" not in page

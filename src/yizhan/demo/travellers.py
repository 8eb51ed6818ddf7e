"""The travellers of the demo park: one with a card's token alone, one verified, one whose name a person has to look at."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from yizhan.demo.cast import DEMO_PASSWORD, TRAVELLERS
from yizhan.demo.story import done
from yizhan.demo.timeline import Timeline
from yizhan.kernel.clock import FixedClock, branch_date
from yizhan.payments.consents import consents_for
from yizhan.payments.mrz import check_digit
from yizhan.payments.tiers import Tier
from yizhan.records.models import TierUpgrade, Traveller
from yizhan.workflows import tier_upgrades
from yizhan.workflows.travellers import register_traveller

VERIFIED = {"issuer": "SGP", "surname": "TAN", "given": "WEI<LING", "number": "K0000222E", "born": "880214", "sex": "F", "until": "310820"}
DOUBTFUL = {"issuer": "ESP", "surname": "GARCIA<LOPEZ", "given": "LUCIA", "number": "XDA000333", "born": "910705", "sex": "F",
            "until": "290310"}


def traveller_line(clock: FixedClock, timeline: Timeline) -> Iterator[Any]:
    """They come in the last days; the third one's card leaves out a surname, so the desk has something to look at."""
    yield timeline.at(9, "18:20")
    _registered(clock, 0, "wechat_like", "GBP")
    yield timeline.at(6, "20:05")
    second = _registered(clock, 1, "alipay_like", "SGD")
    yield timeline.at(6, "20:15")
    _upgraded(clock, second, VERIFIED, "TAN WEI LING", "architect", "12 Orchard Rise, Singapore")
    yield timeline.at(2, "11:40")
    third = _registered(clock, 2, "wechat_like", "EUR")
    yield timeline.at(1, "17:30")
    _upgraded(clock, third, DOUBTFUL, "LUCIA GARCIA", "teacher", "Calle Mayor 3, Valencia")


def lines_of(facts: dict[str, str]) -> str:
    """The two lines of a passport with right check digits."""
    first = f"P<{facts['issuer']}{facts['surname']}<<{facts['given']}".ljust(44, "<")
    number, born, until = (part + check_digit(part) for part in (facts["number"].ljust(9, "<"), facts["born"], facts["until"]))
    rest = "<" * 14 + "0"
    return f"{first}\n{number}{facts['issuer']}{born}{facts['sex']}{until}{rest}{check_digit(number + born + until + rest)}"


def _registered(clock: FixedClock, place: int, programme: str, currency: str) -> Traveller:
    texts = {text.kind: text.sha256 for text in consents_for(Tier.T0, branch_date(clock.now()))}
    return done(register_traveller(None, clock, TRAVELLERS[place].username, DEMO_PASSWORD, programme, currency, texts))


def _upgraded(clock: FixedClock, traveller: Traveller, facts: dict[str, str], card_name: str, occupation: str, address: str) -> TierUpgrade:
    user, texts = traveller.user, {text.kind: text.sha256 for text in consents_for(Tier.T2, branch_date(clock.now()))}
    upgrade = done(tier_upgrades.open_upgrade(user, clock, Tier.T2.value))
    done(tier_upgrades.consent_to_upgrade(user, clock, upgrade.pk, texts))
    done(tier_upgrades.fill_upgrade(user, clock, upgrade.pk, document_type="passport", occupation=occupation, address=address,
                                    card_name=card_name))
    done(tier_upgrades.read_document_lines(user, clock, upgrade.pk, lines_of(facts)))
    done(tier_upgrades.attach_copy(user, clock, upgrade.pk, "passport.png", _specimen(facts)))
    return done(tier_upgrades.submit_upgrade(user, clock, upgrade.pk))


def _specimen(facts: dict[str, str]) -> BytesIO:
    """A drawing that nobody takes for a document."""
    picture, stream = Image.new("RGB", (900, 620), "#efe9dc"), BytesIO()
    pen = ImageDraw.Draw(picture)
    pen.text((60, 60), f"SPECIMEN  {facts['issuer']}", fill="#1b2432", font_size=48)
    pen.text((60, 180), f"{facts['surname']} {facts['given']}".replace("<", " "), fill="#1b2432", font_size=40)
    pen.multiline_text((40, 500), lines_of(facts), fill="#1b2432", font_size=30)
    picture.save(stream, "PNG")
    stream.seek(0)
    return stream

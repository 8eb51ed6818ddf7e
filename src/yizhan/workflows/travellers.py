"""Travellers: an account by phone number and password alone, what is known of each, and who has looked at it."""

from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from yizhan.kernel.consent_text import ConsentText
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import mask
from yizhan.payments.consents import consents_for
from yizhan.payments.figures import figures
from yizhan.payments.limits import FILE as LIMITS
from yizhan.payments.phone import read_phone
from yizhan.payments.rates import FILE as RATES
from yizhan.payments.tiers import Tier
from yizhan.records.models import Role, Traveller, TravellerConsent, User
from yizhan.workflows import access
from yizhan.workflows.action import Act, action
from yizhan.workflows.switch_outbox import tell_payer

# At the lowest tier: what payments/tiers.yaml calls phone and card. The card is bound at the switch, which alone knows it.
ACCOUNT_FIELDS = frozenset({"phone", "card"})


def programmes() -> tuple[str, ...]:
    """The wallet programmes that limits are known for."""
    return tuple(dict.fromkeys(name.partition(".")[0] for name in figures(LIMITS) if "." in name))


def home_currencies() -> tuple[str, ...]:
    """The currencies in which an estimate can be given."""
    return tuple(figures(RATES))


@action("traveller.register")
def register_traveller(
    act: Act, phone: str, password: str, programme: str, home_currency: str, consents: dict[str, str], language: str = "en"
) -> Traveller | Refusal:
    """A new account; the system's action, because a stranger has no role yet. Nothing that names a person is asked.

    `consents` holds the hash of each text that was shown and ticked, by kind. The phone number is the name to sign in with.
    Refusals: those of `read_phone`, `wallet_programme_unknown`, `home_currency_unknown`, `consent_missing`, `phone_taken`,
    `password_too_weak`.
    """
    number = read_phone(phone, act.today)
    if isinstance(number, Refusal):
        return number
    if programme not in programmes():
        return refuse("wallet_programme_unknown", field="programme")
    if home_currency not in home_currencies():
        return refuse("home_currency_unknown", field="home_currency")
    user = _new_user(act, number, password, language)
    if isinstance(user, Refusal):
        return user
    traveller = Traveller.objects.create(
        user=user, programme=programme, phone=number, home_currency=home_currency, tier=Tier.T0.value, created_at=act.now)
    refusal = keep_consents(act, traveller, Tier.T0, consents)
    if refusal:
        return refusal
    tell_payer(act, traveller)
    act.changed(traveller, after={"phone": mask(number, 3, 2), "programme": programme, "tier": traveller.tier})
    return traveller


def _new_user(act: Act, phone: str, password: str, language: str) -> User | Refusal:
    if User.objects.filter(username=phone).exists():
        return refuse("phone_taken", field="phone")
    user = User(username=phone, role=Role.TRAVELLER, display_name=mask(phone, 3, 2), language=language, date_joined=act.now)
    try:
        validate_password(password, user)
    except ValidationError as error:
        return refuse("password_too_weak", field="password", rules=" ".join(error.messages))
    user.set_password(password)
    user.save()
    return user


@action("traveller.change")
def choose_home_currency(act: Act, home_currency: str) -> Traveller | Refusal:
    """The currency of estimates."""
    traveller = own_traveller(act)
    if home_currency not in home_currencies():
        return refuse("home_currency_unknown", field="home_currency")
    before, traveller.home_currency = traveller.home_currency, home_currency
    traveller.save(update_fields=["home_currency"])
    act.changed(traveller, before={"home_currency": before}, after={"home_currency": home_currency})
    return traveller


@action("traveller.unmask")
def unmask_traveller(act: Act, traveller_id: int, reason: str) -> Traveller | Refusal:
    """Note that a person looks at a traveller's data and what for; the data themselves are not repeated."""
    traveller = access.travellers(act.actor).get(pk=traveller_id)
    if not reason.strip():
        return refuse("unmask_needs_reason", field="reason")
    act.changed(traveller, after={"shown": ["phone", *sorted(traveller.held_identity)], "reason": reason.strip()[:200]})
    return traveller


def own_traveller(act: Act) -> Traveller:
    """The account of who acts, locked; otherwise Traveller.DoesNotExist."""
    return access.travellers(act.actor).select_for_update(of=("self",)).get(user=act.actor)


def keep_consents(act: Act, traveller: Traveller, tier: Tier, given: dict[str, str]) -> Refusal | None:
    """Keep what was ticked; `consent_missing` (kind) when a text of the tier was neither given before nor now in its present words."""
    standing = set(traveller.consents.values_list("text_sha256", flat=True))
    for text in consents_for(tier, act.today):
        if text.sha256 in standing:
            continue
        if given.get(text.kind) != text.sha256:
            return refuse("consent_missing", field=text.kind, kind=text.kind)
        TravellerConsent.objects.create(traveller=traveller, kind=text.kind, text_version=text.version, text_sha256=text.sha256,
                                        given_at=act.now, created_at=act.now)
    return None


def open_consents(traveller: Traveller, tier: Tier, on: date) -> list[ConsentText]:
    """The texts of a tier that the traveller has not consented to in their present words."""
    standing = set(traveller.consents.values_list("text_sha256", flat=True))
    return [text for text in consents_for(tier, on) if text.sha256 not in standing]


def held(traveller: Traveller) -> frozenset[str]:
    """What is held, by the names of payments/tiers.yaml."""
    return ACCOUNT_FIELDS | traveller.held_identity

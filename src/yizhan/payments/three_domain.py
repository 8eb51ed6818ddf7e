"""3-D Secure: what an authentication of the card's holder says, what follows from it, and who bears a fraud."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from yizhan.payments.figures import figure, figures

FILE = "three_domain.yaml"


class TransStatus(StrEnum):
    """transStatus of 3-D Secure 2."""

    AUTHENTICATED = "Y"
    ATTEMPTED = "A"
    NOT_AUTHENTICATED = "N"
    UNAVAILABLE = "U"
    REJECTED = "R"
    CHALLENGE = "C"
    INFORMED = "I"


# Who the bank says that it is, with a proof that goes with the next 0100.
PROVEN = (TransStatus.AUTHENTICATED, TransStatus.ATTEMPTED)


class NextStep(StrEnum):
    """What the switch does after an authentication."""

    AUTHORISE = "authorise"
    CHALLENGE = "challenge"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Authentication:
    """What a directory server said. `eci` and `proof` (CAVV) are empty without an authentication; `challenge_url` only with C."""

    status: TransStatus
    transaction: str = ""
    eci: str = ""
    proof: str = ""
    challenge_url: str = ""


def next_step(authentication: Authentication, on: date) -> NextStep:
    """What follows; a challenge without an address cannot be answered, so it is refused."""
    step = NextStep(figure(figures(FILE), "next_step", on).value[authentication.status.value])
    return NextStep.REFUSE if step is NextStep.CHALLENGE and not authentication.challenge_url else step


def payment_challenge_valid(on: date) -> timedelta:
    """How long a payment waits for its traveller at the bank's page."""
    return timedelta(minutes=figure(figures(FILE), "payment_challenge_minutes", on).value)


def eci_of(scheme: str, strength: str, on: date) -> str:
    """The indicator of a scheme for a strength: full, attempted or none. KeyError for a scheme without 3-D Secure."""
    return figure(figures(FILE), "eci", on).value[scheme][strength]


def shifts_liability(scheme: str, eci: str, on: date) -> bool:
    """Whether the issuer bears a fraud. An indicator that the scheme does not have shifts nothing."""
    rules = figures(FILE)
    strengths = figure(rules, "eci", on).value.get(scheme, {})
    strength = next((name for name, indicator in strengths.items() if indicator == eci), "none")
    return figure(rules, f"liability_shift_{strength}", on).value

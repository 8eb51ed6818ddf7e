"""The card of points in a decision: which card is in force, the row it scores, and its answer.

Today the expert card of 园区e贷 serves both products; a trained card takes its place by `card_in_force` alone.
"""

from datetime import date

from yizhan.credit.scorecard.card import Scorecard
from yizhan.credit.scorecard.expert import park_e_card
from yizhan.credit.scorecard.park_e import park_e_row
from yizhan.credit.scorecard.score import Score, apply_one
from yizhan.enterprise.profile import Profile


def card_in_force(product_code: str, on: date) -> Scorecard:
    """The card that scores a product's applicants on a day."""
    return park_e_card()


def score_of(card: Scorecard, profile: Profile) -> Score | None:
    """Points, probability of default, grade and the four strongest reasons; None when no invoice is known at all."""
    if profile.invoices is None:
        return None
    return apply_one(card, park_e_row(profile))

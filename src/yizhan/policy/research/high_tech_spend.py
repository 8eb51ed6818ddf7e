"""R&D spend as the high-tech enterprise counts it (195号), which differs from the tax deduction (facts 3.12)."""

from datetime import date
from fractions import Fraction

from yizhan.kernel.money import Money, Rounding
from yizhan.policy.parameters import ParameterBook, load_book
from yizhan.policy.units import read_figure

_PROGRAMME = "high_tech_enterprise"


def high_tech_spend(five_heads: Money, other: Money, outsourced: Money, on: date,
                    book: ParameterBook | None = None) -> Money:
    """Outsourced research counts at 80 %, other costs up to 20 % of the whole, special income is not taken off.

    Cut to the fen, so that a ratio is never reached by rounding.
    """
    share, outsourced_share = (Fraction(read_figure((book or load_book()).dated(_PROGRAMME, name).on(on).value)[0])
                               for name in ("other_cost_share_max", "outsourced_share"))
    counted = five_heads.amount_minor + outsourced.amount_minor * outsourced_share
    # Other costs are a fifth of the whole when they are a quarter of the rest.
    total = counted + min(other.amount_minor, counted * share / (1 - share))
    return Money(total.numerator).divide(total.denominator, Rounding.DOWN)

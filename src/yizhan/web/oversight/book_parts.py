"""What the pages of the book share: names of accounts, amounts on their side, what a journal books, the way back."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.money import Money
from yizhan.ledger.chart import chart_by_code
from yizhan.ledger.journal import Side, StoredJournal
from yizhan.web.components import Crumb
from yizhan.web.desk.words import JOURNALS
from yizhan.web.formats import bilingual
from yizhan.web.vocabulary import word


def account_name(code: str) -> str:
    """The name of a code of the chart; a code outside it shows a dash."""
    line = chart_by_code().get(code)
    return bilingual(line.title) if line else "–"


def journal_kind(stored: StoredJournal) -> str:
    """What a journal books, in words."""
    return word(JOURNALS, stored.journal.kind)


def sum_of(amounts: Iterable[Money | None]) -> Money:
    """The sum of the amounts that are there."""
    return Money(sum(amount.amount_minor for amount in amounts if amount is not None))


def on_side(amount: Money, side: Side) -> Money | None:
    """A debit-positive amount on one side; None when it stands on the other, or nowhere."""
    signed = amount if side is Side.DEBIT else -amount
    return signed if signed.amount_minor > 0 else None


def book_crumb() -> Crumb:
    """The way back to the book."""
    return Crumb(_("Book"), reverse("book"))

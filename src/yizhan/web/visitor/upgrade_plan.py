"""The steps of an upgrade: only those whose fields are missing, each a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yizhan.payments.tiers import Tier, missing
from yizhan.records.models import TierUpgrade
from yizhan.workflows.tier_upgrades import has_document
from yizhan.workflows.travellers import held

DOCUMENT_FIELDS = ("name", "nationality", "sex", "document_number", "document_valid_until", "birth_date")


@dataclass(frozen=True, slots=True)
class Step:
    """A page of an upgrade and the fields that it fills."""

    name: str
    title: str | Promise
    fields: tuple[str, ...]
    hint: str | Promise = ""
    route: str = "wallet_upgrade_step"

    def href(self, upgrade: TierUpgrade) -> str:
        """Where the page is."""
        if self.route != "wallet_upgrade_step":
            return reverse(self.route, args=[upgrade.pk])
        return reverse(self.route, args=[upgrade.pk, self.name])


NAME = Step("name", _("Name and nationality"), ("name", "nationality"), _("As in your passport."))
KIND = Step("kind", _("Kind of document"), ("document_type",))
LINES = Step("lines", _("Your document"), DOCUMENT_FIELDS, _("Two or three lines at its bottom say everything."), "wallet_upgrade_lines")
COPY = Step("copy", _("Picture of the document"), ("document_copy",), _("A photograph taken with your telephone."), "wallet_upgrade_copy")
ABOUT = Step("about", _("Occupation and home address"), ("occupation", "address"))
CARD_NAME = Step("card-name", _("Name on your card"), ("card_name",), _("To compare it with your document; the order does not matter."))
TYPED = Step("typed", _("Type what your document says"), DOCUMENT_FIELDS)


def steps_of(upgrade: TierUpgrade, on: date) -> Iterator[Step]:
    """The pages that this traveller has to see, in order."""
    lacking = set(missing(Tier(upgrade.tier), held(upgrade.traveller), on))
    if has_document(upgrade, on):
        yield from (KIND, LINES)
    elif lacking & set(NAME.fields):
        yield NAME
    if lacking & set(ABOUT.fields):
        yield ABOUT
    yield CARD_NAME
    if "document_copy" in lacking:
        yield COPY

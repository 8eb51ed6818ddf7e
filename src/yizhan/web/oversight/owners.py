"""Who an account or a journal belongs to: `enterprise:<id>`, `loan:<id>`, `payout:<reference>` as words with an address."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from yizhan.records.models import Enterprise, Loan, Payout, User
from yizhan.web.oversight.words import address

FOUND_MAX = 500


@dataclass(frozen=True, slots=True)
class Owner:
    """A record that the book refers to: its words and its page, where there is one."""

    label: str
    href: str = ""


def owners_of(references: Iterable[str]) -> dict[str, Owner]:
    """The owners by reference, read with one query a kind; what is not known shows itself."""
    by_kind: dict[str, set[str]] = {}
    for reference in set(references):
        kind, _colon, name = reference.partition(":")
        by_kind.setdefault(kind, set()).add(name)
    found = {"": Owner(_("The branch"))}
    for enterprise in Enterprise.objects.filter(pk__in=_ids(by_kind.get("enterprise", ()))):
        found[f"enterprise:{enterprise.pk}"] = Owner(enterprise.name, address("enterprise", enterprise_id=enterprise.pk))
    for loan in Loan.objects.filter(pk__in=_ids(by_kind.get("loan", ()))).select_related("enterprise"):
        found[f"loan:{loan.pk}"] = Owner(f"{loan.number} · {loan.enterprise.name}", address("loan", loan_id=loan.pk))
    for payout in Payout.objects.filter(reference__in=by_kind.get("payout", ())).select_related("loan"):
        label = _("Payout of %(number)s to %(payee)s") % {"number": payout.loan.number, "payee": payout.payee_name}
        found[f"payout:{payout.reference}"] = Owner(label, address("loan", loan_id=payout.loan_id))
    return {reference: found.get(reference, Owner(reference)) for reference in references}


def references_like(text: str) -> list[str]:
    """References of enterprises and loans whose name or number contains a text."""
    enterprises = Enterprise.objects.filter(name__icontains=text) | Enterprise.objects.filter(uscc__iexact=text)
    ids = list(enterprises.values_list("pk", flat=True)[:FOUND_MAX])
    loans = Loan.objects.filter(number__icontains=text) | Loan.objects.filter(enterprise_id__in=ids)
    return [*(f"enterprise:{pk}" for pk in ids), *(f"loan:{pk}" for pk in loans.values_list("pk", flat=True)[:FOUND_MAX])]


def poster(name: str) -> str:
    """Who posted a journal: a person's name, or the system."""
    ids = _ids([name.removeprefix("user:")]) if name.startswith("user:") else []
    user = User.objects.filter(pk__in=ids).first()
    if user is not None:
        return str(user)
    return _("System") if name == "system" else name


def _ids(names: Iterable[str]) -> list[UUID]:
    found = []
    for name in names:
        try:
            found.append(UUID(name))
        except ValueError:
            continue
    return found

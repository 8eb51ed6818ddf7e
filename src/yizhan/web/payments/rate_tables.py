"""Tables of exchange rates: what holds of each currency with its source and what comes next, and fixings with their people."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.payments.fixings import closed_until
from yizhan.records.models import RateFixing
from yizhan.web.components import Pill
from yizhan.web.formats import day
from yizhan.web.payments.words import FIXING_STATES, pill
from yizhan.web.refusals import refusal_text
from yizhan.web.tables import Column, Table
from yizhan.workflows.rate_fixings import fixing_of, next_fixings, versions_on
from yizhan.workflows.travellers import home_currencies

REFUSED_SHOWN = timedelta(days=7)


def in_force_table(on: date) -> Table:
    """Every currency on a day; a figure of the program's file that no source proves is labelled."""
    columns = [Column("currency", _("Currency")), Column("rate", _("Yuan for one unit"), "end"), Column("kind", _("Kind"), "pill"),
               Column("since", _("Since"), "day"), Column("source", _("Source")), Column("next", _("Next fixing"), href_key="href")]
    versions, coming = versions_on(on), next_fixings(on)
    rows = []
    for currency in home_currencies():
        version, later = versions[currency].on_or_none(on), coming.get(currency)
        kind = Pill(_("Assumption"), "waiting") if version and version.is_assumption else Pill(_("Fixed"), "good") if version else None
        rows.append({"currency": currency, "rate": version.value if version else "–", "kind": kind,
                     "since": version.effective_from if version else None, "source": version.source if version else "–",
                     "next": f"{fixing_of(later).cny_per_unit:f} · {day(later.first_day)}" if later else "–",
                     "href": reverse("rate_fixing", args=[later.pk]) if later else ""})
    return Table(_("In force on %(day)s") % {"day": day(on)}, columns, rows)


def fixing_table(caption: str, fixings: Any, now: datetime) -> Table:
    """Fixings with who proposed and who took them."""
    columns = [Column("what", _("Fixing"), href_key="href"), Column("rate", _("Yuan for one unit"), "end"),
               Column("state", _("State"), "pill"), Column("source", _("Source")), Column("proposed", _("Proposed by")),
               Column("taken", _("Taken by"))]
    rows = [{"what": f"{row.currency} · {day(row.first_day)}", "href": reverse("rate_fixing", args=[row.pk]),
             "rate": f"{fixing_of(row).cny_per_unit:f}", "state": fixing_state(row, now), "source": row.source,
             "proposed": f"{row.proposed_by} · {day(row.created_at)}",
             "taken": f"{row.taken_by} · {day(row.taken_at)}" if row.taken_by else "–"}
            for row in fixings.select_related("proposed_by", "taken_by")]
    return Table(caption, columns, rows, empty=_("No fixing here."))


def fixing_state(row: RateFixing, now: datetime) -> Pill:
    """The state in words; a proposal whose day has closed can only be declined or withdrawn."""
    is_late = row.state == "proposed" and row.first_day <= closed_until(now)
    return pill(FIXING_STATES, "lapsed" if is_late else row.state)


def refused_lately(on: date) -> Iterable[str]:
    """What the switch did not take in the last days, in a sentence each."""
    found = RateFixing.objects.filter(state="refused", first_day__gte=on - REFUSED_SHOWN).order_by("first_day")
    return [_("%(currency)s for %(day)s was not taken by the switch, the earlier rate stays in force: %(why)s") % {
        "currency": row.currency, "day": day(row.first_day), "why": refusal_text(row.refusal)} for row in found]

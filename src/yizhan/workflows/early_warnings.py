"""Early warnings: borrowers' fresh invoices are looked at each day; signals open a case with the relationship manager."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection

from yizhan.credit.early_warning import Signal, Trade, signals
from yizhan.enterprise.invoice_features import InvoiceFeatures
from yizhan.kernel.clock import Clock, branch_date
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import plain
from yizhan.records.models import EarlyWarning, Enterprise, User
from yizhan.records.queries import queries
from yizhan.workflows import access
from yizhan.workflows.action import Act, action
from yizhan.workflows.facts import invoice_features

LOST_AFTER = timedelta(days=90)


def watch_borrowers(clock: Clock) -> int:
    """Look at every enterprise with an open loan; the number of cases opened. An open case is not opened twice."""
    on = branch_date(clock.now())
    warned = EarlyWarning.objects.filter(state="open").values("enterprise_id")
    borrowers = Enterprise.objects.filter(loans__state="active").exclude(pk__in=warned)
    ids = list(borrowers.order_by("id").distinct().values_list("pk", flat=True))
    if not ids:
        return 0
    features, customers, opened = invoice_features(on, ids), _main_customers(ids, on), 0
    for enterprise_id in ids:
        found = features.get(str(enterprise_id))
        seen = signals(_trade(found, customers.get(enterprise_id)), on) if found else ()
        if seen and not isinstance(open_warning(None, clock, enterprise_id, seen), Refusal):
            opened += 1
    return opened


@action("warning.open")
def open_warning(act: Act, enterprise_id: UUID, seen: tuple[Signal, ...]) -> EarlyWarning | Refusal:
    """Open a case for an enterprise's relationship manager; `warned_already` while one is open."""
    enterprise = act.enterprise(enterprise_id)
    if enterprise.warnings.filter(state="open").exists():
        return refuse("warned_already")
    row = EarlyWarning.objects.create(enterprise=enterprise, on=act.today, signals=plain(list(seen)), created_at=act.now,
                                      holder=enterprise.relationship_manager)
    act.changed(row, after={"enterprise": enterprise.name, "signals": [signal.code for signal in seen]})
    return row


@action("warning.close")
def close_warning(act: Act, warning_id: UUID, finding: str) -> EarlyWarning | Refusal:
    """Close a case with what was found; `words_needed`, `warning_closed_already`."""
    if not finding.strip():
        return refuse("words_needed", field="finding")
    row = EarlyWarning.objects.select_for_update().get(pk=warning_id, enterprise__in=access.enterprises(act.actor))
    if row.state != "open":
        return refuse("warning_closed_already")
    row.state, row.finding, row.closed_at = "closed", finding, act.now
    row.save()
    act.changed(row, before={"state": "open"}, after={"state": "closed", "finding": finding})
    return row


def open_warnings(actor: User) -> list[EarlyWarning]:
    """Open cases of the enterprises that the actor may see, the oldest first."""
    rows = EarlyWarning.objects.filter(state="open", enterprise__in=access.enterprises(actor))
    return list(rows.select_related("enterprise", "holder").order_by("on", "id"))


def _main_customers(ids: list[UUID], on: date) -> dict[UUID, tuple[str, Decimal, date]]:
    with connection.cursor() as cursor:
        cursor.execute(queries("early_warning.sql")["main_customers"], {"enterprises": ids, "on": on, "year_end": on - LOST_AFTER})
        return {row[0]: row[1:] for row in cursor.fetchall()}


def _trade(found: InvoiceFeatures, customer: tuple[str, Decimal, date] | None) -> Trade:
    void = found.sales_void_share
    name, share, last_on = customer or ("", None, None)
    return Trade(Money(found.sales_net_minor_12), Money(found.sales_net_minor_previous_12),
                 None if void is None else Decimal(str(round(void, 6))), found.gap_months, name, share, last_on)

"""The park before its stories: enterprises move in with their claims and statements, invoices arrive month by month."""

import hashlib
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yizhan.demo.cast import APPLICANTS
from yizhan.demo.catalogue import CASES, Case
from yizhan.demo.files import statement_file
from yizhan.demo.firms import Firm
from yizhan.demo.marking import hand_in, mark_enterprise
from yizhan.demo.papers import invoices, opening_day, statements
from yizhan.demo.story import done
from yizhan.demo.timeline import moment
from yizhan.kernel.clock import FixedClock
from yizhan.kernel.money import Money
from yizhan.records.models import User
from yizhan.workflows.enterprises import describe_enterprise, register_enterprise
from yizhan.workflows.invoice_import import import_invoices
from yizhan.workflows.population import open_population
from yizhan.workflows.readings import read_upload

if TYPE_CHECKING:
    import pyarrow as pa

MANAGERS = ("chen.manager", "he.manager")
TITLES = ("tech_sme", "innovative_sme", "high_tech", "srdi_sme")


def move_in(park: Any, cast: dict[str, User], clock: FixedClock, chosen: dict[str, Firm], today: date) -> None:
    """Register every firm by its applicant, mark it as demo, and take over what it claims."""
    cases = {chosen[case.code].code: case for case in reversed(CASES)}
    for index, firm in enumerate(park.firms):
        clock.advance(timedelta(minutes=3))
        case = cases.get(firm.code)
        applicant = cast[APPLICANTS[int(firm.code[1:]) % len(APPLICANTS)].username]
        identity = {
            "name": firm.name,
            "industry": firm.industry,
            "region": "深圳市",
            "registered_on": firm.registered_on,
            "in_park": True,
            "address": "深圳市南山区科技园",
            "contact_name": applicant.display_name,
            "contact_phone": f"1390000{index:04}",
        }
        enterprise = done(register_enterprise(applicant, clock, firm.uscc, **(identity | (case.identity if case else {}))))
        enterprise = mark_enterprise(None, clock, enterprise.id, external_code(firm), cast[MANAGERS[index % len(MANAGERS)]])
        park.enterprises[firm.code] = enterprise
        done(describe_enterprise(applicant, clock, enterprise.id, claims(firm, case, today)))


def external_code(firm: Firm) -> str:
    """The code under which a firm's invoices arrive."""
    return f"DEMO-{firm.code}"


def claims(firm: Firm, case: Case | None, today: date) -> dict[str, Any]:
    """What a firm says of itself; a None of its case is left out: not stated."""
    debt = Money.of(str(int(firm.sales_year_yuan * firm.loan_share) // 10_000 * 10_000))
    known: dict[str, Any] = {
        "staff": firm.staff,
        "technical_staff": firm.technical_staff,
        "ip_class_one": firm.class_one_ip,
        "ip_class_two": firm.class_two_ip,
        "tax_grade": "AABM"[firm.class_two_ip % 4],
        "overdue_days": 0,
        "on_dishonest_list": False,
        "bank_debt": debt,
        "premises": f"租赁，{firm.staff * 12}平方米",
    }
    if firm.research_share > 0.10:
        kind = TITLES[firm.class_one_ip % len(TITLES)]
        known["titles"] = [
            {"kind": kind, "valid_from": date(today.year - 1, 11, 1).isoformat(), "valid_to": date(today.year + 2, 10, 31).isoformat()}
        ]
    stated = known | (case.facts if case else {})
    return {name: value for name, value in stated.items() if value is not None}


class Deliveries:
    """The invoices of all firms: one file of all months before the opening, then one file a month, on the third day of the next."""

    def __init__(self, park: Any, seed: int, today: date) -> None:
        import pyarrow as pa

        self._park, self._today = park, today
        self._tables = {firm.code: invoices(firm, seed, today) for firm in park.firms}
        self._all = pa.concat_tables(self._tables.values())

    def told(self, clock: FixedClock) -> Iterator[datetime]:
        """The deliveries in order of time, the statements of past years with the first."""
        first = opening_day(self._today)
        yield moment(first, "12:30")
        self._import(clock, date.min, first)
        for firm in self._park.firms:
            self._hand_in_statements(clock, firm)
        while (after := next_month(first)) <= self._today.replace(day=1):
            yield moment(after.replace(day=3), "08:10")
            self._import(clock, first, after)
            first = after

    def _import(self, clock: FixedClock, start: date, end: date) -> None:
        """The invoices of [start, end) through the bulk import of population files."""
        from pyarrow import parquet

        table = self._between(start, end)
        rows = [{"enterprise": external_code(firm), "name": firm.name} for firm in self._park.firms]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"park-{end:%Y-%m}.parquet")
            parquet.write_table(table, path)
            content = path.read_bytes()
            upload = open_population(None, clock, path.name, hashlib.sha256(content).hexdigest(), len(content), rows)
            self._park.invoices += done(import_invoices(None, clock, upload, path)).rows_added

    def _between(self, start: date, end: date) -> "pa.Table":
        import pyarrow as pa
        import pyarrow.compute as pc

        days = pc.cast(self._all["date"], pa.date32())
        table = self._all.filter(pc.and_(pc.greater_equal(days, pa.scalar(start, pa.date32())), pc.less(days, pa.scalar(end, pa.date32()))))
        codes = pc.binary_join_element_wise("DEMO", table["enterprise"], "-")
        return table.set_column(0, "enterprise", codes)

    def _hand_in_statements(self, clock: FixedClock, firm: Firm) -> None:
        years = statements(firm, self._tables[firm.code], self._today)
        if years:
            upload = hand_in(
                None, clock, self._park.enterprises[firm.code].id, "statements", f"{firm.name}-财务报表.csv", statement_file(years)
            )
            done(read_upload(clock, upload.id))


def next_month(first: date) -> date:
    """The first day of the month after."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)

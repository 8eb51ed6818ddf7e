"""One business day of 100,000 loans: collected, accrued, classified, booked and proven; and one schedule of 360 periods.

Loans of all four forms, 3 % in arrears, a thirtieth with an instalment due on the day and the money for it on the deposit account.
They are made by set-based SQL and paid out in the book; a day end before the measured one brings all of them to the same day.
fsync and synchronous_commit are on.
"""

import json
import os
import statistics
import tempfile
import time
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import psutil
import psycopg
from tests.databases import cluster_home, create_database, drop_database, ensure_template

from yizhan.credit.schedule import LoanTerms, PeriodRule, RepaymentForm, Schedule, build_schedule
from yizhan.embedded import database
from yizhan.kernel.clock import SHANGHAI, FixedClock
from yizhan.kernel.interest_rate import DayCount, InterestRate
from yizhan.kernel.money import Money

SQL = Path(__file__).with_suffix(".sql")
DATABASE_NAME = "bench_day_end"
SIZES = (10_000, 100_000)
DAY = date(2026, 6, 17)
FIRST_START = date(2026, 3, 17)  # Loans start on 30 days in a row: of each form, the first day's fall due on DAY.
START_DAYS = 30
MIB = 1024 * 1024


def run() -> list[dict]:
    """Measure both sizes on databases of their own."""
    os.environ.setdefault("YIZHAN_HOME", tempfile.mkdtemp(prefix="yizhan-bench-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "yizhan.app.settings"
    import django

    django.setup()
    seconds, memory = {}, 0.0
    with database(cluster_home()) as server:
        template = ensure_template(server)
        for size in SIZES:
            drop_database(server, DATABASE_NAME)
            copy = create_database(server, DATABASE_NAME, template)
            try:
                seconds[size], memory = _measure(copy, size)
            finally:
                drop_database(server, DATABASE_NAME)
    small, large = (seconds[size] for size in SIZES)
    figure = {"bench": "day_end"}
    return [
        figure | {"figure": "day_end_100k_s", "unit": "s", "value": round(large, 2), "peer": "ten times 10,000 loans",
                  "peer_value": round(10 * small, 2)},
        figure | {"figure": "accrual_loans_s", "unit": "loans/s", "value": round(SIZES[-1] / large),
                  "peer": "Temenos, published: accruals/s", "peer_value": 10_000},
        figure | {"figure": "day_end_memory_mib", "unit": "MiB", "value": round(memory)},
        figure | {"figure": "schedule_p99_ms", "unit": "ms", "value": round(_schedule_p99_ms(), 2)},
    ]


def _measure(copy, size: int) -> tuple[float, float]:
    from yizhan.app.migrate import django_connected_to

    with psycopg.connect(copy.owner_url, autocommit=True) as owner:
        for setting in ("fsync", "synchronous_commit"):
            if owner.execute(f"SHOW {setting}").fetchone() != ("on",):
                raise RuntimeError(f"{setting} is off; the figure would not count")
        _make_loans(owner, size)
        owner.execute("VACUUM ANALYZE")
    with django_connected_to(copy.app_url):
        return _close_two_days(size)


def _close_two_days(size: int) -> tuple[float, float]:
    from django.db import connection

    from yizhan.ledger.verify import verify
    from yizhan.records.models import DayEnd
    from yizhan.workflows.day_end import run_day_end

    clock = FixedClock(datetime(2026, 6, 17, 19, 0, tzinfo=SHANGHAI))
    before = DAY - timedelta(days=1)
    DayEnd.objects.create(day=before - timedelta(days=1), state="closed", started_at=clock.now(), created_at=clock.now())
    run_day_end(clock, before)
    started = time.perf_counter()
    (closed,) = run_day_end(clock, DAY)
    seconds = time.perf_counter() - started
    report = closed.report
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = psutil.Process(cursor.fetchone()[0])
        memory = (psutil.Process().memory_info().rss + backend.memory_full_info().uss) / MIB
        proof = verify(cursor)
    overdue = sum(line["overdue"] for line in report["classes"])
    if not (report["is_proven"] and proof.is_proven and overdue >= size * 0.029 and report["due"]["count"] >= size / 31
            and report["collected"]["count"] > 0.9 * report["due"]["count"]):
        raise RuntimeError(f"the day is not as planned: {report} {proof.findings[:3]}")
    return seconds, memory


def _make_loans(owner: psycopg.Connection, size: int) -> None:
    """One schedule a form and start day; each loan takes one of them."""
    with owner.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE template_line (form text, start_day integer, number integer, due_on date, starts_on date,"
                       " ends_on date, opening bigint, principal bigint, interest bigint, closing bigint)")
        rows = [(form.value, step, line.number, line.due_on, line.period.starts_on, line.period.ends_on, line.opening.amount_minor,
                 line.principal.amount_minor, line.interest.amount_minor, line.closing.amount_minor)
                for form in RepaymentForm for step in range(START_DAYS) for line in _schedule(form, step).instalments]
        with cursor.copy("COPY template_line FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        for statement in SQL.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                cursor.execute(statement.replace(":loans", str(size)).replace(":before", f"'{DAY - timedelta(days=1)}'::date")
                               .replace(":day", f"'{DAY}'::date").replace(":first_start", f"'{FIRST_START}'::date"))


def _schedule(form: RepaymentForm, step: int) -> Schedule:
    equal = form in (RepaymentForm.ANNUITY, RepaymentForm.EQUAL_PRINCIPAL)
    return build_schedule(LoanTerms(
        Money.of("600000"), InterestRate(Decimal("0.0415"), DayCount.ACT_360), form, FIRST_START + timedelta(days=step),
        3 if form is RepaymentForm.BULLET else 12, PeriodRule.EQUAL_PERIODS if equal else PeriodRule.ACTUAL_DAYS))


def _schedule_p99_ms(runs: int = 400) -> float:
    terms = LoanTerms(Money.of("3000000"), InterestRate(Decimal("0.0345"), DayCount.ACT_360), RepaymentForm.ANNUITY, date(2026, 1, 31), 360,
                      PeriodRule.EQUAL_PERIODS)
    spent = []
    for _ in range(runs):
        started = time.thread_time()  # CPU time: nothing here waits, and other programs' time is not ours
        build_schedule(terms)
        spent.append((time.thread_time() - started) * 1000)
    return statistics.quantiles(spent, n=100)[-1]


if __name__ == "__main__":
    for found in run():
        print(json.dumps(found))

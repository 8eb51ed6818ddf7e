"""The main job measured: import and evaluation of the real population, one case, the pages.

    import_rows_s    rows a second from the Parquet file into PostgreSQL (peer: Django's bulk_create of the same rows)
    import_mb        peak memory of our process meanwhile
    features_s       features of all enterprises from PostgreSQL to values
    case_p99_ms      the automatic part of one case: profile, score, decision
    evaluate_all_s   every enterprise through features, score and decision
    page_p95_ms      server time of the slowest page at its 95th percentile, with the population loaded
    page_kb          compressed transfer of the heaviest page with all it loads for the first time

Needs ../shared/data; fsync is on.
"""

import gzip
import os
import re
import resource
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path
from urllib.parse import urljoin

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
DATABASE_NAME = "bench_journey"
AS_OF = date(2020, 2, 29)
ORM_ROWS = 20_000


def run() -> list[dict]:
    """Measure on a database of its own in the test cluster."""
    os.environ.setdefault("YIZHAN_HOME", tempfile.mkdtemp(prefix="yizhan-bench-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "yizhan.app.settings"
    import django

    django.setup()
    from tests.databases import cluster_home, create_database, drop_database

    from yizhan.app.migrate import django_connected_to, migrate_all
    from yizhan.embedded import database

    with database(cluster_home()) as server:
        drop_database(server, DATABASE_NAME)
        copy = create_database(server, DATABASE_NAME)
        try:
            migrate_all(copy.owner_url, copy.app_url, copy.switch_url)
            with django_connected_to(copy.app_url):
                return [figure | {"bench": "journey"} for figure in (*_import(), *_evaluate(), *_pages())]
        finally:
            drop_database(server, DATABASE_NAME)


def figure(name: str, unit: str, value: float, peer: str = "", peer_value: float | None = None) -> dict:
    return {"figure": name, "unit": unit, "value": value, "peer": peer, "peer_value": peer_value}


def _import() -> list[dict]:
    from yizhan.app.population import CLOCK, _enterprise_rows
    from yizhan.records.models import Invoice
    from yizhan.workflows.invoice_import import import_invoices
    from yizhan.workflows.population import open_population

    file = DATA / "cumcm2020c_invoices.parquet"
    upload = open_population(
        None, CLOCK, file.name, "0" * 64, file.stat().st_size, _enterprise_rows(DATA / "cumcm2020c_enterprises.parquet")
    )
    started = time.perf_counter()
    result = import_invoices(None, CLOCK, upload, file)
    seconds = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = list(Invoice.objects.order_by("id")[:ORM_ROWS])
    return [
        figure("import_rows_s", "rows/s", round(result.rows_read / seconds), "ORM bulk_create", round(_orm_rate(rows))),
        figure("import_mb", "MB peak", round(memory)),
    ]


def _orm_rate(rows: list) -> float:
    """The same rows through a model and bulk_create, into a table without indexes, rolled back."""
    from django.db import connection, transaction

    columns = [field for field in rows[0]._meta.fields if field.name != "id"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE invoice_copy (LIKE invoice INCLUDING IDENTITY) ON COMMIT DROP")
        started = time.perf_counter()
        names = ", ".join(field.column for field in columns)
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(
            f"INSERT INTO invoice_copy ({names}, fingerprint_high, fingerprint_low) VALUES ({marks}, 0, 0)",
            [[getattr(row, field.attname) for field in columns] for row in rows],
        )
        return len(rows) / (time.perf_counter() - started)


def _evaluate() -> list[dict]:
    from yizhan.credit.decision import decide
    from yizhan.credit.decision_inputs import Request
    from yizhan.credit.schedule import RepaymentForm
    from yizhan.kernel.clock import SystemClock, branch_date
    from yizhan.records.models import Enterprise
    from yizhan.workflows.evaluation import inputs_from_profile
    from yizhan.workflows.facts import invoice_features
    from yizhan.workflows.population import evaluate_population
    from yizhan.workflows.profiles import profile_of

    today = branch_date(SystemClock().now())
    started = time.perf_counter()
    found = list(evaluate_population(AS_OF, today, "park-e"))
    whole = time.perf_counter() - started
    started = time.perf_counter()
    invoice_features(AS_OF)
    features = time.perf_counter() - started
    request = Request("park-e", None, 12, RepaymentForm.INTEREST_FIRST)
    times = []
    for enterprise in Enterprise.objects.filter(external_code__isnull=False)[:200]:
        started = time.perf_counter()
        decide(inputs_from_profile(profile_of(enterprise, AS_OF), request, today))
        times.append((time.perf_counter() - started) * 1000)
    assert len(found) == 425
    return [
        figure("evaluate_all_s", "s", round(whole, 2)),
        figure("features_s", "s", round(features, 2)),
        figure("case_p50_ms", "ms", round(statistics.median(times), 1)),
        figure("case_p99_ms", "ms", round(_percentile(times, 99), 1)),
    ]


def _pages() -> list[dict]:
    """Every page that a role may open, a dozen times each, in process: the server's own time."""
    from django.test import Client, override_settings
    from django.urls import get_resolver
    from tests.cast import clock, make_cast
    from tests.stories import journey

    from yizhan.app.warm_up import settle_memory, warm_up_features

    cast = make_cast()
    loan = journey.paid_out(cast, clock())
    ids = {
        "application_id": loan.application_id,
        "loan_id": loan.id,
        "enterprise_id": loan.enterprise_id,
        "account_id": loan.loan_account_id,
        "journal_id": loan.payout_journal_id,
    }
    # As a server stands once it is warm; it holds nothing of what was evaluated above.
    addresses = _addresses(get_resolver(), ids)
    warm_up_features()
    settle_memory()
    times: dict[str, list[float]] = {}
    heaviest = 0.0
    with override_settings(
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        ALLOWED_HOSTS=["*"],
    ):
        for user in (cast.applicant, cast.officer, cast.branch):
            client = Client()
            client.force_login(user)
            for address in addresses:
                spent = _time_page(client, address)
                if spent:
                    times.setdefault(address, []).extend(spent)
                    heaviest = max(heaviest, _weight_kb(client, address))
    slowest = max(times, key=lambda address: _percentile(times[address], 95))
    return [
        figure("page_p95_ms", "ms", round(_percentile(times[slowest], 95), 1), "slowest page: " + slowest),
        figure("pages_measured", "pages", len(times)),
        figure("page_kb", "kB compressed", round(heaviest, 1)),
    ]


def _addresses(resolver, ids: dict, prefix: str = "/") -> list[str]:
    found = []
    for pattern in resolver.url_patterns:
        route = str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            if not route.startswith("api"):
                found += _addresses(pattern, ids, prefix + route)
            continue
        filled = re.sub(r"<uuid:(\w+)>", lambda match: str(ids.get(match[1], "")) or "<unknown>", prefix + route)
        if "<" not in filled:
            found.append(filled)
    return found


def _time_page(client, address: str) -> list[float]:
    if client.get(address).status_code != 200:
        return []
    times = []
    for _ in range(12):
        started = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - started) * 1000)
    return times


def _weight_kb(client, address: str) -> float:
    """The page and its style sheets and scripts, each compressed as it would travel."""
    from django.contrib.staticfiles import finders

    page = client.get(address)
    if getattr(page, "streaming", False):
        return 0.0
    size = len(gzip.compress(page.content))
    for link in set(re.findall(rb'(?:href|src)="(/static/[^"]+)"', page.content)):
        path = finders.find(urljoin("/", link.decode()).removeprefix("/static/"))
        size += len(gzip.compress(Path(path).read_bytes())) if path else 0
    return size / 1024


def _percentile(values: list[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(percent / 100 * (len(ordered) - 1)))]

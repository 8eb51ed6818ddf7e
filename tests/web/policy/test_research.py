"""The research calculator: typed, pasted or sent lines, the sum of the year, print-ready ledgers; nothing is stored."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from tests.web.conftest import PLAIN_STATIC

pytestmark = pytest.mark.django_db
LINES = (
    "RD01,传感器,2025-03-31,记-12,人员人工,900000\n"
    "RD01,传感器,2025-09-10,记-77,其他相关费用,150000\n"
    "RD02,算法,2025-05-01,记-3,委托境内,100000"
)
FORM = {"lines": LINES, "category": "general", "tax_rate": "25"}


@pytest.fixture
def visitor(settings) -> Client:
    settings.STORAGES, settings.ALLOWED_HOSTS = {**PLAIN_STATIC, "default": settings.STORAGES["default"]}, ["*"]
    client = Client()
    client.cookies["yizhan_language"] = "en"
    return client


def text_of(response) -> str:
    return " ".join(html.fromstring(response.content).xpath("string(//main)").split())


def test_typed_lines_become_the_tax_saved_step_by_step(visitor: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        response = visitor.post("/policy/research/", FORM)
    text = text_of(response)
    # Five heads 90万; other costs at most 90万 × 10 % ÷ 90 % = 10万 of 15万; outsourced 10万 × 80 % = 8万; 108万 × 100 % × 25 % = 27万.
    assert "¥270,000.00" in text and "¥1,080,000.00" in text and "¥100,000.00" in text
    assert "2 projects" in text and "What to keep" in text


def test_the_template_is_read_back_and_gives_the_same_as_its_lines(visitor: Client) -> None:
    content = visitor.get("/policy/research/template.xlsx").content
    response = visitor.post("/policy/research/", {**FORM, "lines": "", "file": SimpleUploadedFile("ledger.xlsx", content)})
    # 173,000 of five heads, other costs 15,000 (limit 19,222.22): 188,000 × 25 %.
    assert "¥47,000.00" in text_of(response)


def test_the_result_leads_to_ledgers_for_print(visitor: Client) -> None:
    page = html.fromstring(visitor.post("/policy/research/", FORM).content)
    form = page.xpath("//button[@name='print']/ancestor::form")[0]
    printed = visitor.post("/policy/research/", {**dict(form.fields), "print": "1"})
    text = text_of(printed)
    assert "记-12" in text and "Running total" in text and "RD02" in text and "¥270,000.00" in text
    assert not html.fromstring(printed.content).xpath("//nav")


def test_bad_rows_are_named_and_the_good_ones_count(visitor: Client) -> None:
    text = text_of(visitor.post("/policy/research/", {**FORM, "lines": LINES + "\nRD01,x,2025-01-01,V,午餐,10"}))
    assert "Row 4, Head: “午餐” is no head of research costs" in text and "¥270,000.00" in text


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"lines": ""}, "No line of costs"),
        ({"lines": LINES + "\nRD01,x,2024-01-01,V,折旧,10"}, "several years (2024, 2025)"),
        ({"tax_rate": "250"}, "100"),
        ({"capitalised_cost": "100000"}, "needs its cost, its first year and its years"),
        ({"lines": "nonsense"}, "No line of costs"),
    ],
)
def test_what_cannot_be_summed_says_why_and_keeps_what_was_typed(visitor: Client, change: dict, told: str) -> None:
    response = visitor.post("/policy/research/", {**FORM, **change})
    assert response.status_code == 422 and told in text_of(response)
    assert html.fromstring(response.content).xpath("//*[@role='alert']")


def test_a_capitalised_result_adds_its_amortisation(visitor: Client) -> None:
    capitalised = {"capitalised_cost": "1000000", "capitalised_from": "2024", "capitalised_years": "10"}
    # 27万 and a tenth of 100万 once more at 25 %: 2.5万.
    assert "¥295,000.00" in text_of(visitor.post("/policy/research/", {**FORM, **capitalised}))


def test_a_file_that_is_no_spreadsheet_is_refused(visitor: Client) -> None:
    response = visitor.post("/policy/research/", {**FORM, "lines": "", "file": SimpleUploadedFile("x.xlsx", BytesIO(b"PK").read())})
    assert response.status_code == 422 and "no XLSX file" in text_of(response)

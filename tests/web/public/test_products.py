"""The products, the sample files, and where an application begins."""

import csv
from io import BytesIO, StringIO

import pytest
from django.test import Client
from lxml import html

from yizhan.enterprise.invoices import read_invoices
from yizhan.enterprise.statement_reader import read_statements
from yizhan.kernel.refusal import Refusal
from yizhan.web.public import assessment_result, products, samples  # noqa: F401 (the pages under test)

pytestmark = pytest.mark.django_db


def test_every_product_stands_with_its_figures_and_a_way_to_apply(visitor: Client) -> None:
    page = html.fromstring(visitor.get("/products/").content)
    assert page.xpath("//main//a[contains(@href, '/apply/')]/@href") == ["/apply/?product=park-e", "/apply/?product=xingke"]
    assert "¥10,000,000.00" in page.text_content() and "LPR" in page.text_content()
    assert len(page.xpath("//*[@class='yz-assumption']")) >= 10


def test_a_stranger_who_applies_signs_up_first_and_the_product_is_kept(visitor: Client) -> None:
    assert visitor.get("/apply/?product=xingke")["Location"] == "/sign-up/?next=/apply/?product=xingke"
    assert visitor.get("/apply/?product=<script>")["Location"] == "/sign-up/?next=/apply/"


def test_the_sample_of_invoices_is_read_without_a_problem(visitor: Client) -> None:
    content = visitor.get("/samples/invoices.csv").content
    batches = read_invoices(BytesIO(content), enterprise="E1", own_id="91440300MA5DATRG0R")
    assert not isinstance(batches, Refusal)
    found = list(batches)
    assert sum(batch.rows.num_rows for batch in found) == 5 and not [problem for batch in found for problem in batch.problems]


def test_the_template_of_statements_is_read_back_once_filled(visitor: Client) -> None:
    rows = list(csv.reader(StringIO(visitor.get("/samples/statements.csv").content.decode("utf-8-sig"))))
    rows[1][1:] = ["4200000", "5000000"]
    text = StringIO()
    csv.writer(text).writerows(rows)
    statements, problems = read_statements(text.getvalue().encode())
    assert [statement.revenue.major for statement in statements] == [4_200_000, 5_000_000] and not problems

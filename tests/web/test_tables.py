"""Tables that sort, filter and page through the address."""

from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from yizhan.web.tables import Column, Filter, Sort, cell, filters_from, query_with, sort_from

COLUMNS = [
    Column("due_at", "Due", sortable=True),
    Column("amount", "Amount", "money", sortable=True),
    Column("note", "Note"),
]
DEFAULT = Sort("due_at")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/?sort=amount", Sort("amount")),
        ("/?sort=-amount", Sort("amount", True)),
        ("/", DEFAULT),
        ("/?sort=note", DEFAULT),
        ("/?sort=password", DEFAULT),
        ("/?sort=", DEFAULT),
    ],
)
def test_the_address_sorts_by_sortable_columns_only(address: str, expected: Sort) -> None:
    assert sort_from(RequestFactory().get(address), COLUMNS, DEFAULT) == expected


def test_a_sort_becomes_an_order_of_a_queryset() -> None:
    assert Sort("enterprise.name", True).order_by == "-enterprise__name"


def test_a_filter_value_that_is_no_choice_is_dropped() -> None:
    filters = [Filter("state", "State", [("", "All"), ("open", "Open")]), Filter("q", "Text")]
    filled = filters_from(RequestFactory().get("/?state=<script>&q= 云岭 "), filters)
    assert [item.value for item in filled] == ["", "云岭"]


def test_a_link_changes_one_parameter_and_keeps_the_others() -> None:
    assert query_with("state=open&page=3", page=None, sort="-amount") == "?state=open&sort=-amount"
    assert query_with("q=%E4%BA%91", page=2) == "?q=%E4%BA%91&page=2"


def test_a_cell_is_found_in_mappings_and_objects_and_missing_ones_are_none() -> None:
    row = SimpleNamespace(enterprise={"name": "云岭"}, label=lambda: "called")
    assert cell(row, "enterprise.name") == "云岭"
    assert cell(row, "label") == "called"
    assert cell(row, "enterprise.address.street") is None

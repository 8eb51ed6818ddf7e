from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.enterprise.invoice_identity import Copies, Merge, fingerprint, is_coded, merge
from yizhan.enterprise.invoices import InvoiceLine, Side

LINE = InvoiceLine("E1", Side.SALE, "", "00000043", date(2019, 3, 4), "", "甲公司", 10000, 1300, 11300, False, 7)
copies = st.integers(0, 6).flatmap(lambda total: st.builds(Copies, st.just(total), st.integers(0, total)))


def test_a_fingerprint_is_the_same_on_every_machine() -> None:
    """The digest is stored, so a change of the canonical text would double every invoice."""
    assert fingerprint(LINE).hex() == "4ac23ce485baaf3cdffd830d7dbf8b4b"


def test_a_fingerprint_looks_past_the_void_mark_the_line_and_the_enterprise() -> None:
    assert fingerprint(replace(LINE, is_void=True, line=8, enterprise="E2")) == fingerprint(LINE)


@pytest.mark.parametrize("change", [
    {"side": Side.PURCHASE}, {"code": "1100171130"}, {"number": "00000044"}, {"issued_on": date(2019, 3, 5)},
    {"counterparty_id": "X"}, {"counterparty_name": "乙公司"}, {"net_minor": 1}, {"tax_minor": 1}, {"gross_minor": 1}])
def test_a_fingerprint_sees_every_other_field(change: dict) -> None:
    assert fingerprint(replace(LINE, **change)) != fingerprint(LINE)


def test_fields_do_not_run_into_each_other() -> None:
    first = replace(LINE, counterparty_id="12", counterparty_name="3")
    second = replace(LINE, counterparty_id="1", counterparty_name="23")
    assert fingerprint(first) != fingerprint(second)


def test_a_code_or_twenty_digits_name_an_invoice() -> None:
    assert is_coded("1100171130", "00000043")
    assert is_coded("", "24312000000012345678")
    assert not is_coded("", "00000043")


@pytest.mark.parametrize(("held", "file", "expected"), [
    (Copies(0, 0), Copies(2, 1), Merge(2, 1, 0)),
    (Copies(2, 1), Copies(2, 1), Merge(0, 0, 0)),   # A re-upload never doubles.
    (Copies(1, 0), Copies(2, 1), Merge(1, 1, 0)),
    (Copies(1, 0), Copies(1, 1), Merge(0, 0, 1)),   # A void that comes later is a status event.
    (Copies(3, 1), Copies(2, 0), Merge(0, 0, 0)),   # The higher count stands.
])
def test_of_overlapping_files_the_higher_count_stands(held: Copies, file: Copies, expected: Merge) -> None:
    assert merge(held, file) == expected


def merged(held: Copies, file: Copies) -> Copies:
    found = merge(held, file)
    return Copies(held.total + found.added, held.void + found.added_void + found.voided)


@given(copies, copies)
def test_the_order_of_files_does_not_matter_and_twice_is_once(first: Copies, second: Copies) -> None:
    both = merged(first, second)
    assert both == merged(second, first) == Copies(max(first.total, second.total), max(first.void, second.void))
    assert merged(both, first) == both == merged(both, second)


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_numbering_copies_and_adding_unknown_ones_gives_the_higher_count(first: list[str], second: list[str]) -> None:
    def numbered(file: list[str]) -> set[tuple[str, int]]:
        seen: Counter[str] = Counter()
        return {(name, seen.update(name) or seen[name]) for name in file}

    held = Counter(name for name, _ in numbered(first) | numbered(second))
    assert held == Counter(first) | Counter(second)


def test_more_void_copies_than_copies_is_a_bug() -> None:
    with pytest.raises(ValueError, match="2 void of 1"):
        Copies(1, 2)

"""Shared forms: amounts as people write them, refusals on their field, a key for each showing."""

import pytest
from django import forms as django_forms
from django.utils.translation import override

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import refuse
from yizhan.web.forms import KeyedForm, MoneyField, add_refusal


class Ask(KeyedForm):
    amount = MoneyField(required=False)
    uscc = django_forms.CharField(required=False)
    repayment_form = django_forms.CharField(required=False)


@pytest.mark.parametrize(("typed", "fen"), [
    ("500000", 50_000_000), ("500,000", 50_000_000), ("500 000.00", 50_000_000), ("¥50万", 50_000_000), ("0.01", 1), ("0", 0),
    ("１２３元", 12_300), ("1.5万", 1_500_000)])
def test_an_amount_is_read_as_people_write_it(typed: str, fen: int) -> None:
    assert MoneyField().clean(typed) == Money(fen)


@pytest.mark.parametrize("typed", ["abc", "-5", "1e6", "1.234", "1.2.3", ".", "万", "99999999999999", "NaN", "١٢"])
def test_what_is_no_amount_is_told_with_an_example(typed: str) -> None:
    with override("en"), pytest.raises(django_forms.ValidationError, match=r"500000|decimals"):
        MoneyField().clean(typed)


def test_money_is_shown_as_a_person_would_type_it() -> None:
    assert MoneyField().prepare_value(Money.of("1234567.00")) == "1,234,567"
    assert MoneyField().prepare_value(Money.of("0.50")) == "0.50"
    assert MoneyField().prepare_value("what was typed") == "what was typed"


def test_each_showing_of_a_form_has_a_key_of_its_own() -> None:
    keys = {KeyedForm()["request_key"].value() for _ in range(3)}
    assert len(keys) == 3 and all(keys)


@pytest.mark.parametrize(("refusal", "field"), [
    (refuse("uscc_check_digit", found="1", expected="2"), "uscc"),
    (refuse("amount_over_limit", field="amount", amount=Money(1), maximum=Money(1)), "amount"),
    (refuse("form_not_offered", field="form", form="x", offered="y"), "repayment_form"),
    (refuse("application_open_already", number="A1"), None),
    (refuse("not_permitted", field="a field that the form has not"), None)])
def test_a_refusal_stands_at_the_field_that_it_is_about(refusal, field: str | None) -> None:
    form = Ask({})
    assert form.is_valid()
    add_refusal(form, refusal, form="repayment_form")
    assert list(form.errors) == [field or django_forms.forms.NON_FIELD_ERRORS]

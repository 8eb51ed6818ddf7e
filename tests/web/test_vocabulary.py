"""The words of codes cover every code that the rules know."""

from datetime import date

import pytest

from yizhan.credit.application import REQUIRED_FIELDS
from yizhan.credit.consents import CONSENT_KINDS
from yizhan.credit.limit import PartCode
from yizhan.credit.products import products
from yizhan.credit.schedule import RepaymentForm
from yizhan.enterprise.financials import FIGURES
from yizhan.policy.programmes.size_class import INDUSTRIES
from yizhan.web import vocabulary
from yizhan.workflows.facts import FACT_TYPES

ON = date(2026, 11, 23)


@pytest.mark.parametrize(("words", "codes"), [
    ("REPAYMENT_FORMS", [form.value for form in RepaymentForm]), ("REPAYMENT_FORM_HINTS", [form.value for form in RepaymentForm]),
    ("INDUSTRIES", INDUSTRIES), ("FACTS", FACT_TYPES), ("CONSENTS", CONSENT_KINDS), ("APPLICATION_FIELDS", REQUIRED_FIELDS),
    ("LIMIT_PARTS", [part.value for part in PartCode]), ("STATEMENT_FIGURES", FIGURES),
    ("DOCUMENTS", {code for item in products(ON) for code in item.documents.value}),
    ("STAGES", {stage.value for item in products(ON) for stage in item.stages.value})])
def test_every_code_has_words(words: str, codes) -> None:
    assert set(codes) <= set(getattr(vocabulary, words))


def test_a_code_without_words_shows_itself() -> None:
    assert vocabulary.word(vocabulary.TITLES, "unheard_of") == "unheard_of"
    assert vocabulary.purpose_words("unheard_of", ON) == "unheard_of"
    assert vocabulary.row_field("line_7") == "line_7"

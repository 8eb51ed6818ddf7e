"""Every code that the credit rules use has words in both languages, and says what can be done."""

import re
from datetime import date
from decimal import Decimal

import pytest
import yaml

from tests.credit.inputs import yuan
from yizhan.credit.knock_out import RULE_CODES
from yizhan.credit.limit import PartCode
from yizhan.credit.need import Step
from yizhan.credit.parameters import FOLDER
from yizhan.credit.reasons import Reason, reason_codes, reason_text
from yizhan.kernel.text import plain

MODULES = ("knock_out", "need", "limit", "pricing", "authority", "application", "diligence", "decision", "products",
           "parameters", "self_assessment", "assessment_effects")
SOURCE = "\n".join((FOLDER / f"{module}.py").read_text(encoding="utf-8") for module in MODULES)
WORDS = yaml.safe_load((FOLDER / "reasons.yaml").read_text(encoding="utf-8"))


def codes_used() -> set[str]:
    """Codes written in the sources, and those that are put together from a rule or a part."""
    written = set(re.findall(r'\b(?:Reason|refuse)\(\s*"([a-z0-9_]+)"', SOURCE))
    outliers = set(re.findall(r'over\("([a-z_]+)"', SOURCE)) | {"sales_fall", "sales_rise"}
    rules = {f"{rule}_{verdict}" for rule in RULE_CODES for verdict in ("unmet", "unknown")}
    parts = {f"{part.value}_below_minimum" for part in PartCode if part is not PartCode.PRODUCT_CAP}
    return written | outliers | rules | parts


def steps_used() -> set[str]:
    return set(re.findall(r'\bStep\("([a-z_]+)"', SOURCE))


def test_every_code_has_words_and_says_what_can_be_done() -> None:
    assert len(codes_used()) > 60  # The search itself must have found the codes.
    silent = [code for code in sorted(codes_used())
              if not all(WORDS.get(code, {}).get(name) for name in ("zh", "en", "action_zh", "action_en"))]
    assert silent == []


def test_every_line_of_a_working_has_words() -> None:
    assert steps_used() and all(WORDS[code]["zh"] and WORDS[code]["en"] for code in steps_used())
    assert Step("need_room", {}).code in steps_used()


def test_no_words_are_kept_for_codes_that_nothing_uses() -> None:
    assert reason_codes() - codes_used() - steps_used() == set()


@pytest.mark.parametrize("code", sorted(WORDS))
def test_both_languages_name_the_same_facts(code: str) -> None:
    words = WORDS[code]
    for one, other in (("zh", "en"), ("action_zh", "action_en")):
        named = [sorted(set(re.findall(r"{(\w+)", words.get(name, "")))) for name in (one, other)]
        assert named[0] == named[1]
        assert one not in words or re.search(r"[\u4e00-\u9fff]", words[one])
        assert other not in words or not re.search(r"[\u4e00-\u9fff]", words[other])


def test_facts_are_filled_in_also_from_their_stored_form() -> None:
    reason = Reason("void_share_unmet", {"share": Decimal("0.261"), "share_max": Decimal("0.25")})
    again = Reason(reason.code, plain(reason.facts))
    assert reason_text(reason).what.en == reason_text(again).what.en
    assert "26.1%" in reason_text(again).what.zh
    limit = Reason("amount_under_minimum", plain({"minimum": yuan(100_000)}))
    assert reason_text(limit).what.en == "The amount is below the least of CNY 100,000.00."


def test_lists_and_dates_read_as_words() -> None:
    allowed = reason_text(Reason("tax_grade_unmet", {"allowed": ("A", "B", "M")})).what.en
    assert "(A, B, M)" in allowed
    assert "2019-08-19" in reason_text(Reason("rate_missing", {"on": date(2019, 8, 19)})).what.zh


def test_a_missing_fact_or_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        reason_text(Reason("void_share_unmet"))
    with pytest.raises(KeyError):
        reason_text(Reason("no_such_code"))


def test_reasons_are_values() -> None:
    assert Reason("a", {"b": 1}) == Reason("a", {"b": 1}) and len({Reason("a", {"b": 1}), Reason("a", {"b": 1})}) == 1

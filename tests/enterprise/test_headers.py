import pytest

from yizhan.enterprise.headers import field_of, header_score, is_totals_row, missing_fields, recognise, tax_free_words, words
from yizhan.kernel.refusal import Refusal

# The header of the tax bureau's export of whole invoices (发票基础信息).
BUREAU = ["序号", "发票代码", "发票号码", "数电发票号码", "销方识别号", "销方名称", "购方识别号", "购买方名称", "开票日期", "金额",
          "税额", "价税合计", "发票来源", "发票票种", "发票状态", "是否正数发票", "发票风险等级", "开票人", "备注"]


def test_the_export_of_the_tax_bureau_is_recognised() -> None:
    columns = recognise(BUREAU)
    assert columns.fields == {"code", "number", "digital_number", "seller_id", "seller_name", "buyer_id", "buyer_name",
                              "issued_on", "net", "tax", "gross", "void", "positive"}
    assert (columns.positions["digital_number"], columns.width) == (3, 19)


@pytest.mark.parametrize(("header", "field"), [
    ("价税合计（元）", "gross"), (" Invoice_No ", "number"), ("*开票日期", "issued_on"), ("金额(万元)", None), ("备注", None)])
def test_blanks_case_and_yuan_do_not_matter_but_other_units_do(header: str, field: str | None) -> None:
    assert field_of(header) == field


def test_two_columns_of_one_field_are_refused() -> None:
    assert recognise(["发票号码", "开票日期", "金额", "不含税金额", "税额"]) == Refusal(
        "columns_repeated", {"field": "net", "headers": "金额, 不含税金额"})


def test_two_of_the_three_amounts_are_enough() -> None:
    assert missing_fields(["number", "issued_on", "net", "gross"]) == []
    assert missing_fields(["digital_number", "net"]) == ["issued_on", "tax", "gross"]


def test_totals_and_words_are_known() -> None:
    assert is_totals_row(["", "合 计:", "5"])
    assert not is_totals_row(["甲合计公司", "5"])
    assert header_score(["发票号码", "金额", "无"]) == 2
    assert words("side")["进项"] == "purchase"
    assert "免税" in tax_free_words()

import io
from datetime import date

import pytest

from tests.enterprise.files import read, refused
from yizhan.enterprise.invoices import InvoiceLine, Side
from yizhan.enterprise.readers.einvoice_xml import open_einvoice  # noqa: F401  (through read_invoices)

SELLER, BUYER = "91350100M000100Y43", "91110000600037341L"


def einvoice(net: str = "100.00", tax: str = "13.00", gross: str = "113.00", before: str = "", name: str = "买方") -> io.BytesIO:
    """The paths of facts section 10."""
    return io.BytesIO(f"""<?xml version="1.0" encoding="UTF-8"?>{before}
<EInvoice><Header><EIid>24312000000012345678</EIid>
<InherentLabel><GeneralOrSpecialVAT><LabelCode>01</LabelCode></GeneralOrSpecialVAT></InherentLabel></Header>
<EInvoiceData>
<SellerInformation><SellerIdNum>{SELLER}</SellerIdNum><SellerName>卖方</SellerName></SellerInformation>
<BuyerInformation><BuyerIdNum>{BUYER}</BuyerIdNum><BuyerName>{name}</BuyerName></BuyerInformation>
<BasicInformation><TotalAmWithoutTax>{net}</TotalAmWithoutTax><TotalTaxAm>{tax}</TotalTaxAm>
<TotalTax-includedAmount>{gross}</TotalTax-includedAmount><RequestTime>2024-05-06 10:20:30</RequestTime></BasicInformation>
<IssuItemInformation><ItemName>服务</ItemName><Amount>{net}</Amount><ComTaxAm>{tax}</ComTaxAm></IssuItemInformation>
</EInvoiceData>
<TaxSupervisionInfo><InvoiceNumber>24312000000012345678</InvoiceNumber><IssueTime>2024-05-06</IssueTime>
</TaxSupervisionInfo></EInvoice>""".encode())


def test_the_side_follows_from_the_own_number() -> None:
    rows, problems = read(einvoice(), own_id=BUYER, side=None)
    assert (rows, problems) == ([InvoiceLine(
        "E1", Side.PURCHASE, "", "24312000000012345678", date(2024, 5, 6), SELLER, "卖方", 10000, 1300, 11300, False, 1)], [])
    rows, _ = read(einvoice(), own_id=SELLER, side=None)
    assert (rows[0].side, rows[0].counterparty_id, rows[0].counterparty_name) == (Side.SALE, BUYER, "买方")


def test_someone_elses_invoice_is_reported() -> None:
    rows, problems = read(einvoice(), own_id="91440300708461136T", side=None)
    assert rows == []
    assert [(problem.code, problem.facts["seller"]) for problem in problems] == [("not_this_enterprise", SELLER)]


def test_totals_must_reconcile_and_a_return_is_negative() -> None:
    _, problems = read(einvoice(gross="114.00"))
    assert [(problem.code, problem.facts["gross_minor"]) for problem in problems] == [("gross_is_not_net_plus_tax", 11400)]
    rows, _ = read(einvoice("-100.00", "-13.00", "-113.00"))
    assert rows[0].gross_minor == -11300


@pytest.mark.parametrize("before", [
    '<!DOCTYPE e [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    '<!DOCTYPE e [<!ENTITY f SYSTEM "file:///etc/passwd">]>', "<!DOCTYPE e>"])
def test_entities_and_document_types_are_refused(before: str) -> None:
    name = "&b;" if "ENTITY b" in before else "&f;" if "SYSTEM" in before else "x"
    assert refused(einvoice(before=before, name=name)).code == "xml_unsafe"


def test_a_script_in_a_name_is_kept_as_text() -> None:
    rows, _ = read(einvoice(name="&lt;script&gt;"))
    assert rows[0].counterparty_name == "<script>"


def test_other_xml_broken_xml_and_a_missing_part_are_refused() -> None:
    assert refused(io.BytesIO(b"<html/>")).code == "file_format_unknown"
    assert refused(io.BytesIO(b"<EInvoice>")).code == "file_damaged"
    cut = einvoice().getvalue().replace(b"IssueTime", b"Other").replace(b"RequestTime", b"Other")
    assert refused(io.BytesIO(cut)).facts["missing"] == "issued_on"


def test_a_huge_document_is_refused_before_it_is_parsed() -> None:
    assert refused(io.BytesIO(b"<EInvoice>" + b" " * 5_000_000)).code == "file_too_large"

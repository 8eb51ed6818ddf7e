"""One 数电票 as XML. Paths as several parsers read them (facts section 10)."""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

import pyarrow as pa

from yizhan.enterprise.headers import missing_fields
from yizhan.enterprise.reader_limits import ReaderLimits
from yizhan.enterprise.readers.reading import RawBatch, Reading
from yizhan.kernel.refusal import Refusal, refuse

_PATHS = {
    "number": ("TaxSupervisionInfo/InvoiceNumber", "Header/EIid"),
    "issued_on": ("TaxSupervisionInfo/IssueTime", "EInvoiceData/BasicInformation/RequestTime"),
    "seller_id": ("EInvoiceData/SellerInformation/SellerIdNum",),
    "seller_name": ("EInvoiceData/SellerInformation/SellerName",),
    "buyer_id": ("EInvoiceData/BuyerInformation/BuyerIdNum",),
    "buyer_name": ("EInvoiceData/BuyerInformation/BuyerName",),
    "net": ("EInvoiceData/BasicInformation/TotalAmWithoutTax",),
    "tax": ("EInvoiceData/BasicInformation/TotalTaxAm",),
    "gross": ("EInvoiceData/BasicInformation/TotalTax-includedAmount",),
}


def open_einvoice(stream: BinaryIO, limits: ReaderLimits) -> Reading | Refusal:
    """The one invoice of the file; document types and entities are refused before they are expanded."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    content = stream.read(limits.xml_bytes_max + 1)
    if len(content) > limits.xml_bytes_max:
        return refuse("file_too_large", size_bytes_max=limits.xml_bytes_max)
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        return refuse("xml_unsafe", reason="document_type")
    except (ParseError, ValueError, LookupError) as error:
        return refuse("file_damaged", kind="xml", detail=str(error)[:200])
    return _reading(root)


def _reading(root: Element) -> Reading | Refusal:
    for element in root.iter():
        element.tag = str(element.tag).rpartition("}")[2]
    invoice = root if root.tag == "EInvoice" else root.find(".//EInvoice")
    if invoice is None:
        return refuse("file_format_unknown", found=root.tag[:80])
    values = {field: value for field, paths in _PATHS.items() if (value := _first(invoice, paths))}
    missing = missing_fields(values)
    if missing:
        return refuse("columns_missing", missing=", ".join(missing), found=", ".join(values))
    return Reading(frozenset(_PATHS), _batch(values))


def _first(invoice: Element, paths: tuple[str, ...]) -> str:
    return next((text for path in paths if (text := (invoice.findtext(path) or "").strip())), "")


def _batch(values: dict[str, str]) -> Iterator[RawBatch]:
    columns = {field: pa.array([values.get(field, "")], pa.string()) for field in _PATHS}
    yield RawBatch(pa.RecordBatch.from_pydict({**columns, "line": pa.array([1], pa.int64())}))

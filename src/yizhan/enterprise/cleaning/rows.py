"""The checked rows of a batch: every reader's columns go through here, so every format obeys the same rules."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yizhan.enterprise import headers
from yizhan.enterprise.cleaning.amounts import Amounts, amounts
from yizhan.enterprise.cleaning.copies import CopyCounter
from yizhan.enterprise.cleaning.dates import dates
from yizhan.enterprise.cleaning.findings import Findings
from yizhan.enterprise.cleaning.numbers import numbers
from yizhan.enterprise.cleaning.parties import Owner, counterparties, enterprises, sides
from yizhan.enterprise.cleaning.texts import bools, mapped, text
from yizhan.enterprise.invoices import InvoiceBatch, invoice_schema

_PARTS = ("net", "tax", "gross")


def clean(raw: pa.RecordBatch, owner: Owner, counter: CopyCounter, text_length_max: int) -> InvoiceBatch:
    """Checked rows of `raw`, whose columns bear field names of headers.yaml and `line`."""
    findings = Findings(raw["line"].to_numpy())
    side = sides(raw, owner, findings)
    code, number = numbers(_text(raw, "code"), _text(raw, "number"), _text(raw, "digital_number"), findings)
    other_id, other_name = counterparties(raw, side)
    net, tax, gross = _money(raw, findings)
    columns = [
        enterprises(raw, owner, findings), side, code, number, dates(raw["issued_on"], "issued_on", findings),
        other_id, other_name, pa.array(net), pa.array(tax), pa.array(gross), _void(raw, findings), raw["line"],
    ]
    for name, column in (("enterprise", columns[0]), ("counterparty_id", other_id), ("counterparty_name", other_name)):
        findings.report(bools(pc.greater(pc.utf8_length(column), text_length_max)), name, "text_too_long", column)
    facts = pa.RecordBatch.from_arrays(columns, names=invoice_schema().names[: len(columns)])
    good = facts if not findings.bad.any() else facts.filter(pa.array(~findings.bad))
    return InvoiceBatch(identified(good, counter), findings.problems(), raw.num_rows)


def identified(facts: pa.RecordBatch, counter: CopyCounter) -> pa.RecordBatch:
    """Rows of checked facts with their fingerprint and the number of the copy."""
    return pa.RecordBatch.from_arrays([*facts.columns, *counter.columns(facts)], schema=invoice_schema())


def _text(raw: pa.RecordBatch, field: str) -> pa.StringArray:
    return text(raw[field]) if field in raw.schema.names else pa.repeat("", raw.num_rows)


def _void(raw: pa.RecordBatch, findings: Findings) -> pa.BooleanArray:
    if "void" not in raw.schema.names:
        return pa.repeat(False, raw.num_rows)
    if pa.types.is_boolean(raw["void"].type):
        return pc.fill_null(raw["void"], False)
    found = mapped(raw["void"], headers.words("void"))
    findings.report(bools(found.is_null()), "void", "status_unknown", text(raw["void"]))
    return pc.fill_null(pc.equal(found, "yes"), False)


def _money(raw: pa.RecordBatch, findings: Findings) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Net, tax and gross in fen; the one that is not stated is computed, and returns become negative."""
    none = Amounts(np.zeros(raw.num_rows, np.int64), np.zeros(raw.num_rows, bool))
    free = headers.tax_free_words()
    net, tax, gross = (
        amounts(raw[field], field, findings, free if field == "tax" else frozenset())
        if field in raw.schema.names else none for field in _PARTS
    )
    lacking = net.stated.astype(int) + tax.stated + gross.stated < 2
    findings.report(lacking, "net", "amount_missing")
    net_minor = np.where(net.stated, net.minor, gross.minor - tax.minor)
    tax_minor = np.where(tax.stated, tax.minor, gross.minor - net.minor)
    gross_minor = np.where(gross.stated, gross.minor, net.minor + tax.minor)
    tax_minor = _mend_tax_sign(net_minor, tax_minor, gross_minor, findings)
    values = {"net_minor": net_minor, "tax_minor": tax_minor, "gross_minor": gross_minor}
    unequal = (net_minor + tax_minor != gross_minor) & ~findings.bad
    findings.report(unequal, "gross", "gross_is_not_net_plus_tax", values)
    return _mend_return_sign(raw, net_minor, tax_minor, gross_minor, findings)


def _mend_tax_sign(net: np.ndarray, tax: np.ndarray, gross: np.ndarray, findings: Findings) -> np.ndarray:
    """Some exports write the tax of a return without its sign; the gross amount shows it."""
    unsigned = (net < 0) & (tax > 0) & (net + tax != gross) & (net - tax == gross) & ~findings.bad
    findings.report(unsigned, "tax", "tax_sign_mended", {"tax_minor": tax}, row_kept=True)
    return np.where(unsigned, -tax, tax)


def _mend_return_sign(
    raw: pa.RecordBatch, net: np.ndarray, tax: np.ndarray, gross: np.ndarray, findings: Findings
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where a list marks returns in a column and writes them without a sign, they become negative."""
    if "positive" not in raw.schema.names:
        return net, tax, gross
    meaning = mapped(raw["positive"], headers.words("positive"))
    findings.report(bools(meaning.is_null()), "positive", "positive_word_unknown", text(raw["positive"]))
    unsigned = bools(pc.equal(meaning, "no")) & (gross > 0) & ~findings.bad
    findings.report(unsigned, "gross", "return_sign_mended", {"gross_minor": gross}, row_kept=True)
    sign = np.where(unsigned, -1, 1)
    return net * sign, tax * sign, gross * sign


def nothing() -> pa.RecordBatch:
    """A batch of no rows."""
    return pa.RecordBatch.from_pylist([], schema=invoice_schema())

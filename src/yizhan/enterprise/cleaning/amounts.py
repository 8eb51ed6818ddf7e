"""Amounts in yuan, as decimal text or typed columns, to exact fen."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yizhan.enterprise.cleaning.findings import Findings
from yizhan.enterprise.cleaning.texts import bools, text

AMOUNT_MINOR_MAX = 10**14
_PATTERN = (r"^(?P<open>\(?)(?P<sign>[+-]?)(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)"
            r"(?:\.(?P<part>[0-9]*))?(?P<close>\)?)$")
# A float holds 15 digits; what lies further from a whole fen than this was never an amount in fen.
_FLOAT_TOLERANCE = 0.01


class Amounts(NamedTuple):
    """Fen of every row, and whether the row states the amount at all."""

    minor: np.ndarray
    stated: np.ndarray


def amounts(column: pa.Array, field: str, findings: Findings, zero_words: frozenset[str] = frozenset()) -> Amounts:
    """Fen of a column; reports `amount_malformed`, `amount_decimals`, `amount_too_large`, `formula_cell`."""
    if pa.types.is_floating(column.type):
        return _of_floats(column, field, findings)
    return _of_text(text(column), field, findings, zero_words)


def _of_floats(column: pa.Array, field: str, findings: Findings) -> Amounts:
    stated = bools(column.is_valid())
    yuan = pc.fill_null(column, 0.0).to_numpy(zero_copy_only=False).astype(np.float64)
    finite = np.isfinite(yuan)
    findings.report(~finite, field, "amount_malformed", column)
    scaled = np.where(finite, yuan, 0.0) * 100
    large = np.abs(scaled) > AMOUNT_MINOR_MAX
    findings.report(large, field, "amount_too_large", column)
    scaled = np.where(large, 0.0, scaled)
    whole = np.rint(scaled)
    findings.report(np.abs(scaled - whole) > _FLOAT_TOLERANCE, field, "amount_decimals", column)
    return Amounts(whole.astype(np.int64), stated & finite)


def _of_text(column: pa.StringArray, field: str, findings: Findings, zero_words: frozenset[str]) -> Amounts:
    plain = pc.replace_substring_regex(column, r"[¥元\s]", "")
    plain = pc.replace_substring(plain, "−", "-")
    if zero_words:
        plain = pc.if_else(pc.is_in(plain, pa.array(sorted(zero_words))), "0", plain)
    stated = bools(pc.not_equal(plain, ""))
    parts = pc.extract_regex(plain, _PATTERN)
    parsed = bools(parts.is_valid())
    groups = {name: pc.fill_null(pc.struct_field(parts, name), "") for name in ("open", "sign", "whole", "part", "close")}
    parsed &= bools(pc.equal(pc.binary_length(groups["open"]), pc.binary_length(groups["close"])))
    formula = bools(pc.starts_with(plain, "="))
    findings.report(formula, field, "formula_cell", column)
    findings.report(stated & ~parsed & ~formula, field, "amount_malformed", column)
    whole = pc.utf8_ltrim(pc.replace_substring(groups["whole"], ",", ""), "0")
    large = parsed & bools(pc.greater(pc.binary_length(whole), 12))
    findings.report(large, field, "amount_too_large", column)
    precise = bools(pc.match_substring_regex(groups["part"], "^[0-9]{0,2}0*$"))
    findings.report(parsed & ~precise, field, "amount_decimals", column)
    usable = parsed & precise & ~large
    fraction = pc.utf8_rpad(pc.utf8_slice_codeunits(groups["part"], 0, 2), 2, "0")
    digits = pc.if_else(pa.array(usable), pc.binary_join_element_wise(whole, fraction, ""), "0")
    minor = digits.cast(pa.int64()).to_numpy(zero_copy_only=False)
    negative = bools(pc.or_(pc.equal(groups["sign"], "-"), pc.equal(groups["open"], "(")))
    return Amounts(np.where(negative, -minor, minor), stated)

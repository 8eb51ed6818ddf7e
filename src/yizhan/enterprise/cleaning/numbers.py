"""Invoice codes and numbers, with the zeros put back that spreadsheets drop."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yizhan.enterprise.cleaning.findings import Findings
from yizhan.enterprise.cleaning.texts import bools

DIGITAL_LENGTH = 20
_NUMBER_LENGTH = 8


def numbers(
    code: pa.StringArray, number: pa.StringArray, digital: pa.StringArray, findings: Findings
) -> tuple[pa.StringArray, pa.StringArray]:
    """Code and number in normal spelling; the code of a 20-digit number (数电票) is dropped.

    Reports `number_missing`, `number_in_exponent_form` (a spreadsheet cut its digits), `number_malformed`,
    `code_malformed`, `formula_cell`. A VAT code has 10 or 12 digits and a number 8, so a shorter one lost zeros.
    """
    number = pc.if_else(pc.equal(digital, ""), number, digital)
    digits = bools(pc.utf8_is_digit(number))
    length = pc.utf8_length(number).to_numpy(zero_copy_only=False)
    if not (digits & (length <= DIGITAL_LENGTH)).all():
        _report_numbers(number, findings)
    is_digital = digits & (length == DIGITAL_LENGTH)
    return _codes(code, is_digital, findings), _padded(number, _NUMBER_LENGTH, digits & (length < _NUMBER_LENGTH))


def _report_numbers(number: pa.StringArray, findings: Findings) -> None:
    empty = bools(pc.equal(number, ""))
    formula = bools(pc.starts_with(number, "="))
    exponent = bools(pc.match_substring_regex(number, r"^[0-9.]+[eE]\+?[0-9]+$"))
    sound = bools(pc.match_substring_regex(number, r"^[0-9A-Za-z-]{1,30}$"))
    findings.report(empty, "number", "number_missing")
    findings.report(formula, "number", "formula_cell", number)
    findings.report(exponent, "number", "number_in_exponent_form", number)
    findings.report(~sound & ~empty & ~formula & ~exponent, "number", "number_malformed", number)


def _codes(code: pa.StringArray, is_digital: np.ndarray, findings: Findings) -> pa.StringArray:
    if not pc.any(pc.not_equal(code, ""), min_count=0).as_py():
        return code
    code = pc.if_else(pa.array(is_digital), "", code)
    sound = bools(pc.match_substring_regex(code, r"^(?:|[0-9]{9,12})$"))
    findings.report(~sound, "code", "code_malformed", code)
    length = pc.utf8_length(code).to_numpy(zero_copy_only=False)
    return _padded(_padded(code, 10, length == 9), 12, length == 11)


def _padded(column: pa.StringArray, width: int, where: np.ndarray) -> pa.StringArray:
    if not where.any():
        return column
    return pc.if_else(pa.array(where), pc.utf8_lpad(column, width, "0"), column)

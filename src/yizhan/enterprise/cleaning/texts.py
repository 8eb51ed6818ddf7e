"""Text columns in one spelling: NFKC, no control characters, no outer or doubled blanks, empty instead of null."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_CONTROL = r"[\p{Cc}\p{Cf}\s]+"
# Spreadsheets are told with ="043" or a leading apostrophe that digits are text.
_AS_TEXT = r'^(?:="([^"]*)"|\'(.*))$'
_EXACT_FLOAT_MAX = 1e15


def text(column: pa.Array) -> pa.StringArray:
    """Any column as normalised text without nulls."""
    if pa.types.is_dictionary(column.type):
        return _of_dictionary(column)
    if pa.types.is_floating(column.type):
        column = _whole_numbers(column)
    plain = pc.fill_null(column.cast(pa.string()), "")
    return plain if pa.types.is_integer(column.type) else _normalised(plain)


def mapped(column: pa.Array, meanings: Mapping[str, str]) -> pa.StringArray:
    """The meaning of every word, null where the word is unknown. Words are compared in lower case."""
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    known = [meanings.get(word.lower()) for word in text(encoded.dictionary).to_pylist()]
    found = pa.array(known, pa.string()).take(encoded.indices)
    return pc.if_else(encoded.is_null(), pa.scalar(meanings.get(""), pa.string()), found)


def bools(mask: pa.Array) -> np.ndarray:
    """An Arrow mask as numpy, null as False."""
    return pc.fill_null(mask, False).to_numpy(zero_copy_only=False)


def _of_dictionary(column: pa.DictionaryArray) -> pa.StringArray:
    return pc.fill_null(text(column.dictionary).take(column.indices), "")


def _whole_numbers(column: pa.Array) -> pa.Array:
    """Numbers that a spreadsheet keeps as floats; beyond 15 digits they stay in exponent form and are refused later."""
    exact = bools(pc.and_(pc.equal(pc.floor(column), column), pc.less(pc.abs(column), _EXACT_FLOAT_MAX)))
    if exact.all():
        return column.cast(pa.int64())
    return pa.array([None if value is None else str(int(value)) if whole else repr(value)
                     for value, whole in zip(column.to_pylist(), exact, strict=True)], pa.string())


def _normalised(column: pa.StringArray) -> pa.StringArray:
    if not pc.all(pc.string_is_ascii(column), min_count=0).as_py():
        column = pc.utf8_normalize(column, form="NFKC")
    column = pc.replace_substring_regex(column, _CONTROL, " ")
    column = pc.utf8_trim_whitespace(column)
    return pc.replace_substring_regex(column, _AS_TEXT, r"\1\2")

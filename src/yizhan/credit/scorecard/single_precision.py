"""Single-precision numbers without numpy: rounding, neighbours, and the double that splits where a float32
cut does.

A value is compared with a cut after rounding to float32 (nearest, ties to even). An engine that holds
doubles compares the double with `threshold(cut)` instead and gets the same answer for every value, so no
engine needs a cast that may overflow (PostgreSQL refuses 1e300::real).
"""

import math
import struct

LARGEST_SINGLE = 3.4028234663852886e38
_BEYOND = 2.0**128


def round_to_single(value: float) -> float:
    """The nearest float32 as a float; what lies beyond the range becomes an infinity. -0.0 becomes 0.0."""
    try:
        return struct.unpack("<f", struct.pack("<f", value))[0] + 0.0
    except OverflowError:
        return math.copysign(math.inf, value)


def next_up(value: float) -> float:
    """The float32 above a finite float32; 2.0**128 above the largest, which is where rounding up would lead.
    """
    if value == LARGEST_SINGLE:
        return _BEYOND
    return -next_down(-value) if value < 0 else _from_bits(_bits(value + 0.0) + 1)


def next_down(value: float) -> float:
    """The float32 below a finite float32; -2.0**128 below the smallest."""
    if value > 0:
        return _from_bits(_bits(value) - 1)
    if value == -LARGEST_SINGLE:
        return -_BEYOND
    return -_from_bits(_bits(-value + 0.0) + 1)


def threshold(cut: float) -> float:
    """The smallest double that rounds to a float32 ≥ `cut`: for doubles x, float32(x) >= cut exactly if x >=
    threshold."""
    middle = (next_down(cut) + cut) / 2.0
    tie_goes_to_cut = _bits(abs(cut)) % 2 == 0
    return middle if tie_goes_to_cut else math.nextafter(middle, math.inf)


def upper_threshold(code: float) -> float:
    """The smallest double above `code` that no longer rounds to it: equality with a code is threshold <= x <
    this."""
    above = next_up(code)
    middle = (code + above) / 2.0
    tie_goes_to_code = _bits(abs(code)) % 2 == 0
    return math.nextafter(middle, math.inf) if tie_goes_to_code else middle


def shortest(value: float) -> float:
    """The float with the fewest digits that rounds to the same float32: 0.1 rather than 0.10000000149011612.
    """
    for digits in range(1, 10):
        candidate = float(f"{value:.{digits}g}")
        if round_to_single(candidate) == value:
            return candidate
    return value


def _bits(value: float) -> int:
    return struct.unpack("<I", struct.pack("<f", value))[0]


def _from_bits(bits: int) -> float:
    return struct.unpack("<f", struct.pack("<I", bits))[0]

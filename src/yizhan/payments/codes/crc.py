"""The checksum of EMVCo merchant codes: CRC-16/CCITT-FALSE (facts 4.2.2)."""

import binascii


def crc16(text: str) -> str:
    """Polynomial 0x1021, start 0xFFFF, nothing reflected, over the UTF-8 bytes; four upper-case hex digits.

    `crc_hqx` of the standard library is this polynomial; only its start differs.
    """
    return f"{binascii.crc_hqx(text.encode(), 0xFFFF):04X}"

"""The checksum of merchant codes."""

from yizhan.payments.codes.crc import crc16


def test_the_published_check_value() -> None:
    """E20."""
    assert crc16("123456789") == "29B1"


def test_the_checksum_is_over_utf_8_and_has_four_digits() -> None:
    assert crc16("") == "FFFF"
    assert all(len(crc16(text)) == 4 for text in ("北京", "\x00", "a" * 512))

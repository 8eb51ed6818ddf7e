"""Messages that tests share: the payment of E2, 309.00 with a published test number."""

from datetime import UTC, datetime

from yizhan.kernel.money import Money
from yizhan.payments.messages.authorisation import AuthorisationRequest, Terminal
from yizhan.payments.messages.exchange import Key, local_stamp, transmission_stamp

NOW = datetime(2026, 11, 23, 8, 45, 12, tzinfo=UTC)
KEY = Key(transmission_stamp(NOW), 124, "12345678901", "632708000124")
TERMINAL = Terminal("5812", "T0000001", "M000000001", "TEA STALL 01           SHENZHEN      CN")
REQUEST = AuthorisationRequest(
    KEY, "4111111111111111", "2912", Money.of("309.00"), local_stamp(NOW), TERMINAL, entry_mode="010", condition_code="59")

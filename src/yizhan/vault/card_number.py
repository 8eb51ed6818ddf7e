"""A card number in memory: it shows itself masked, is never copied into a file by accident, and is given out by one named call."""

DIGITS_MIN, DIGITS_MAX = 12, 19
LAST_SHOWN = 4
BIN_SHORT, BIN_LONG = 6, 8
# With eight digits in front, shorter numbers would hide too little (PCI DSS 3.4.1 and its guidance on shorter numbers).
BIN_LONG_FROM = 16


class CardNumber:
    """The digits of a card. Raises ValueError, without the text, for anything that is not 12 to 19 digits."""

    __slots__ = ("_digits",)

    def __init__(self, digits: str) -> None:
        if not (digits.isascii() and digits.isdigit() and DIGITS_MIN <= len(digits) <= DIGITS_MAX):
            raise ValueError(f"a card number has {DIGITS_MIN} to {DIGITS_MAX} digits")
        self._digits = digits

    def reveal(self) -> str:
        """The digits, for a message to the scheme and nothing else."""
        return self._digits

    def masked(self, bin_digits: int = BIN_SHORT) -> str:
        """First digits and the last four, the rest as stars; eight digits in front only where the number is long enough."""
        shown = BIN_LONG if bin_digits == BIN_LONG and len(self._digits) >= BIN_LONG_FROM else BIN_SHORT
        return self._digits[:shown] + "*" * (len(self._digits) - shown - LAST_SHOWN) + self._digits[-LAST_SHOWN:]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CardNumber) and other._digits == self._digits

    def __hash__(self) -> int:
        return hash(self._digits)

    def __repr__(self) -> str:
        return f"CardNumber({self.masked()})"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a card number is not pickled; seal it")

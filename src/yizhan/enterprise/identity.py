"""The unified social credit code (统一社会信用代码, USCC) of GB 32100-2015: 18 characters, the last a check digit."""

from dataclasses import dataclass

from stdnum.cn import uscc as standard

from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import normalise

LENGTH = 18
# GB 32100 leaves out I, O, S, V and Z, which are misread as digits.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True, slots=True)
class Uscc:
    """A code whose length, alphabet, region digits and check digit hold; `code` is in capitals without blanks."""

    code: str

    @property
    def authority(self) -> str:
        """The registering authority: 9 is market regulation, 1 public institutions, 5 civil affairs."""
        return self.code[0]

    @property
    def region(self) -> str:
        """Six digits of the administrative division of first registration."""
        return self.code[2:8]

    @property
    def organisation(self) -> str:
        """The nine characters of the organisation code (GB 11714)."""
        return self.code[8:17]

    def __str__(self) -> str:
        return self.code


def parse_uscc(text: str) -> Uscc | Refusal:
    """The code in normal spelling, or what is wrong with it.

    Full-width characters, lower case, blanks and hyphens are mended. Refusals:
    `uscc_empty`; `uscc_length` (length, expected); `uscc_character` (character, position from 1);
    `uscc_region` (region: positions 3 to 8 must be digits); `uscc_check_digit` (found, expected).
    """
    code = normalise(text).upper().replace(" ", "").replace("-", "")
    if not code:
        return refuse("uscc_empty")
    if len(code) != LENGTH:
        return refuse("uscc_length", length=len(code), expected=LENGTH)
    for position, character in enumerate(code, 1):
        if character not in ALPHABET:
            return refuse("uscc_character", character=character, position=position)
    # The library also wants digits in positions 1 and 2; the standard gives letters there (A, N, Y), so only its
    # check digit is used.
    if not code[2:8].isdigit():
        return refuse("uscc_region", region=code[2:8])
    expected = standard.calc_check_digit(code[:17])
    if code[17] != expected:
        return refuse("uscc_check_digit", found=code[17], expected=expected)
    return Uscc(code)

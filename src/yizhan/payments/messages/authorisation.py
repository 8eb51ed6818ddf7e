"""Authorisation: 0100 asks the issuer, 0101 asks the same again, 0110 answers both. An amount of zero only checks the card (binding)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from yizhan.kernel.money import Money
from yizhan.payments.messages.codec import MessageError, encode
from yizhan.payments.messages.exchange import Key, amount_fields, amount_of, key_of, need

REQUEST, REPEAT, RESPONSE = "0100", "0101", "0110"
PURCHASE = "000000"
CHINA = "156"
# Sub-fields of DE 48, tag and length of two digits each, as Mastercard has them (an assumption for the other schemes): the indicator of
# an authentication (ECI), its proof (here in hexadecimal), the security code.
ECI_TAG, PROOF_TAG, SECURITY_CODE_TAG = "42", "43", "92"
TAGS = (ECI_TAG, PROOF_TAG, SECURITY_CODE_TAG)


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where the payment is made: DE 18, 41, 42 and 43 (name and location in 40 characters)."""

    category_code: str
    terminal_id: str
    merchant_id: str
    name_and_location: str

    def fields(self) -> dict[str, str]:
        """The fields, padded with blanks to their length."""
        return {"18": self.category_code, "41": self.terminal_id.ljust(8), "42": self.merchant_id.ljust(15),
                "43": self.name_and_location.ljust(40)}

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "Terminal":
        """The fields without their padding."""
        return cls(need(fields, "18"), *(need(fields, number).rstrip() for number in ("41", "42", "43")))


@dataclass(frozen=True, slots=True)
class AuthorisationRequest:
    """0100, or 0101 where it is a repeat. `expiry` is YYMM, `local` MMDDhhmmss in Shanghai. What identifies the card is never printed."""

    key: Key
    card_number: str = field(repr=False)
    expiry: str = field(repr=False)
    amount: Money
    local: str
    terminal: Terminal
    entry_mode: str
    condition_code: str
    processing_code: str = PURCHASE
    security_code: str | None = field(default=None, repr=False)
    eci: str | None = None
    proof: str | None = field(default=None, repr=False)
    is_repeat: bool = False

    def to_wire(self) -> bytes:
        """The bytes of the message; MessageError where a part does not fit its field."""
        fields = {
            "2": self.card_number, "3": self.processing_code, **amount_fields(self.amount), **self.key.fields(),
            "12": self.local[4:], "13": self.local[:4], "14": self.expiry, **self.terminal.fields(), "19": CHINA,
            "22": self.entry_mode, "25": self.condition_code,
        }
        if private := self._private():
            fields["48"] = private
        return encode(REPEAT if self.is_repeat else REQUEST, fields)

    def _private(self) -> str:
        parts = zip(TAGS, (self.eci, self.proof and self.proof.encode().hex(), self.security_code), strict=True)
        return "".join(f"{tag}{len(text):02d}{text}" for tag, text in parts if text is not None)

    def without_security_code(self) -> "AuthorisationRequest":
        """The request as it may wait or be kept: the security code is for the first sending only."""
        return replace(self, security_code=None)

    @property
    def repeated(self) -> "AuthorisationRequest":
        """The same question asked again, under the same key: the scheme answers it from what it has recorded."""
        return replace(self.without_security_code(), is_repeat=True)


@dataclass(frozen=True, slots=True)
class AuthorisationResponse:
    """0110. `billing` is what the issuer will bill the card's holder, where it says so (DE 6 and 51)."""

    key: Key
    response_code: str
    amount: Money
    approval_code: str | None = None
    billing: Money | None = None

    def to_wire(self) -> bytes:
        """The bytes of the message."""
        fields = {**self.key.fields(), **amount_fields(self.amount), "39": self.response_code}
        if self.approval_code is not None:
            fields["38"] = self.approval_code
        if self.billing is not None:
            fields |= amount_fields(self.billing, "6", "51")
        return encode(RESPONSE, fields)


def read_request(fields: Mapping[str, str], is_repeat: bool = False) -> AuthorisationRequest:
    """A 0100 or 0101 from its fields; MessageError names what is missing."""
    private = _parts(fields.get("48"))
    return AuthorisationRequest(
        key_of(fields), need(fields, "2"), need(fields, "14"), amount_of(fields), need(fields, "13") + need(fields, "12"),
        Terminal.of(fields), need(fields, "22"), need(fields, "25"), need(fields, "3"),
        _digits(private.get(SECURITY_CODE_TAG)), _digits(private.get(ECI_TAG)), _proof(private.get(PROOF_TAG)), is_repeat)


def read_response(fields: Mapping[str, str]) -> AuthorisationResponse:
    """A 0110 from its fields. A currency of billing that is not handled here leaves `billing` empty: it only informs."""
    billing = None
    if "6" in fields and "51" in fields:
        try:
            billing = amount_of(fields, "6", "51")
        except MessageError:
            billing = None
    return AuthorisationResponse(key_of(fields), need(fields, "39"), amount_of(fields), fields.get("38"), billing)


def _parts(private: str | None) -> dict[str, str]:
    """The sub-fields; none where the field begins with something that is not ours."""
    parts: dict[str, str] = {}
    rest = private if private is not None and private[:2] in TAGS else ""
    while rest:
        tag, length, rest = rest[:2], rest[2:4], rest[4:]
        if not (length.isascii() and length.isdigit()) or tag in parts or len(rest) < int(length):
            raise MessageError("48", "malformed")
        parts[tag], rest = rest[: int(length)], rest[int(length) :]
    return parts


def _digits(text: str | None) -> str | None:
    if text is not None and not (text.isascii() and text.isdigit()):
        raise MessageError("48", "malformed")
    return text


def _proof(text: str | None) -> str | None:
    try:
        return text and bytes.fromhex(text).decode("ascii")
    except ValueError:
        raise MessageError("48", "malformed") from None

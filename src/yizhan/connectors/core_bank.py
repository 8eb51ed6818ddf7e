"""Client of the core bank's transfer interface.

    POST /v1/transfers                {reference, amount_minor, currency, payee_name, payee_account, payee_bank, purpose}
    GET  /v1/transfers/{reference}

Each request is signed: `X-Signature` is the hex HMAC-SHA256, under the shared key, of method, path, `X-Timestamp` (seconds) and body,
joined by line feeds; a timestamp more than five minutes off is refused. `reference` is the idempotency key: the same reference
with the same content gives the first answer again, with other content it is refused (409).

Answers are values: accepted, rejected with a code, or unknown. Unknown means that nobody knows yet whether money moved:
ask again by `query`, or send the same reference again; never a new one.
"""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from enum import StrEnum

import httpx

from yizhan.kernel.money import Money


class TransferState(StrEnum):
    """What the core bank says of a transfer."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment to outside; `reference` at most 40 characters."""

    reference: str
    amount: Money
    payee_name: str
    payee_account: str
    payee_bank: str
    purpose: str


@dataclass(frozen=True, slots=True)
class TransferAnswer:
    """The outcome as far as it is known; `code` says why for a rejection, or what went wrong for an unknown."""

    state: TransferState
    bank_reference: str = ""
    code: str = ""


def sign(key: str, method: str, path: str, timestamp: str, body: bytes) -> str:
    """The signature of one request, 64 hex digits."""
    message = b"\n".join((method.encode(), path.encode(), timestamp.encode(), body))
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()


class CoreBank:
    """A connection to one core bank; safe to use from one thread at a time."""

    def __init__(self, base_url: str, key: str, timeout_s: float = 5.0) -> None:
        self._key = key
        self._client = httpx.Client(base_url=base_url, timeout=timeout_s, trust_env=False)

    def close(self) -> None:
        """Give the connection back."""
        self._client.close()

    def send(self, transfer: Transfer) -> TransferAnswer:
        """Order a transfer. Sending the same reference again is safe."""
        body = json.dumps(
            {
                "reference": transfer.reference,
                "amount_minor": transfer.amount.amount_minor,
                "currency": transfer.amount.currency,
                "payee_name": transfer.payee_name,
                "payee_account": transfer.payee_account,
                "payee_bank": transfer.payee_bank,
                "purpose": transfer.purpose,
            },
            ensure_ascii=False,
            sort_keys=True,
        ).encode()
        return self._call("POST", "/v1/transfers", body)

    def query(self, reference: str) -> TransferAnswer:
        """What became of a transfer. "not_found" means that the core bank never saw the reference."""
        return self._call("GET", f"/v1/transfers/{reference}", b"")

    def _call(self, method: str, path: str, body: bytes) -> TransferAnswer:
        timestamp = str(int(time.time()))
        headers = {
            "X-Timestamp": timestamp,
            "X-Signature": sign(self._key, method, path, timestamp, body),
            "Content-Type": "application/json",
        }
        try:
            response = self._client.request(method, path, content=body, headers=headers)
        except httpx.HTTPError as error:
            return TransferAnswer(TransferState.UNKNOWN, code=type(error).__name__)
        return _answer(response)


def _answer(response: httpx.Response) -> TransferAnswer:
    """An answer that we do not understand is unknown: it must never be taken for a rejection."""
    try:
        content = response.json()
        state, code = content.get("state", ""), str(content.get("code", ""))
    except (ValueError, AttributeError):
        return TransferAnswer(TransferState.UNKNOWN, code=f"http_{response.status_code}")
    if response.status_code == 200 and state in (TransferState.ACCEPTED, TransferState.REJECTED):
        return TransferAnswer(TransferState(state), str(content.get("bank_reference", "")), code)
    return TransferAnswer(TransferState.UNKNOWN, code=code or f"http_{response.status_code}")

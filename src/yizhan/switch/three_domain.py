"""The client of a 3-D Secure directory server. Whatever goes wrong on the way is a status, U: a traveller is never lost to an exception."""

from dataclasses import dataclass
from urllib.parse import quote

import httpx

from yizhan.kernel.money import Money
from yizhan.payments.three_domain import Authentication, TransStatus

UNAVAILABLE = Authentication(TransStatus.UNAVAILABLE)
ANSWER_BYTES_MAX = 16_384


@dataclass(frozen=True, slots=True)
class AuthenticationRequest:
    """Who pays what, and where the holder comes back to after a challenge. The number itself is not part of it, `masked` is."""

    reference: str
    scheme: str
    masked: str
    amount: Money
    merchant_name: str
    return_url: str
    language: str = "en"


class DirectoryClient:
    """Asks one directory server. The key proves who asks."""

    def __init__(self, url: str, key: str, timeout_s: float = 5.0) -> None:
        self._client = httpx.AsyncClient(base_url=url, timeout=timeout_s, headers={"Authorization": f"Bearer {key}"})

    async def authenticate(self, request: AuthenticationRequest) -> Authentication:
        """Begin an authentication: done without the holder, a challenge, refused, or unavailable."""
        body = {
            "reference": request.reference, "scheme": request.scheme, "masked": request.masked, "merchant_name": request.merchant_name,
            "amount_minor": request.amount.amount_minor, "currency": request.amount.currency, "return_url": request.return_url,
            "language": request.language,
        }
        return await self._ask("POST", "/authenticate", body)

    async def result(self, transaction: str) -> Authentication:
        """How an authentication stands; C while the holder has not answered."""
        return await self._ask("GET", f"/results/{quote(transaction, safe='')}")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _ask(self, method: str, path: str, body: dict | None = None) -> Authentication:
        try:
            response = await self._client.request(method, path, json=body)
            if response.status_code != httpx.codes.OK or len(response.content) > ANSWER_BYTES_MAX:
                return UNAVAILABLE
            return _read(response.json())
        except (httpx.HTTPError, ValueError):
            return UNAVAILABLE


def _read(answer: object) -> Authentication:
    """An answer of the server; ValueError for one that is none."""
    if not isinstance(answer, dict):
        raise ValueError("no object")
    texts = {name: answer.get(name) or "" for name in ("transaction", "eci", "cavv", "challenge_url")}
    if not all(isinstance(text, str) for text in texts.values()):
        raise ValueError("a part is no text")
    challenge_url = texts["challenge_url"]
    if challenge_url and not challenge_url.startswith(("https://", "http://")):
        raise ValueError("no address")
    return Authentication(TransStatus(answer.get("trans_status")), texts["transaction"], texts["eci"], texts["cavv"], challenge_url)

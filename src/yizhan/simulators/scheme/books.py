"""What the scheme holds of each exchange: the same question gets the same answer, a reversal takes back once."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from yizhan.kernel.money import Money
from yizhan.payments.messages.authorisation import AuthorisationRequest, AuthorisationResponse
from yizhan.payments.messages.reversal import Reversal, ReversalResponse
from yizhan.simulators.scheme import journal as kinds
from yizhan.simulators.scheme.issuer import APPROVED, REFUSED, Issuers
from yizhan.simulators.scheme.journal import Line, SchemeJournal, key_text, read_lines

REFUND = "20"
# Older exchanges are forgotten here (not in the journal), so that a scheme that runs for weeks does not grow.
REMEMBERED_MAX = 400_000


@dataclass(slots=True)
class Held:
    """One authorisation. `code` is empty for one that was only heard of by its reversal."""

    code: str
    reversal: str = ""


class SchemeBooks:
    """Decides and writes down. `today` is the scheme's day."""

    def __init__(self, issuers: Issuers, journal_path: Path | None) -> None:
        self._issuers = issuers
        self._held: dict[str, Held] = {}
        self._tried: dict[str, None] = {}
        for line in read_lines(journal_path) if journal_path else ():
            self._remember(line)
        self.journal = SchemeJournal(journal_path)

    def authorise(self, request: AuthorisationRequest, today: date) -> AuthorisationResponse | None:
        """Answer a 0100; the same once more is answered as before. A 0101 is too, but for a fault that has ended; None: no answer."""
        key = key_text(request.key)
        held = self._held.get(key)
        if held is None:
            code = self._issuers.code(request, request.key.reference not in self._tried, today)
            self._book(request, code)
        elif request.is_repeat and not held.reversal:
            code = self._issuers.code_of_repeat(request, held.code)
            if code not in ("", held.code):
                self._book(request, code)
        else:
            # Its reversal overtook it: nothing may be charged any more.
            code = held.code or REFUSED
        return self._answer(request, code, today) if code else None

    def reverse(self, reversal: Reversal) -> ReversalResponse:
        """Answer a 0400 or 0420, or a repeat; taken back once."""
        original = reversal.original
        key = f"{original.transmitted}-{original.stan:06d}-{original.acquirer_id}"
        held = self._held.get(key)
        own = key_text(reversal.key)
        if held is None or held.reversal != own:
            self._take(Line(kinds.REVERSED, key, reversal.key.reference, reversal.amount.amount_minor, reversal.amount.currency,
                            reversal.reason, _masked(reversal.card_number), own))
        return ReversalResponse(reversal.type.answer, reversal.key, APPROVED)

    def note_fault(self, name: str, request: AuthorisationRequest | Reversal) -> None:
        """Write down that a fault was played, so that a run can prove its faults."""
        self.journal.note(Line(kinds.FAULT, key_text(request.key), request.key.reference, 0, request.amount.currency, detail=name))

    def _book(self, request: AuthorisationRequest, code: str) -> None:
        amount = self._issuers.held(code, request.amount) or request.amount
        self._take(Line(self._kind(request, code), key_text(request.key), request.key.reference, amount.amount_minor, amount.currency,
                        code, _masked(request.card_number)))

    def _take(self, line: Line) -> None:
        self._remember(line)
        self.journal.note(line)

    def _remember(self, line: Line) -> None:
        if line.kind == kinds.FAULT:
            return
        if line.kind == kinds.REVERSED:
            held = self._held.setdefault(line.key, Held(""))
            held.reversal = held.reversal or line.detail
        else:
            self._held[line.key] = Held(line.code)
            if line.code != APPROVED:
                self._tried[line.reference] = None
        for known in (self._held, self._tried):
            if len(known) > REMEMBERED_MAX:
                del known[next(iter(known))]

    def _kind(self, request: AuthorisationRequest, code: str) -> str:
        if self._issuers.held(code, request.amount) is None:
            return kinds.DECLINED
        if request.processing_code.startswith(REFUND):
            return kinds.CREDITED
        return kinds.AUTHORISED if request.amount else kinds.CHECKED

    def _answer(self, request: AuthorisationRequest, code: str, today: date) -> AuthorisationResponse:
        held = self._issuers.held(code, request.amount)
        if held is None:
            return AuthorisationResponse(request.key, code, request.amount)
        billing: Money | None = self._issuers.billing(request.card_number, held, today)
        # Any six letters and digits that the same question gets again.
        approval = f"{(int(request.key.transmitted) * 1_000_003 + request.key.stan) % 36**4:06X}"[-6:]
        return AuthorisationResponse(request.key, code, held, approval, billing)


def _masked(number: str) -> str:
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"

"""Letters by SMTP (RFC 5321): one message a letter, its Message-ID made of the outbox key, so that a second copy is known as one.

Answers are values: accepted by the server, rejected for good (5xx), or to be tried again.
"""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum
from urllib.parse import unquote, urlsplit

PERMANENT = 500
TIMEOUT_S = 10.0


class MailState(StrEnum):
    """What the mail server said."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class MailAnswer:
    """The outcome, and the server's words where it refused."""

    state: MailState
    code: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """One letter to one address."""

    key: str
    to: str
    subject: str
    text: str


class MailServer:
    """A mail server by its address: `smtp://host:25`, `smtp://user:password@host:587` (STARTTLS), `smtps://…:465` (TLS at once)."""

    def __init__(self, url: str, sender: str, timeout_s: float = TIMEOUT_S) -> None:
        self._url, self._sender, self._timeout_s = urlsplit(url), sender, timeout_s

    def send(self, mail: Mail) -> MailAnswer:
        """Hand one letter over. A password is never sent over an open line, and never to a server whose certificate is not known."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, mail.to, mail.subject
        message["Message-ID"] = f"<{mail.key.replace(':', '.')}@{self._sender.rpartition('@')[2]}>"
        message.set_content(mail.text)
        try:
            with self._connected() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            code, words = next(iter(refused.recipients.values()))
            return _refused(code, words)
        except smtplib.SMTPResponseException as refused:
            return _refused(refused.smtp_code, refused.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            return MailAnswer(MailState.LATER, type(error).__name__)
        return MailAnswer(MailState.ACCEPTED)

    def _connected(self) -> smtplib.SMTP:
        # Python's mail client checks no certificate unless it is given a context that does.
        host, port, tls = self._url.hostname or "", self._url.port, ssl.create_default_context()
        if self._url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=self._timeout_s, context=tls)
        else:
            server = smtplib.SMTP(host, port or 25, timeout=self._timeout_s)
        if self._url.username:
            if self._url.scheme != "smtps":
                server.starttls(context=tls)
            server.login(unquote(self._url.username), unquote(self._url.password or ""))
        return server


def _refused(code: int, words: bytes | str) -> MailAnswer:
    told = words.decode(errors="replace") if isinstance(words, bytes) else words
    state = MailState.REJECTED if code >= PERMANENT else MailState.LATER
    return MailAnswer(state, f"{code} {told}"[:300])

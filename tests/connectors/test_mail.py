"""Mail over TLS: a login goes only to a server whose certificate is known."""

from pathlib import Path

import pytest

from tests.workflows.mail_server import mail_box, own_certificate
from yizhan.connectors.mail import Mail, MailServer, MailState

LETTER = Mail("remind:L1:2026-04-03", "finance@firm.example", "提醒 · Reminder", "逾期 1 天\n")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return own_certificate(tmp_path)


def test_a_server_with_an_unknown_certificate_gets_neither_password_nor_letter(certificate: Path) -> None:
    with mail_box(certificate) as box:
        answer = MailServer(box.url("smtps", "branch:secret@"), "branch@bank.example").send(LETTER)
        assert (answer.state, answer.code) == (MailState.LATER, "SSLCertVerificationError")
        assert not box.logins and not box.letters


def test_a_server_with_a_known_certificate_takes_login_and_letter(certificate: Path, monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with mail_box(certificate) as box:
        answer = MailServer(box.url("smtps", "branch:open%20sesame@"), "branch@bank.example").send(LETTER)
        assert answer.state is MailState.ACCEPTED
        assert box.logins == [["branch", "open sesame"]] and "remind.L1.2026-04-03@bank.example" in box.letters[0]


def test_a_password_is_not_sent_over_an_open_line() -> None:
    with mail_box() as box:
        answer = MailServer(box.url("smtp", "branch:secret@"), "branch@bank.example").send(LETTER)
        assert (answer.state, answer.code) == (MailState.LATER, "SMTPNotSupportedError")
        assert not box.logins and not box.letters

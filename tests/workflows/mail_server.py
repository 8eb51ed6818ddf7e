"""A mail server for tests: real sockets, the few commands of RFC 5321 that a client needs, and answers as told."""

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class MailBox(socketserver.ThreadingTCPServer):
    """What arrived, and how recipients are answered: `refusal` is a whole answer line, such as `550 no such user`."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, certificate: Path | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.letters: list[str] = []
        self.refusal, self.logins = "", []
        self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH) if certificate else None
        if self.tls:
            self.tls.load_cert_chain(certificate)

    def url(self, scheme: str = "smtp", login: str = "") -> str:
        """Its address; `login` is user:password@."""
        return f"{scheme}://{login}localhost:{self.server_address[1]}"

    def get_request(self):
        """With a certificate the line is closed from its first byte on."""
        connection, address = super().get_request()
        return (self.tls.wrap_socket(connection, server_side=True) if self.tls else connection), address

    def handle_error(self, request, client_address) -> None:
        """A client that hangs up in the middle is not worth a traceback."""


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 tests")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "EHLO" and self.server.tls:
                self._say("250-tests\r\n250 AUTH PLAIN")
            elif verb == "AUTH":
                self.server.logins.append(base64.b64decode(line.split()[2]).decode().split("\0")[1:])
                self._say("235 welcome")
            elif verb == "DATA":
                self._take_letter()
            elif verb == "QUIT":
                self._say("221 bye")
                return
            elif verb == "RCPT" and self.server.refusal:
                self._say(self.server.refusal)
            else:
                self._say("250 ok")

    def _take_letter(self) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        self.server.letters.append(b"".join(lines).decode())
        self._say("250 taken")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mail_box(certificate: Path | None = None) -> Iterator[MailBox]:
    """A server that listens until the block ends; with a certificate it speaks TLS."""
    with MailBox(certificate) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def own_certificate(folder: Path) -> Path:
    """A certificate for localhost that nobody signed but itself, with its key, in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    built = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
             .serial_number(x509.random_serial_number())
             .not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
             .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
             .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256()))
    file = folder / "mail.pem"
    file.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
                     + built.public_bytes(serialization.Encoding.PEM))
    return file

"""Uploads that would fill memory or disk: refused from their length, cut off at the limit, never unpacked."""

import os
import socket
import time
import zipfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import psutil
import pytest

from tests.cast import clock, make_cast
from tests.served import Served
from tests.stories import journey
from tests.stories.conftest import UPLOAD_BYTES_MAX
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Upload
from yizhan.workflows.readings import read_upload
from yizhan.workflows.uploads import receive_upload

pytestmark = pytest.mark.xdist_group("served")
MEGABYTE = 2**20
SENT_BYTES = 96 * MEGABYTE
GROWTH_BYTES_MAX = 40 * MEGABYTE
MULTIPART = "multipart/form-data; boundary=x"
HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n'


@pytest.fixture(scope="module")
def branch(web: Served) -> Served:
    """The served branch, once the warm-up beside its first requests has had its memory."""
    answered(web, b"GET /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    time.sleep(3)
    return web


def answered(branch: Served, head: bytes, body: Iterable[bytes] = ()) -> bytes:
    """Send a request by hand, byte for byte, for as long as the server takes it; the beginning of the answer."""
    with socket.create_connection(("127.0.0.1", branch.port), timeout=10) as connection:
        connection.sendall(head)
        try:
            for part in body:
                connection.sendall(part)
        except OSError:
            pass  # Cut off, as it should be.
        answer = b""
        try:
            while b"</html>" not in answer and (part := connection.recv(65536)):
                answer += part
        except OSError:
            pass  # Whatever arrived before the connection was closed is the answer.
        return answer


def request(path: str, *headers: str) -> bytes:
    """The head of a POST. With a CSRF cookie, because without one nobody's body is looked at."""
    return "\r\n".join((f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: csrftoken={'t' * 32}", *headers, "", "")).encode()


def spooled_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_two_gigabytes_are_refused_from_their_declared_length_without_reading_them(branch: Served, spool: Path) -> None:
    before = branch.memory_bytes()
    for kind in (MULTIPART, "application/x-www-form-urlencoded"):
        began = time.monotonic()
        answer = answered(branch, request("/sign-in/", f"Content-Type: {kind}", f"Content-Length: {2 * 1024**3}") + HEAD)
        assert answer.startswith(b"HTTP/1.1 413"), answer[:200]
        assert b"x-request-id" in answer.lower() and "文件太大".encode() in answer
        assert time.monotonic() - began < 10
    assert branch.memory_bytes() - before < GROWTH_BYTES_MAX
    assert spooled_bytes(spool) == 0


def test_a_body_in_chunks_without_a_length_is_never_taken_in(branch: Served, spool: Path) -> None:
    before = branch.memory_bytes()
    chunk = b"100000\r\n" + b"a" * MEGABYTE + b"\r\n"
    head = request("/sign-in/", f"Content-Type: {MULTIPART}", "Transfer-Encoding: chunked")
    answer = answered(branch, head + b"%x\r\n%b\r\n" % (len(HEAD), HEAD), (chunk for _ in range(SENT_BYTES // MEGABYTE)))
    assert not answer or answer.split()[1] in (b"400", b"403", b"411", b"413"), answer[:200]
    assert branch.memory_bytes() - before < GROWTH_BYTES_MAX
    assert spooled_bytes(spool) <= UPLOAD_BYTES_MAX


def test_more_than_the_declared_length_is_not_read(branch: Served, spool: Path) -> None:
    before = branch.memory_bytes()
    head = request("/sign-in/", f"Content-Type: {MULTIPART}", "Content-Length: 1000")
    answer = answered(branch, head + HEAD, (b"a" * MEGABYTE for _ in range(SENT_BYTES // MEGABYTE)))
    assert not answer or answer.split()[1] in (b"400", b"403"), answer[:200]
    assert branch.memory_bytes() - before < GROWTH_BYTES_MAX
    assert spooled_bytes(spool) <= UPLOAD_BYTES_MAX


def test_senders_who_hang_up_leave_no_files_behind(branch: Served, spool: Path) -> None:
    begun = request("/sign-in/", f"Content-Type: {MULTIPART}", f"Content-Length: {3 * MEGABYTE}") + HEAD + b"a" * MEGABYTE
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", branch.port), timeout=20) as connection:
            connection.sendall(begun)
    deadline = time.monotonic() + 15
    while spooled_bytes(spool) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert spooled_bytes(spool) == 0
    assert answered(branch, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").startswith(b"HTTP/1.1 200")


def bomb(unpacked_bytes: int) -> bytes:
    """A workbook whose sheet unpacks to a thousand times its size."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(unpacked_bytes // MEGABYTE):
                sheet.write(b"0" * MEGABYTE)
    return content.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["invoices", "statements"])
def test_a_zip_bomb_is_not_unpacked(kind: str) -> None:
    cast, now = make_cast(), clock()
    application = journey.start(cast.applicant, now, journey.register(cast.applicant, now))
    content = bomb(512 * MEGABYTE)
    assert len(content) < 8 * MEGABYTE
    upload = journey.done(receive_upload(cast.applicant, now, application.id, kind, "bomb.xlsx", BytesIO(content)))
    before = psutil.Process(os.getpid()).memory_info().rss
    answer = read_upload(now, upload.id)
    assert psutil.Process(os.getpid()).memory_info().rss - before < 64 * MEGABYTE
    assert isinstance(answer, Refusal) and answer.code == "archive_unsafe"
    kept = Upload.objects.get(pk=upload.pk)
    assert (kept.state, kept.failure_code) == ("failed", "archive_unsafe")
    assert not application.enterprise.invoices.exists()

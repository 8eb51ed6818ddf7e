"""The fake directory server: what it refuses, and as a process of its own."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator

import httpx
import pytest

from yizhan.simulators.directory import make_server

KEY = {"Authorization": "Bearer a key for tests"}
BODY = {"reference": "632708000124", "scheme": "visa", "masked": "411111******1111", "merchant_name": "Tea Stall", "amount_minor": 0,
        "currency": "CNY", "return_url": "https://wallet.example/back", "language": "zh-hans"}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server(0, "a key for tests")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("change", "field"), [
    ({"scheme": "nobody"}, "scheme or currency"), ({"currency": "XXX"}, "scheme or currency"), ({"amount_minor": -1}, "amount_minor"),
    ({"amount_minor": "1"}, "amount_minor"), ({"return_url": "javascript:x"}, "return_url"), ({"masked": ""}, "masked"),
    ({"reference": 5}, "reference"),
])
def test_a_malformed_request_names_its_field(address: str, change: dict, field: str) -> None:
    answer = httpx.post(f"{address}/authenticate", json=BODY | change, headers=KEY)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_what_is_no_json_without_a_key_or_nowhere_is_refused(address: str) -> None:
    assert httpx.post(f"{address}/authenticate", content=b"[", headers=KEY).json() == {"code": "malformed", "field": "body"}
    assert httpx.post(f"{address}/authenticate", json=BODY).status_code == 401
    assert httpx.post(f"{address}/authenticate", content=b"", headers=KEY).status_code == 413
    found = [httpx.get(f"{address}{path}", headers=KEY).status_code for path in ("/healthz", "/results/none", "/challenge/none", "/x")]
    assert found == [200, 404, 404, 404]
    assert httpx.post(f"{address}/challenge/none", data={"code": "1"}).status_code == 404


def test_a_check_of_a_card_says_so_on_the_page_and_chinese_comes_first(address: str) -> None:
    begun = httpx.post(f"{address}/authenticate", json=BODY | {"masked": "400000******0401"}, headers=KEY).json()
    page = httpx.get(begun["challenge_url"])
    assert "Card check 验卡" in page.text and '<html lang="zh">' in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_it_runs_as_a_process() -> None:
    command = [sys.executable, "-m", "yizhan.simulators.directory", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"YIZHAN_DIRECTORY_KEY": "k"}) as process:
        try:
            port = re.search(r":(\d+)$", process.stdout.readline().strip())[1]
            assert httpx.get(f"http://127.0.0.1:{port}/healthz").json() == {"ok": True}
        finally:
            process.terminate()

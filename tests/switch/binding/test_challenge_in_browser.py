"""A real Chromium on the way from the card's form to the bank's challenge: the page of the form lets it lead to the switch alone."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.browser.chromium import chromium
from yizhan.switch.addresses import challenge_page, see_other
from yizhan.switch.http.messages import Response
from yizhan.web.middleware import policy_with_forms_to

HTML = ("content-type", "text/html; charset=utf-8")


@contextmanager
def server(*answers: Response) -> Iterator[str]:
    """A server that answers the same to every GET and POST; its origin."""
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = answers[0]
            self.send_response(answer.status)
            for name, value in answer.headers:
                if name != "content-length":
                    self.send_header(name, value)
            self.send_header("content-length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_POST = do_GET

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_address[1]}"
    running.shutdown()
    running.server_close()


@pytest.mark.parametrize(("way", "arrives"), [(challenge_page, True), (see_other, False)])
def test_the_form_leads_to_the_challenge_by_a_page_and_not_by_a_redirect(way, arrives: bool) -> None:
    with ExitStack() as stack:
        bank = stack.enter_context(server(Response(200, b"<p>challenge</p>", (HTML,))))
        switch = stack.enter_context(server(way(f"{bank}/challenge/a?b=1&c=2")))
        form = f"<form method=post action='{switch}/bind'><button>go</button></form>".encode()
        wallet = stack.enter_context(server(Response(200, form, (HTML, ("content-security-policy", policy_with_forms_to(switch))))))
        page = stack.enter_context(chromium()).new_page()
        page.goto(f"{wallet}/form")
        page.click("button")
        if arrives:
            page.wait_for_url(f"{bank}/challenge/a?b=1&c=2", timeout=10_000)
        else:
            page.wait_for_timeout(1_000)
        assert page.url.startswith(bank) == arrives

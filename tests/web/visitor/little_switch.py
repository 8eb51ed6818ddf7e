"""A small switch on a real socket: the wallet's part of its interface over a real shard, with what goes wrong on demand."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

import psycopg

from tests.payments.shard.till import SCHEMA, Till
from yizhan.connectors.switch_signature import KEY_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, signature
from yizhan.payments import ids
from yizhan.payments.stored import CARD_STATE_NUMBERS, PROGRAMME_NUMBERS, TIER_NUMBERS, Outcome, Step

SECRET = "the branch's own key of the test, long enough"
REFUSED = {Outcome.LIMIT_YEAR: "limit_year", Outcome.LIMIT_SINGLE: "limit_single", Outcome.CODE_CAP_REACHED: "code_cap_reached"}


class LittleSwitch:
    """What it was asked is in `asked`; `loses_answers` drops connections after the work, `is_away` before, `bank_says` is DE 39.

    `hides_keys` finds no payment although one is under way; the same key with other content is refused. `refuses` is
    the code of a refusal of every payment, `ending` how a binding ends, with more of it in `told_of_ending`.
    `wants_check` leaves payments to a page of the bank; `ways_back` are the addresses and languages that came with them."""

    def __init__(self, database_url: str) -> None:
        self.connection = psycopg.connect(database_url, autocommit=True)
        self.till = Till(self.connection.cursor())
        self.asked: list[tuple[str, str]] = []
        self.charged = 0
        self.loses_answers = self.is_away = self.leaves_in_doubt = self.wants_check = False
        self.ways_back: list[tuple[str, str]] = []
        self.bank_says, self.seen_forms = "00", []
        self.hides_keys, self.refuses, self.ending = False, "", ""
        self.told_of_ending: dict[str, Any] = {}
        self.keys: dict[str, int] = {}
        self.contents: dict[str, dict[str, Any]] = {}
        self.tokens: dict[str, dict[str, Any]] = {}
        self.codes: list[dict[str, Any]] = []
        self.lock = threading.Lock()
        self.address = ""

    def bind(self, payer_id: int) -> int:
        """Bind a card without its form; the card's number."""
        self._payer({"payer": ids.shown_id("payer", payer_id), "programme": "wechat_like", "tier": "t0"})
        return self._new_card(payer_id)

    def refund(self, payment_id: int, part_minor: int) -> None:
        """The shop gives money back."""
        self.till.now = datetime.now(UTC)
        assert self.till.refund(payment_id, part_minor)[1] is Outcome.DONE

    def answer(self, method: str, target: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and content for one signed request."""
        path, query = urlsplit(target).path, parse_qs(urlsplit(target).query)
        self.till.now = datetime.now(UTC)
        if (method, path) == ("POST", "/v1/payers"):
            return self._payer(body)
        if (method, path) == ("POST", "/v1/bind-tokens"):
            token = f"tok{len(self.tokens)}"
            self.tokens[token] = {"state": "open", "payer": ids.read_id("payer", body["payer"]), "return_url": body["return_url"]}
            return 201, {"bind_token": token, "action_url": f"{self.address}/bind", "valid_until": _soon(),
                         "form_origins": [self.address, "http://testserver"]}
        if path.startswith("/v1/bind-tokens/"):
            return 200, {name: value for name, value in self.tokens[path.rpartition("/")[2]].items() if name != "payer"}
        if (method, path) == ("POST", "/v1/payment-codes"):
            self.codes.append(body)
            return 201, {"code": "191234567890123456", "valid_until": _soon()}
        if (method, path) == ("POST", "/v1/payments"):
            return self._pay(body)
        if (method, path) == ("GET", "/v1/payments"):
            found = None if self.hides_keys else self.keys.get(query["key"][0])
            return (200, {"payment": ids.shown_id("payment", found)}) if found else (404, {"code": "unknown_key", "facts": {}})
        if method == "POST" and path.endswith("/unbind"):
            return self._unbind(path.split("/")[3])
        if path.startswith("/v1/payments/"):
            told = {"payment": path.rpartition("/")[2], "state": "checking"}
            return 200, told | ({"state": "verifying", "verify_url": f"{self.address}/verify?verify=vt_1"} if self.wants_check else {})
        return 404, {"code": "not_found", "facts": {}}

    def bind_form(self, fields: dict[str, str]) -> str:
        """What the card's form sent; where the browser goes next."""
        self.seen_forms.append(sorted(fields))
        token = self.tokens[fields["bind_token"]]
        field = "" if fields["number"].replace(" ", "").endswith("1111") else "number"
        if not field and self.bank_says == "00" and not self.ending:
            self._new_card(token["payer"])
            token |= {"state": "bound", "masked": "411111******1111", "scheme": "visa"}
        elif not field and self.ending:
            token |= {"state": "refused", "words": self.ending, "offers": [], "code": self.ending} | self.told_of_ending
        elif not field:
            token |= {"state": "refused", "code": "issuer_refused_binding", "words": "use_not_allowed", "offers": ["allow_overseas_use"]}
        return f"{token['return_url']}?{urlencode({'bind': fields['bind_token'], 'outcome': token['state'], 'field': field})}"

    def _payer(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.connection.execute(
            f"""INSERT INTO {SCHEMA}.payer (id, programme, tier, changed_at) VALUES (%s, %s, %s, now())
            ON CONFLICT (id) DO UPDATE SET programme = excluded.programme, tier = excluded.tier""",
            (ids.read_id("payer", body["payer"]), PROGRAMME_NUMBERS[body["programme"]],
             next(number for tier, number in TIER_NUMBERS.items() if tier.value == body["tier"])))
        return 200, {}

    def _unbind(self, shown: str) -> tuple[int, dict[str, Any]]:
        self.connection.execute(f"UPDATE {SCHEMA}.card SET status = %s WHERE id = %s",
                                (CARD_STATE_NUMBERS["unbound"], ids.read_id("card", shown)))
        return 200, {"card": shown, "status": "unbound"}

    def _new_card(self, payer_id: int) -> int:
        count = self.connection.execute(f"SELECT count(*) FROM {SCHEMA}.card WHERE payer_id = %s", (payer_id,)).fetchone()[0]
        card = ids.card_id(payer_id, count)
        self.connection.execute(
            f"""INSERT INTO {SCHEMA}.card (id, payer_id, token, masked, scheme, region, expiry, bound_at, changed_at)
            VALUES (%s, %s, %s, '411111******1111', 1, 2, '3012', now(), now())""", (card, payer_id, f"card_{card}"))
        return card

    def _pay(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.refuses:
            return 422, {"code": self.refuses, "facts": {}}
        told = {name: value for name, value in body.items() if name not in ("return_url", "language")}
        if self.contents.setdefault(body["key"], told) != told:
            return 422, {"code": "key_reused_with_other_content", "facts": {}}
        if body["key"] in self.keys:
            return 201, {"payment": ids.shown_id("payment", self.keys[body["key"]])}
        strength = "D" if body["channel"] == "static_code" else "B" if body["factors"] > 1 else "C"
        number, outcome = self.till.one(ids.read_id("card", body["card"]), body["amount_minor"], keys=[UUID(body["key"])],
                                        merchant=body["merchant_id"], strength=strength)
        if outcome is not Outcome.DONE:
            return 422, {"code": REFUSED.get(outcome, outcome.name.lower()), "facts": {}}
        self.keys[body["key"]] = number
        self.charged += self.bank_says == "00"
        self.ways_back.append((body["return_url"], body["language"]))
        if not self.leaves_in_doubt and not self.wants_check:
            self.till.step(number, Step.PURCHASE if self.bank_says == "00" else Step.DECLINE, self.bank_says)
        return (201 if self.bank_says == "00" else 402), {"payment": ids.shown_id("payment", number)}


@contextmanager
def little_switch(database_url: str) -> Iterator[LittleSwitch]:
    """Serve it on a free port until the block ends."""
    switch = LittleSwitch(database_url)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._work(b"")

        def do_POST(self) -> None:
            self._work(self.rfile.read(int(self.headers["content-length"])))

        def _work(self, body: bytes) -> None:
            if self.path == "/bind":
                self.send_response(303)
                self.send_header("location", switch.bind_form({name: values[0] for name, values in parse_qs(body.decode()).items()}))
                self.send_header("content-length", "0")
                self.end_headers()
                return
            expected = signature(SECRET, self.command, self.path, self.headers[TIMESTAMP_HEADER], body)
            assert (self.headers[KEY_HEADER], self.headers[SIGNATURE_HEADER]) == ("branch", expected)
            switch.asked.append((self.command, self.path))
            if switch.is_away:
                return
            with switch.lock:
                status, content = switch.answer(self.command, self.path, json.loads(body or b"{}"))
            if switch.loses_answers:
                return
            sent = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    switch.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield switch
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        switch.connection.close()


def _soon() -> str:
    return (datetime.now(UTC) + timedelta(seconds=60)).isoformat()

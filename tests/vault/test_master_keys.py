"""The key file: for its owner alone, never overwritten, never shown; and a key service of another kind."""

import json
from base64 import b64encode
from pathlib import Path

import pytest

from tests.vault.rings import data_keys, key_file
from yizhan.vault.card_number import CardNumber
from yizhan.vault.cards import OpenCard, new_token, seal, unseal
from yizhan.vault.data_keys import KeyRing
from yizhan.vault.errors import KeyFileError, KeyMissing, SealBroken
from yizhan.vault.master_keys import Wrapped, create_key_file, read_key_file


def test_a_new_file_is_for_its_owner_alone_and_is_read_back(tmp_path: Path) -> None:
    made = key_file(tmp_path)
    assert made.path.stat().st_mode & 0o777 == 0o600 and list(tmp_path.iterdir()) == [made.path]
    wrapped = made.wrap(b"secret", b"context")
    assert read_key_file(made.path).unwrap(wrapped, b"context") == b"secret"


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    made = key_file(tmp_path)
    before = made.path.read_bytes()
    with pytest.raises(KeyFileError, match="exists"):
        create_key_file(made.path, "m1")
    assert made.path.read_bytes() == before


def test_a_key_opens_only_in_its_context(tmp_path: Path) -> None:
    made = key_file(tmp_path)
    with pytest.raises(SealBroken):
        made.unwrap(made.wrap(b"secret", b"context"), b"other")
    with pytest.raises(KeyMissing):
        made.unwrap(Wrapped("m9", b"x" * 60), b"context")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    made = key_file(tmp_path)
    made.path.chmod(mode)
    with pytest.raises(KeyFileError, match="chmod 600"):
        read_key_file(made.path)


@pytest.mark.parametrize("content", [
    "", "[]", "{}", '{"active": "m1", "keys": {"m1": "***"}}', '{"active": "m1", "keys": {"m1": 5}}', '{"active": "m1", "keys": []}',
    json.dumps({"active": "m2", "keys": {"m1": b64encode(b"k" * 32).decode()}}),
    json.dumps({"active": "m1", "keys": {"m1": b64encode(b"k" * 31).decode()}}),
])
def test_a_broken_file_is_named_and_its_content_is_not_shown(tmp_path: Path, content: str) -> None:
    path = tmp_path / "master-keys.json"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match=r"master-keys\.json") as caught:
        read_key_file(path)
    assert b64encode(b"k" * 31).decode() not in str(caught.value) and caught.value.__cause__ is None


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match=r"keys\.json cannot be read"):
        read_key_file(tmp_path / "keys.json")


def test_a_new_key_is_active_and_the_old_one_still_opens(tmp_path: Path) -> None:
    old = key_file(tmp_path)
    wrapped = old.wrap(b"secret", b"context")
    new = old.with_new_key("m2")
    assert (new.active_id, new.wrap(b"x", b"y").master_key_id, new.path.stat().st_mode & 0o777) == ("m2", "m2", 0o600)
    assert read_key_file(new.path).unwrap(wrapped, b"context") == b"secret"
    with pytest.raises(KeyFileError, match="there already"):
        new.with_new_key("m1")


def test_the_active_key_is_not_thrown_away(tmp_path: Path) -> None:
    new = key_file(tmp_path).with_new_key("m2")
    for key_id in ("m2", "m9"):
        with pytest.raises(KeyFileError, match="active or not there"):
            new.without_key(key_id)
    assert read_key_file(new.without_key("m1").path).active_id == "m2"


def test_a_printed_file_shows_no_key(tmp_path: Path) -> None:
    made = key_file(tmp_path)
    (stored,) = json.loads(made.path.read_text(encoding="utf-8"))["keys"].values()
    assert stored not in repr(made) and "_keys" not in repr(made)


class CountingService:
    """A key service of another kind: keeps secrets itself and hands out numbers, as a KMS hands out handles."""

    active_id = "kms"

    def __init__(self) -> None:
        self._held: list[tuple[bytes, bytes]] = []

    def wrap(self, secret: bytes, context: bytes) -> Wrapped:
        self._held.append((secret, context))
        return Wrapped(self.active_id, str(len(self._held) - 1).encode())

    def unwrap(self, wrapped: Wrapped, context: bytes) -> bytes:
        secret, bound = self._held[int(wrapped.blob)]
        assert bound == context
        return secret


def test_another_key_service_takes_the_file_s_place() -> None:
    service = CountingService()
    ring = KeyRing.open(service, data_keys(service))
    card = OpenCard(CardNumber("4111111111111111"), "2912")
    assert unseal(ring, seal(ring, card, new_token())) == card

"""Keys of callers from the command line: the secret is printed once, and the running switch knows the key at once."""

import asyncio
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.app.card_keys.branches import NOW, branch
from tests.databases import TestDatabase
from tests.switch.zone.zones import connections
from tests.vault.kept import on
from yizhan.app.card_keys import callers
from yizhan.app.card_keys.making import make_first_keys
from yizhan.app.cli import application
from yizhan.connectors.switch_signature import signed_headers
from yizhan.kernel.refusal import refuse
from yizhan.switch.zone.callers import Caller, Callers, CallerScope
from yizhan.switch.zone.keys import ZoneKeys
from yizhan.vault import store


def checked(environment, database, key_id: str, secret: str):
    """What a switch that starts now says to a request signed with the key."""
    found = Callers(connections(database.switch_url), ZoneKeys.of_file(environment.vault_keys), "b" * 40)
    headers = dict(signed_headers(key_id, secret, "GET", "/v1/payments", b"", NOW))
    return asyncio.run(found.check("GET", "/v1/payments", headers, b"", NOW))


def test_a_made_key_signs_until_it_is_revoked(fresh_database: TestDatabase, tmp_path: Path) -> None:
    environment, database = branch(fresh_database, tmp_path)
    make_first_keys(environment, database, NOW)
    key, secret = callers.create(environment, database, 42, NOW)
    assert checked(environment, database, key.id, secret) == Caller(key.id, CallerScope.TERMINAL, merchant_id=42)
    assert callers.revoke(database, key.id, NOW) and not callers.revoke(database, "key_0000000000000000", NOW)
    assert checked(environment, database, key.id, secret) == refuse("caller_key_revoked")
    assert [key.revoked_at for key in callers.all_keys(database)] == [NOW]


@pytest.fixture
def command(committing_db: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """`yizhan keys …` on a database of this test."""
    for name, value in (("YIZHAN_HOME", str(tmp_path / "home")), ("DATABASE_URL", committing_db.app_url),
                        ("DATABASE_OWNER_URL", committing_db.owner_url), ("YIZHAN_SWITCH_DATABASE_URL", committing_db.switch_url)):
        monkeypatch.setenv(name, value)
    return lambda *arguments: CliRunner().invoke(application, ["keys", *arguments])


def test_every_key_command_does_its_work_from_the_command_line(command, committing_db: TestDatabase) -> None:
    made = command("caller", "create", "--wallet", "panda_wallet")
    assert made.exit_code == 0, made.output
    key_id, secret = re.search(r"key: (key_\w{16})\nsecret: (\S{40,})\n", made.output).groups()
    listed = command("caller", "list").output
    assert key_id in listed and "panda_wallet  in force" in listed and secret not in listed
    assert "2 data keys were put under it" in command("rotate-master").output
    assert re.search(r"0 cards and 1 callers' keys are under seal-\S+, hash-\S+; 2 older keys were removed", command("renew-data").output)
    status = command("status").output
    first, second = re.findall(r"master key (\S+?)(?: \(active\))?: (?:0|2) data keys", status)
    assert f"The master key {first} is out of the key file." in command("retire-master", first).output
    assert command("retire-master", second).exit_code == 1
    assert "is revoked" in command("caller", "revoke", key_id).output
    assert f"{key_id}  wallet panda_wallet  revoked" in command("caller", "list").output
    assert command("caller", "revoke", "key_none").exit_code == 1
    assert command("caller", "create").exit_code == 2
    assert on(committing_db.owner_url, lambda c: store.caller_key(c, key_id)).revoked_at is not None

"""The first keys: made once, for their owner alone, and never beside data keys that need another file. Covers card_keys.work."""

from pathlib import Path

import psycopg
import pytest

from tests.app.card_keys.branches import NOW, branch, keep_cards, opens_all
from tests.databases import TestDatabase, create_database, drop_database
from yizhan.app import doctor, prepare
from yizhan.app.card_keys.making import look_at_keys, make_first_keys
from yizhan.app.card_keys.work import next_id
from yizhan.vault.errors import VaultError
from yizhan.vault.master_keys import read_key_file


def test_the_first_preparation_makes_a_key_file_for_its_owner_alone(fresh_database: TestDatabase, tmp_path: Path) -> None:
    environment, database = branch(fresh_database, tmp_path)
    prepare.vault_keys(environment, database)
    assert environment.vault_keys == environment.home / "vault_keys.json"
    assert environment.vault_keys.stat().st_mode & 0o777 == 0o600
    content = environment.vault_keys.read_bytes()
    prepare.vault_keys(environment, database)
    assert environment.vault_keys.read_bytes() == content
    assert opens_all(environment, database, keep_cards(environment, database, 2))


def test_keys_have_the_name_of_their_day_in_shanghai() -> None:
    assert next_id((), NOW.replace(hour=17)) == "2026-11-24.1"
    assert next_id(("2026-11-23.1", "2026-11-23.2", "2026-11-22.1"), NOW) == "2026-11-23.3"
    assert next_id((), NOW, "seal-") == "seal-2026-11-23.1"


def test_a_lost_key_file_is_told_and_never_replaced_by_a_new_one(fresh_database: TestDatabase, tmp_path: Path, capsys) -> None:
    environment, database = branch(fresh_database, tmp_path)
    make_first_keys(environment, database, NOW)
    environment.vault_keys.rename(tmp_path / "copy.json")
    prepare.vault_keys(environment, database)
    assert not environment.vault_keys.exists()
    told = capsys.readouterr().err
    assert "2026-11-23.1" in told and str(environment.vault_keys) in told
    assert look_at_keys(environment, database).is_grave
    (tmp_path / "copy.json").rename(environment.vault_keys)
    assert look_at_keys(environment, database) is None


def test_the_key_file_of_another_branch_is_told(fresh_database: TestDatabase, tmp_path: Path) -> None:
    environment, database = branch(fresh_database, tmp_path)
    make_first_keys(environment, database, NOW)
    before = environment.vault_keys.read_text()
    for broken, words in ((before.replace("2026-11-23.1", "2026-11-22.1"), "of another branch"), ("{}", "not of the form")):
        environment.vault_keys.write_text(broken)
        trouble = look_at_keys(environment, database)
        assert trouble.is_grave and words in trouble.message
    environment.vault_keys.write_text(before)
    environment.vault_keys.chmod(0o640)
    assert "open to others" in look_at_keys(environment, database).message


def test_a_key_file_on_another_disk_needs_its_folder_to_be_there(fresh_database: TestDatabase, tmp_path: Path) -> None:
    environment, database = branch(fresh_database, tmp_path, YIZHAN_VAULT_KEYS=str(tmp_path / "disk" / "keys.json"))
    with pytest.raises(VaultError, match="no folder"):
        make_first_keys(environment, database, NOW)
    (tmp_path / "disk").mkdir()
    make_first_keys(environment, database, NOW)
    assert read_key_file(tmp_path / "disk" / "keys.json").active_id == "2026-11-23.1"


def test_a_key_file_beside_the_database_is_a_warning_outside_a_demonstration(fresh_database: TestDatabase, tmp_path: Path) -> None:
    environment, database = branch(fresh_database, tmp_path, YIZHAN_DEMO="0")
    trouble = make_first_keys(environment, database, NOW)
    assert not trouble.is_grave and "YIZHAN_VAULT_KEYS" in trouble.mend


def test_doctor_tells_of_missing_keys_and_of_a_missing_vault(cluster, fresh_database: TestDatabase, tmp_path: Path, settings) -> None:
    settings.ENVIRONMENT, database = branch(fresh_database, tmp_path)
    with psycopg.connect(fresh_database.owner_url) as connection:
        assert doctor.vault_keys(database, connection).level is doctor.Level.WARN
        make_first_keys(settings.ENVIRONMENT, database, NOW)
        assert doctor.vault_keys(database, connection).level is doctor.Level.OK
        settings.ENVIRONMENT.vault_keys.unlink()
        finding = doctor.vault_keys(database, connection)
        assert (finding.level, "docs/howto/keys.md" in finding.mend) == (doctor.Level.FAIL, True)
    empty = create_database(cluster, f"{fresh_database.name}_empty")
    try:
        assert look_at_keys(*branch(empty, tmp_path)).mend == "yizhan migrate"
    finally:
        drop_database(cluster, empty.name)

"""The settings: defaults, refusals that name the setting and the fix, secrets, and the documentation of each."""

import stat
from dataclasses import fields
from pathlib import Path

import pytest

from yizhan.app.environment import SETTINGS, Environment, read_environment
from yizhan.app.setting_values import SettingError

ROOT = Path(__file__).resolve().parents[2]


def test_defaults_serve_on_loopback_with_the_embedded_database(tmp_path: Path) -> None:
    environment = read_environment({"YIZHAN_HOME": str(tmp_path / "home")})
    assert (environment.host, environment.port, environment.database_url) == ("127.0.0.1", 8000, "")
    assert environment.demo is True
    assert environment.allowed_hosts == ["localhost", "127.0.0.1", "[::1]"]


@pytest.mark.parametrize(("name", "value", "fix"), [
    ("YIZHAN_PORT", "80000", "1 to 65535"),
    ("YIZHAN_PORT", "http", "1 to 65535"),
    ("YIZHAN_PORT", "0", "1 to 65535"),
    ("YIZHAN_CARD_BIN_DIGITS", "7", "6 or 8"),
    ("YIZHAN_DEMO", "yes", "1 (on) or 0 (off)"),
    ("YIZHAN_WEB_THREADS", "0", "at least 1"),
    ("YIZHAN_SECRET_KEY", "short", "at least 32 characters"),
    ("YIZHAN_CORE_BANK_URL", "bank.example", "https://bank.example"),
    ("YIZHAN_TRUSTED_ORIGINS", "bank.example", "https://bank.example"),
    ("DATABASE_URL", "mysql://root@host/yizhan", "postgresql://"),
    ("DATABASE_URL", "postgresql://user@host", "postgresql://"),
    ("DATABASE_OWNER_URL", "host=here", "postgresql://"),
    ("YIZHAN_SWITCH_DATABASE_URL", "host=here", "postgresql://"),
])
def test_a_bad_value_is_refused_with_the_settings_name_and_the_fix(tmp_path: Path, name: str, value: str, fix: str) -> None:
    with pytest.raises(SettingError) as refusal:
        read_environment({"YIZHAN_HOME": str(tmp_path), name: value})
    assert name in str(refusal.value)
    assert fix in str(refusal.value)


def test_a_refusal_never_repeats_a_password(tmp_path: Path) -> None:
    with pytest.raises(SettingError) as refusal:
        read_environment({"YIZHAN_HOME": str(tmp_path), "DATABASE_URL": "postgres:user:open-sesame@host"})
    assert "open-sesame" not in str(refusal.value)


def test_secrets_are_made_once_for_this_user_alone(tmp_path: Path) -> None:
    first = read_environment({"YIZHAN_HOME": str(tmp_path)})
    second = read_environment({"YIZHAN_HOME": str(tmp_path)})
    assert first.secret_key == second.secret_key
    assert first.secret_key != first.core_bank_key
    assert len(first.secret_key) >= 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_secret_that_is_given_is_not_written_down(tmp_path: Path) -> None:
    environment = read_environment({"YIZHAN_HOME": str(tmp_path), "YIZHAN_SECRET_KEY": "k" * 40})
    assert environment.secret_key == "k" * 40
    assert not (tmp_path / "secret_key").exists()


def test_every_field_has_a_setting() -> None:
    assert [setting.field for setting in SETTINGS] == [field.name for field in fields(Environment)]


def test_every_setting_is_documented_with_its_default_and_meaning() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    expected = [f"| `{setting.name}` | {f'`{setting.default}`' if setting.default else 'empty'} | {setting.meaning} |"
                for setting in SETTINGS]
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert rows == expected

"""The settings: read once from the environment, checked, and handed on as one value.

Nothing below the application floor reads the environment. `SETTINGS` is the list that docs/reference/settings.md is checked
against; a setting that is not in it does not exist.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from yizhan.app import setting_values as parse
from yizhan.app.secret_files import kept_secret


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name in the environment, its default as text, what it means, and how its text is read."""

    name: str
    default: str
    meaning: str
    read: parse.Reader = parse.text

    @property
    def field(self) -> str:
        """The attribute of `Environment` that holds the value: YIZHAN_WEB_THREADS is `web_threads`."""
        return self.name.removeprefix("YIZHAN_").lower()


SETTINGS = (
    Setting("YIZHAN_HOME", "~/.yizhan", "Folder of everything this branch keeps: database, uploaded files, log.", parse.folder),
    Setting("YIZHAN_HOST", "127.0.0.1", "Address the pages and the API listen on; 0.0.0.0 for all.", parse.text),
    Setting("YIZHAN_PORT", "8000", "Port of the pages and the API.", parse.port),
    Setting("DATABASE_URL", "", "PostgreSQL 16 or later as the runtime role; empty starts the embedded server.", parse.database_url),
    Setting("DATABASE_OWNER_URL", "", "The same database as the role that migrates; empty means the same role as DATABASE_URL.",
            parse.database_url),
    Setting("YIZHAN_SWITCH_DATABASE_URL", "", "The same database as the role of the switch, which alone opens the card vault; "
            "empty means the same role as DATABASE_URL.", parse.database_url),
    Setting("YIZHAN_VAULT_KEYS", "", "File with the master keys of the card vault; empty means YIZHAN_HOME/vault_keys.json. "
            "For real cards keep it on another disk than the database.", parse.file),
    Setting("YIZHAN_SECRET_KEY", "", "Signs sessions and forms; empty generates one and keeps it in YIZHAN_HOME/secret_key.", parse.secret),
    Setting("YIZHAN_CORE_BANK_URL", "", "Address of the core bank; empty starts the simulator.", parse.web_address),
    Setting("YIZHAN_CORE_BANK_KEY", "", "Key shared with the core bank; empty generates one and keeps it in YIZHAN_HOME/core_bank_key.",
            parse.secret),
    Setting("YIZHAN_SWITCH_PORT", "8001", "Port of the switch: payments, the card's form, wallets and terminals.", parse.port),
    Setting("YIZHAN_SWITCH_KEY", "", "The branch's own key at the switch; empty generates one and keeps it in YIZHAN_HOME/switch_key.",
            parse.secret),
    Setting("YIZHAN_SWITCH_PUBLIC_URL", "", "Where browsers reach the switch, for the card's form; empty means http://127.0.0.1 and its "
            "port.", parse.web_address),
    Setting("YIZHAN_SHARDS", "0", "Payment shards that the switch serves, separated by commas; `yizhan shards add` makes them.",
            parse.shard_numbers),
    Setting("YIZHAN_SCHEMES", "", "Where card schemes are reached, as visa=host:port,mastercard=host:port; empty starts the simulator.",
            parse.scheme_addresses),
    Setting("YIZHAN_ACQUIRER_ID", "1000100", "The branch's number at card schemes (DE 32), seven digits; one digit for the scheme follows.",
            parse.digits_of_seven),
    Setting("YIZHAN_CARD_BIN_DIGITS", "6", "First digits that stay readable of a card number, 6 or 8; 8 only for numbers of 16 "
            "digits and more, and for cards that are bound from then on.", parse.bin_digits),
    Setting("YIZHAN_DIRECTORY_URL", "", "Address of the 3-D Secure directory server; empty starts the simulator.", parse.web_address),
    Setting("YIZHAN_DIRECTORY_KEY", "", "Key shared with the directory server; empty generates one and keeps it in "
            "YIZHAN_HOME/directory_key.", parse.secret),
    Setting("YIZHAN_SIMULATOR_PORT", "0", "Port of the core-bank simulator on loopback; 0 takes a free one.", parse.port_or_free),
    Setting("YIZHAN_MAIL_URL", "", "Mail server for letters to borrowers, as smtp://user:password@host:587 or smtps://…; empty sends none.",
            parse.mail_address),
    Setting("YIZHAN_MAIL_FROM", "branch@localhost", "Address that letters to borrowers come from.", parse.mailbox),
    Setting("YIZHAN_DEMO", "1", "1: `yizhan run` builds the demo park in an empty branch; 0: it never does.", parse.switch),
    Setting("YIZHAN_WEB_THREADS", "4", "Pages served at the same time; each thread holds one database connection.", parse.count),
    Setting("YIZHAN_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", "Host names the branch answers to, separated by commas; * for any.",
            parse.names),
    Setting("YIZHAN_TRUSTED_ORIGINS", "", "Origins (scheme and host, separated by commas) whose forms are accepted behind a proxy.",
            parse.origins),
    Setting("YIZHAN_BEHIND_TLS", "0", "1 behind a proxy that speaks TLS and sets X-Forwarded-Proto: cookies are then sent over TLS only.",
            parse.switch),
    Setting("YIZHAN_STAFF_SECOND_STEP", "0", "1: staff must set up and use a code of their telephone (TOTP) to sign in.", parse.switch),
    Setting("YIZHAN_UPLOAD_BYTES_MAX", "268435456", "Largest upload in bytes; longer ones are refused while they arrive.", parse.count),
)


@dataclass(frozen=True, slots=True)
class Environment:
    """The values of all settings; field names are the settings' names without YIZHAN_, in lower case."""

    home: Path
    host: str
    port: int
    database_url: str
    database_owner_url: str
    switch_database_url: str
    vault_keys: Path
    secret_key: str
    core_bank_url: str
    core_bank_key: str
    switch_port: int
    switch_key: str
    switch_public_url: str
    shards: tuple[int, ...]
    schemes: dict[str, tuple[str, int]]
    acquirer_id: str
    card_bin_digits: int
    directory_url: str
    directory_key: str
    simulator_port: int
    mail_url: str
    mail_from: str
    demo: bool
    web_threads: int
    allowed_hosts: list[str]
    trusted_origins: list[str]
    behind_tls: bool
    staff_second_step: bool
    upload_bytes_max: int


def read_environment(variables: Mapping[str, str] | None = None) -> Environment:
    """Read all settings; makes YIZHAN_HOME (mode 0700) and the generated secrets when they are absent.

    Raises `SettingError`, which names the setting, the value and the fix.
    """
    variables = os.environ if variables is None else variables
    values = {setting.field: _read(setting, variables) for setting in SETTINGS}
    values["home"].mkdir(mode=0o700, parents=True, exist_ok=True)
    values["vault_keys"] = values["vault_keys"] or values["home"] / "vault_keys.json"
    for name in ("secret_key", "core_bank_key", "switch_key", "directory_key"):
        values[name] = values[name] or kept_secret(values["home"] / name)
    return Environment(**{field.name: values[field.name] for field in fields(Environment)})


def _read(setting: Setting, variables: Mapping[str, str]) -> object:
    value = variables.get(setting.name, "").strip() or setting.default
    try:
        return setting.read(value)
    except ValueError as error:
        shown = "not usable" if setting.read in (parse.secret, parse.database_url, parse.mail_address) else repr(value)
        raise parse.SettingError(f"{setting.name} is {shown}: {error}") from None

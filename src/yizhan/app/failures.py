"""The failures that a person at the command line can mend; everything else is a bug and shows its traceback."""

from yizhan.app.archive import ArchiveError
from yizhan.app.command_failed import CommandFailed
from yizhan.app.database_checks import UnsuitableDatabase
from yizhan.app.locks import AlreadyRunning
from yizhan.app.postgres_programs import ProgramFailed
from yizhan.app.running import NotPrepared
from yizhan.app.setting_values import SettingError
from yizhan.embedded import EmbeddedError
from yizhan.vault.errors import VaultError

FORESEEN = (AlreadyRunning, ArchiveError, CommandFailed, EmbeddedError, NotPrepared, ProgramFailed, SettingError, UnsuitableDatabase,
             VaultError)

"""A backup's file: one zip of the database's dump, the uploaded files and a manifest that says what must be in them.

A zip, because it carries checksums and its standard reader never writes outside the folder it is given.
"""

import json
import os
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

FORMAT = 1
MANIFEST, DUMP, FILES = "manifest.json", "database.dump", "files"


class ArchiveError(RuntimeError):
    """A backup cannot be written, read or restored; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: rows by table (schema.table), and what made it."""

    made_at: str
    yizhan_version: str
    server_version: int
    rows: dict[str, int]
    format: int = FORMAT


def write_archive(target: Path, manifest: Manifest, dump: Path, files: Path) -> None:
    """Write the zip whole or not at all; a file of that name is refused, never overwritten."""
    if target.exists():
        raise ArchiveError(f"{target} exists already; give another name.")
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")  # mode 0600 by itself
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            _fill(stream, manifest, dump, files)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(draft, target)
    except FileExistsError:
        raise ArchiveError(f"{target} exists already; give another name.") from None
    finally:
        draft.unlink()


def _fill(stream: BinaryIO, manifest: Manifest, dump: Path, files: Path) -> None:
    """Nothing is compressed again: the dump is, and most uploads are."""
    with zipfile.ZipFile(stream, "w", strict_timestamps=False) as archive:
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
        archive.write(dump, DUMP)
        for path in sorted(files.rglob("*")):
            if path.is_file():
                archive.write(path, f"{FILES}/{path.relative_to(files)}")


def read_manifest(source: Path) -> Manifest:
    """The manifest of a backup. Raises ArchiveError when the file is none of ours or of a newer format."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = Manifest(**json.loads(archive.read(MANIFEST)))
    except (OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise ArchiveError(f"{source} is not a backup of Yizhan ({error}).") from None
    if manifest.format != FORMAT:
        raise ArchiveError(f"{source} has format {manifest.format}; this version reads {FORMAT}. Install a newer Yizhan.")
    return manifest


def extract_dump(source: Path, folder: Path) -> Path:
    """Put the dump into a folder; its path. Raises ArchiveError when its checksum is wrong."""
    return _extract(source, folder, lambda name: name == DUMP) / DUMP


def extract_files(source: Path, home: Path) -> None:
    """Put the uploaded files back into the home. Raises ArchiveError when a checksum is wrong."""
    _extract(source, home, lambda name: name.startswith(f"{FILES}/"))


def _extract(source: Path, folder: Path, wanted: Callable[[str], bool]) -> Path:
    try:
        with zipfile.ZipFile(source) as archive:
            archive.extractall(folder, [name for name in archive.namelist() if wanted(name)])
    except zipfile.BadZipFile as error:
        raise ArchiveError(f"{source} is damaged ({error}); nothing was restored. Use another backup.") from None
    return folder

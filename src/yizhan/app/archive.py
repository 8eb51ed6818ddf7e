"""A backup's file: one tar of the database's dump, the uploaded files and a manifest that says what must be in them."""

import json
import os
import tarfile
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

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
    """Write the tar whole or not at all; a file of that name is refused, never overwritten."""
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


def _fill(stream, manifest: Manifest, dump: Path, files: Path) -> None:
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as text, tarfile.open(fileobj=stream, mode="w") as tar:
        json.dump(asdict(manifest), text, indent=1)
        text.flush()
        tar.add(text.name, MANIFEST)
        tar.add(dump, DUMP)
        if files.exists():
            tar.add(files, FILES)


def read_manifest(source: Path) -> Manifest:
    """The manifest of a backup. Raises ArchiveError when the file is none of ours or of a newer format."""
    try:
        with tarfile.open(source) as tar:
            manifest = Manifest(**json.load(tar.extractfile(MANIFEST)))
    except (OSError, tarfile.TarError, KeyError, TypeError, ValueError) as error:
        raise ArchiveError(f"{source} is not a backup of Yizhan ({error}).") from None
    if manifest.format != FORMAT:
        raise ArchiveError(f"{source} has format {manifest.format}; this version reads {FORMAT}. Install a newer Yizhan.")
    return manifest


def extract_dump(source: Path, folder: Path) -> Path:
    """Put the dump into a folder; its path."""
    with tarfile.open(source) as tar:
        tar.extract(DUMP, folder, filter="data")
    return folder / DUMP


def extract_files(source: Path, home: Path) -> None:
    """Put the uploaded files back; paths that would leave the home are refused by tarfile's data filter."""
    with tarfile.open(source) as tar:
        members = [member for member in tar if member.name == FILES or member.name.startswith(f"{FILES}/")]
        tar.extractall(home, members, filter="data")

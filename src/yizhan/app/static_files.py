"""Collects the static files, compressed and named by content, when they have changed since the last time."""

import hashlib
from pathlib import Path

MARK = ".collected"
# Variants that no page names; compressing them took 40 s of the first start.
IGNORED = ("*.rtl.*", "bootstrap-*", "bootstrap.css*", "htmax-*", "*-4.*")


def collect_static_files(home: Path) -> bool:
    """Collect when something changed; whether it did. Django must be set up."""
    from django.core.management import call_command

    if is_current(home):
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=list(IGNORED))
    folder = home / "static"
    folder.mkdir(exist_ok=True)
    (folder / MARK).write_text(static_fingerprint(), encoding="ascii")
    return True


def is_current(home: Path) -> bool:
    """Whether what was collected is what the sources hold now. Django must be set up."""
    mark = home / "static" / MARK
    return mark.exists() and mark.read_text(encoding="ascii") == static_fingerprint()


def static_fingerprint() -> str:
    """Changes when a source file is added, removed or rewritten."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    found = [(name, Path(storage.path(name))) for finder in get_finders() for name, storage in finder.list(IGNORED)]
    for name, path in sorted(found):
        status = path.stat()
        digest.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()

"""Interface texts: English in the sources, Chinese in one catalogue.

    python tools/messages.py update         collect new texts, keep every translation, compile
    python tools/messages.py check          list what has no Chinese yet, and what does not fit; ends with 1
    if anything
    python tools/messages.py fill FILE      take translations from a YAML mapping of English to Chinese, then
    update
    python tools/messages.py fill-partial FILE   the same for Arabic, which is there for some pages only

A partial catalogue holds what is translated; compiled, it says the rest in English, because Django would fall back
to Chinese.

Texts that left the sources stay in the catalogue as obsolete and come back with their translation.
"""

import fcntl
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "yizhan"
PO = SOURCE / "web" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
# For each function: which arguments are message (1-based), and which is the context ("c").
KEYWORDS: dict[str, tuple] = {
    name + suffix: arguments
    for name, arguments in {
        "gettext": (1,),
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
    for suffix in ("", "_lazy")
} | {"_": (1,), "gettext_noop": (1,)}
HEADER = (
    "# Chinese interface texts of Yizhan. `make messages` keeps this file; write the msgstr lines by hand.\n"
)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
Found = tuple[str, str | tuple[str, ...], str | None]


def found_in(path: Path) -> Iterator[Found]:
    """(file, message or (singular, plural), context) for each text of a source or template."""
    text = path.read_text(encoding="utf-8")
    if path.suffix in (".html", ".svg", ".txt"):
        # What templatize leaves between the calls is no Python; without indentation it is at least one token
        # a line.
        text = "\n".join(line.strip() for line in templatize(text).splitlines())
    name = path.relative_to(ROOT).as_posix()
    for _line, function, messages, _comments in extract_python(
        BytesIO(text.encode()), list(KEYWORDS), [], {"encoding": "utf-8"}
    ):
        arguments = messages if isinstance(messages, tuple) else (messages,)
        spec = KEYWORDS[function]
        contextual = isinstance(spec[0], tuple)
        wanted = [
            arguments[place - 1] if place <= len(arguments) else None
            for place in (spec[1:] if contextual else spec)
        ]
        if all(isinstance(word, str) and word for word in wanted):
            yield name, wanted[0] if len(wanted) == 1 else tuple(wanted), arguments[0] if contextual else None


def sources() -> list[Path]:
    """Every file that may hold a text, in a fixed order."""
    return sorted(
        path
        for path in SOURCE.rglob("*")
        if path.suffix in (".py", ".html", ".svg", ".txt")
        and "migrations" not in path.parts
        and (path.suffix == ".py" or "templates" in path.parts)
    )


def collected() -> Catalog:
    """All texts of the tree, without translations."""
    catalog = Catalog(charset="utf-8")
    for path in sources():
        for name, message, context in found_in(path):
            catalog.add(message, locations=[(name, 0)], context=context)
    return catalog


def read() -> Catalog:
    """The catalogue as it stands, an empty one at the beginning."""
    if not PO.exists():
        return Catalog(locale="zh_Hans", charset="utf-8")
    with PO.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def merged(stored: Catalog, fresh: Catalog) -> Catalog:
    """The fresh texts with the stored translations; what is no longer used becomes obsolete."""
    known = {
        _key(message): message.string
        for message in (*stored.obsolete.values(), *stored)
        if message.id and _translated(message)
    }
    result = Catalog(locale="zh_Hans", charset="utf-8", header_comment=HEADER.rstrip(), fuzzy=False)
    for message in fresh:
        if message.id:
            result.add(
                message.id,
                string=known.pop(_key(message), None),
                locations=message.locations,
                context=message.context,
            )
    for (context, message_id), string in known.items():
        old = Message(message_id, string, context=context)
        result.obsolete[message_id if context is None else (message_id, context)] = old
    return result


def _key(message: Message) -> tuple:
    return message.context, message.id


def _translated(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


def po_bytes(catalog: Catalog) -> bytes:
    """The catalogue as text: sorted, without line numbers and dates, so that a change shows only what
    changed."""
    lines = [
        HEADER,
        'msgid ""\nmsgstr ""\n"Language: zh_Hans\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n',
    ]
    body = BytesIO()
    write_po(body, catalog, omit_header=True, sort_output=True, include_lineno=False, width=110)
    return ("".join(lines) + body.getvalue().decode()).encode()


def mo_bytes(catalog: Catalog) -> bytes:
    """The compiled form of a catalogue; without dates, so that equal texts give equal bytes."""
    body = BytesIO()
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    write_mo(body, catalog)
    return body.getvalue()


@contextmanager
def _locked() -> Iterator[None]:
    """One writer at a time: several people may collect at once."""
    PO.parent.mkdir(parents=True, exist_ok=True)
    folder = os.open(PO.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def partial_po() -> Path:
    """The catalogue of the language that only some pages have."""
    return PO.parents[2] / "ar" / "LC_MESSAGES" / "django.po"


def read_partial() -> dict[tuple, str]:
    """What is translated, by context and text; plural texts stay in English."""
    with partial_po().open("rb") as file:
        return {_key(message): message.string for message in read_po(file) if message.id and message.string}


def partial_catalogs(full: Catalog, translated: dict[tuple, str]) -> tuple[Catalog, Catalog]:
    """The catalogue to keep (translated texts that are still in use) and the one to compile (all texts)."""
    kept, compiled = (Catalog(charset="utf-8", header_comment="", fuzzy=False) for _ in range(2))
    for message in full:
        if message.id:
            string = translated.get(_key(message))
            if string:
                kept.add(message.id, string=string, context=message.context)
            compiled.add(message.id, string=string or message.id, context=message.context)
    return kept, compiled


def update_partial(full: Catalog, extra: dict[str, str] | None = None) -> None:
    """Keep, take over `extra` translations, write both files; nothing where there is no such catalogue."""
    if not partial_po().exists():
        return
    kept, compiled = partial_catalogs(full, read_partial() | {(None, text): string for text, string in (extra or {}).items()})
    body = BytesIO()
    write_po(body, kept, omit_header=True, sort_output=True, no_location=True, width=110)
    head = HEADER.replace("Chinese", "Arabic") + 'msgid ""\nmsgstr ""\n"Language: ar\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    partial_po().write_bytes(head.encode() + body.getvalue())
    partial_po().with_suffix(".mo").write_bytes(mo_bytes(compiled))


def update(extra: dict[str, str] | None = None, extra_partial: dict[str, str] | None = None) -> Catalog:
    """Collect, keep, take over `extra` translations, write all files."""
    with _locked():
        catalog = merged(read(), collected())
        for message in catalog:
            chinese = (extra or {}).get(message.id[0] if isinstance(message.id, tuple) else message.id)
            if chinese:
                message.string = (chinese,) if isinstance(message.id, tuple) else chinese
        PO.write_bytes(po_bytes(catalog))
        PO.with_suffix(".mo").write_bytes(mo_bytes(read()))
        update_partial(catalog, extra_partial)
    return catalog


def problems(catalog: Catalog, fresh: Catalog) -> list[str]:
    """Texts that are not in the catalogue or have no Chinese, and translations whose placeholders differ."""
    stored = {_key(message): message for message in catalog if message.id}
    found = []
    for message in fresh:
        if not message.id:
            continue
        mine = stored.get(_key(message))
        where = ", ".join(sorted({name for name, _line in message.locations}))
        if mine is None or not _translated(mine):
            found.append(f"no Chinese: {message.id!r} ({where})")
        elif _placeholders(mine.string) - _placeholders(message.id):
            found.append(f"placeholders differ: {message.id!r} → {mine.string!r} ({where})")
    return found


def _placeholders(text: str | tuple[str, ...]) -> set[str]:
    return set(PLACEHOLDER.findall(text if isinstance(text, str) else " ".join(text)))


def check() -> list[str]:
    """What is wrong with the committed catalogue, in words."""
    catalog = read()
    found = problems(catalog, collected())
    compiled = PO.with_suffix(".mo")
    if not compiled.exists() or _compiled(compiled.read_bytes()) != _compiled(mo_bytes(catalog)):
        found.append("the compiled catalogue is older than the text; run `make messages`")
    return found + check_partial(catalog)


def check_partial(full: Catalog) -> list[str]:
    """What is wrong with the partial catalogue: placeholders that differ, a compiled form that is older."""
    if not partial_po().exists():
        return []
    translated = read_partial()
    found = [f"placeholders differ: {key[1]!r} → {string!r}" for key, string in translated.items()
             if _placeholders(string) != _placeholders(key[1])]
    compiled = partial_po().with_suffix(".mo")
    if not compiled.exists() or _compiled(compiled.read_bytes()) != _compiled(mo_bytes(partial_catalogs(full, translated)[1])):
        found.append("the compiled partial catalogue is older than the texts; run `make messages`")
    return found


def _compiled(content: bytes) -> dict:
    """The texts of a compiled catalogue, without its header, which names the version of Babel."""
    texts = dict(GNUTranslations(BytesIO(content))._catalog)
    texts.pop("", None)
    return texts


def main(arguments: list[str]) -> int:
    """The command line; see the module's text."""
    match arguments:
        case ["update"]:
            update()
        case ["fill", file]:
            update(yaml.safe_load(Path(file).read_text(encoding="utf-8")))
        case ["fill-partial", file]:
            update(extra_partial=yaml.safe_load(Path(file).read_text(encoding="utf-8")))
        case ["check"]:
            pass
        case _:
            print(__doc__)
            return 2
    found = check()
    print("\n".join(found) or f"{len(read())} texts, all in Chinese")
    return 1 if found and arguments[0] == "check" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

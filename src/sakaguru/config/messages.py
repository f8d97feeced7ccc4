"""Catalogues of user texts: Indonesian stands in the source, English beside it.

``python -m sakaguru.config.messages update`` gathers the texts, keeping translations;
``check`` fails when one is missing; ``compile`` makes what Django reads. Babel does
what the gettext programs would, so that none has to be installed.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from babel.messages.catalog import Message

SOURCES = Path(__file__).resolve().parents[1]
LANGUAGES = ("en",)
FUNCTIONS = ("gettext", "ngettext", "pgettext", "npgettext")
KEYWORDS = ("_", *FUNCTIONS, *(f"{function}_lazy" for function in FUNCTIONS))
CALL = re.compile(r"(?<!\w)(_|gettext|ngettext|pgettext|npgettext)\(")
LITERAL = re.compile(
    r"""\s*u?("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')\s*(,?)""", re.DOTALL
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*[^{}]*\}")


class Text(NamedTuple):
    """One text as the source calls for it."""

    ids: tuple[str, ...]
    context: str | None
    where: str


def texts(sources: Path = SOURCES) -> Iterator[Text]:
    for path in sorted(sources.rglob("*")):
        where = path.relative_to(sources.parent).as_posix()
        if path.suffix == ".py":
            yield from texts_of_python(path, where)
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            yield from texts_of_template(path.read_text(), where)


def texts_of_python(path: Path, where: str) -> Iterator[Text]:
    with path.open("rb") as file:
        for _, function, said, _ in extract_python(
            file, dict.fromkeys(KEYWORDS), [], {}
        ):
            if text := text_of_call(str(function), parts_of(said), where):
                yield text


def parts_of(said: object) -> list[str | None]:
    """Babel gives one string as it is and several as a tuple, whatever it declares."""
    return list(said) if isinstance(said, list | tuple) else [str(said)]


def texts_of_template(source: str, where: str) -> Iterator[Text]:
    plain = templatize(source)
    for call in CALL.finditer(plain):
        parts = []
        at = call.end()
        while literal := LITERAL.match(plain, at):
            parts.append(str(ast.literal_eval(literal[1])))
            at = literal.end()
            if not literal[2]:
                break
        if text := text_of_call(call[1], parts, where):
            yield text


def text_of_call(function: str, parts: Sequence[str | None], where: str) -> Text | None:
    context = None
    if function.removeprefix("n").startswith("pgettext"):
        context, *parts = parts or [None]
    count = 2 if function.startswith("n") else 1
    ids = tuple(part for part in parts[:count] if part)
    return Text(ids, context, where) if len(ids) == count else None


def gather(sources: Path = SOURCES) -> Catalog:
    catalog = Catalog(charset="utf-8", fuzzy=False)
    for text in texts(sources):
        name = text.ids if len(text.ids) > 1 else text.ids[0]
        catalog.add(name, context=text.context, locations=[(text.where, 0)])
    return catalog


def catalogue_file(language: str, sources: Path = SOURCES) -> Path:
    return sources / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str, sources: Path = SOURCES) -> Catalog:
    path = catalogue_file(language, sources)
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update_catalogues(sources: Path = SOURCES) -> None:
    """Add new texts, drop those no longer said, keep every translation."""
    wanted = gather(sources)
    for language in LANGUAGES:
        catalog = read(language, sources)
        catalog.update(wanted, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        path = catalogue_file(language, sources)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(
                file,
                catalog,
                width=88,
                sort_output=True,
                include_lineno=False,
                omit_header=True,
            )
        body = path.read_bytes()
        path.write_bytes(header(language) + body)


def header(language: str) -> bytes:
    """Without dates and names, so that the file changes only when texts do."""
    return (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    ).encode()


def faults(sources: Path = SOURCES) -> list[str]:
    """What is missing, left over or broken in the catalogues, in plain lines."""
    wanted = gather(sources)
    found = []
    for language in LANGUAGES:
        catalog = read(language, sources)
        for message in wanted:
            if message.id:
                found += faults_of(message, catalog.get(key(message), message.context))
        found += [
            f"{language}: no longer said: {key(message)!r}"
            for message in catalog
            if message.id and wanted.get(key(message), message.context) is None
        ]
    return found


def faults_of(wanted: Message, message: Message | None) -> list[str]:
    where = wanted.locations[0][0] if wanted.locations else "?"
    if message is None or not message.string or not all(strings(message)):
        return [f"{where}: no translation of {key(wanted)!r}"]
    if message.fuzzy:
        return [f"{where}: translation marked fuzzy: {key(wanted)!r}"]
    expected = set(PLACEHOLDER.findall(key(wanted)))
    if any(not set(PLACEHOLDER.findall(said)) <= expected for said in strings(message)):
        return [f"{where}: other placeholders in the translation of {key(wanted)!r}"]
    return []


def key(message: Message) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])


def strings(message: Message) -> list[str]:
    said = message.string
    return [said] if isinstance(said, str) else [str(part) for part in said or ()]


def compile_catalogues(sources: Path = SOURCES) -> None:
    for language in LANGUAGES:
        path = catalogue_file(language, sources)
        if path.exists():
            with path.with_suffix(".mo").open("wb") as file:
                write_mo(file, read(language, sources))


def main(argv: list[str]) -> int:
    if argv == ["update"]:
        update_catalogues()
    elif argv == ["compile"]:
        compile_catalogues()
    elif argv == ["check"]:
        found = faults()
        print("\n".join(found) or "Every text has its translation.")
        return min(len(found), 1)
    else:
        print("Say one of: update, compile, check.", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Bytes of a file of answers to text: encodings are found, not demanded."""

from __future__ import annotations

import codecs
from pathlib import Path

from examsolver.core.problem import Problem, Source

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
LOOKED_AT = 8192
"""Bytes by which UTF-16 without a mark is known: of plain text every other byte is zero."""
TEXTS_ARE = "answers come as JSONL, CSV, a text sheet or a notebook"


def read_source(given: Path | str | bytes, name: str | None = None) -> tuple[Source | None, tuple[Problem, ...]]:
    """The text of a file (a ``Path``), of its bytes, or a text itself, with line ends made alike."""
    if isinstance(given, str):
        return Source(name or "<answers>", _plain(given)), ()
    if isinstance(given, Path):
        name = name or str(given)
        try:
            given = given.read_bytes()
        except OSError as error:
            return None, (Problem(f"{name}: {error.strerror or error}"),)
    return _decoded(given, name or "<answers>")


def _decoded(data: bytes, name: str) -> tuple[Source | None, tuple[Problem, ...]]:
    encoding = encoding_of(data)
    if encoding is None:
        return None, (Problem(f"{name}: this is not a text file", None, TEXTS_ARE),)
    try:
        return Source(name, _plain(data.decode(encoding))), ()
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            told = Problem(f"{name}: damaged UTF-16 at byte {error.start}", None, "save the file as UTF-8")
            return Source(name, _plain(data.decode(encoding, "replace"))), (told,)
        return _line_by_line(data, name, error.start)


def encoding_of(data: bytes) -> str | None:
    """``utf-8``, ``utf-16-le`` or ``utf-16-be`` by mark or by zero bytes; None where it is no text."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return encoding
    head = data[:LOOKED_AT]
    if b"\0" not in head:
        return "utf-8"
    even, odd = head[::2], head[1::2]
    if odd.count(0) > 0.7 * len(odd) and even.count(0) == 0:
        return "utf-16-le"
    if even.count(0) > 0.7 * len(even) and odd.count(0) == 0:
        return "utf-16-be"
    return None


def _line_by_line(data: bytes, name: str, start: int) -> tuple[Source, tuple[Problem, ...]]:
    """UTF-8 where a line is that; other lines in the encoding of Windows: pasted files may hold both."""
    texts, strange = [], 0
    for line in data.split(b"\n"):
        try:
            texts.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            strange += 1
            texts.append(_western(line))
    row = data.count(b"\n", 0, start) + 1
    lines = "1 line was" if strange == 1 else f"{strange} lines were"
    told = Problem(
        f"{name}:{row}: a byte that is not UTF-8 ({data[start]:#04x}); {lines} read as Windows-1252 (Latin-1)",
        None,
        "save the file as UTF-8, and look at names and symbols in the report",
    )
    return Source(name, _plain("\n".join(texts))), (told,)


def _western(line: bytes) -> str:
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _plain(text: str) -> str:
    text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

"""Bytes of a file of answers to text: encodings are found, not demanded."""

from __future__ import annotations

from pathlib import Path

from examsolver.core.problem import Problem, Source

BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


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
    encoding = next((encoding for mark, encoding in BOMS if data.startswith(mark)), "utf-8-sig")
    if encoding != "utf-16" and b"\0" in data[:8192]:
        return None, (Problem(f"{name}: this is not a text file", None, "answers come as JSONL, CSV or a text sheet"),)
    try:
        return Source(name, _plain(data.decode(encoding))), ()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        told = Problem(
            f"{name}:{line}: a byte that is not UTF-8 ({data[error.start]:#04x}); the file was read as Latin-1",
            None,
            "save the file as UTF-8, and look at names and symbols in the report",
        )
        return Source(name, _plain(data.decode("latin-1"))), (told,)


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")

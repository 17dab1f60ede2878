"""Text files in: bytes to a source with a name, or a problem."""

from __future__ import annotations

from pathlib import Path

from examsolver.core.problem import ExamError, Problem, Source


def source_of(given: Path | str, name: str = "<text>") -> Source:
    """A ``Path`` is a file, a ``str`` is text. Raises ExamError for a file that cannot be read as text."""
    if isinstance(given, str):
        return Source(name, given)
    try:
        data = given.read_bytes()
    except OSError as error:
        raise ExamError([Problem(f"{given}: {error.strerror or error}")]) from error
    return source_of_bytes(data, str(given))


def source_of_bytes(data: bytes, name: str) -> Source:
    """The text of a file's bytes, in UTF-8 with or without a byte-order mark."""
    if b"\0" in data[:8192]:
        raise ExamError([Problem(f"{name}: this is not a text file", None, "save the questions as plain text, UTF-8")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"{name}:{line}: a byte that is not UTF-8 ({data[error.start]:#04x})"
        raise ExamError([Problem(message, None, "save the file as UTF-8")]) from error
    return Source(name, text.replace("\r\n", "\n").replace("\r", "\n"))

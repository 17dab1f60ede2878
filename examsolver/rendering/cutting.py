"""Long texts cut where people read them; what programs read is never cut."""

from __future__ import annotations

LETTERS = 500
LINES = 15
REST = "… (the rest is left out here)"


def cut(text: str, letters: int = LETTERS, lines: int = LINES) -> str:
    """A text, or its beginning and a note that more was there."""
    kept = "".join(text.splitlines(keepends=True)[:lines])[:letters]
    return text if kept == text else f"{kept.rstrip()} {REST}"


def brief(text: str, letters: int = 100) -> str:
    """A text on one line, to be quoted in a table."""
    line = " ".join(text.split())
    return line if len(line) <= letters else line[: letters - 1].rstrip() + "…"

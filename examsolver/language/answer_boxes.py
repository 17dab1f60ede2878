r"""``\boxed{…}``: where a text has boxes, what is in them is the answer."""

from __future__ import annotations

import re

from examsolver.language.answer_limits import Unreadable

_BOX = re.compile(r"\\f?boxed\s*\{")
MOST = 50


def unboxed(text: str) -> str:
    """The contents of the boxes side by side; a text that has none as it is.

    Raises:
        Unreadable: a box that is not closed, or too many.
    """
    found = list(_BOX.finditer(text))
    if not found:
        return text
    if len(found) > MOST:
        raise Unreadable("too many boxes")
    return ", ".join(_inside(text, match.end()) for match in found)


def _inside(text: str, begin: int) -> str:
    level = 1
    for place in range(begin, len(text)):
        level += (text[place] == "{") - (text[place] == "}")
        if level == 0:
            return text[begin:place].strip()
    raise Unreadable("a box is not closed")

"""Characters that people type for one another, made one. Every place in the text stays where it was."""

from __future__ import annotations

_MINUS = dict.fromkeys("−–—‐‑‒﹣-", "-")
_TIMES = dict.fromkeys("⊙∘·⋅∗", "*")
_QUOTES = dict.fromkeys("“”„‟″", '"') | dict.fromkeys("‘’‛′ʹ", "'")
_BLANKS = dict.fromkeys(["\u00a0", "\u1680", *map(chr, range(0x2000, 0x200B)), "\u202f", "\u205f", "\u3000"], " ")
_UNSEEN = dict.fromkeys("\ufeff\u200b\u2060\u2028\u2029\u0085\v\f", " ")
_OTHER = {"⊤": "T", "ᵀ": "T", "⟨": "(", "⟩": ")"}
_SAME = str.maketrans({**_MINUS, **_TIMES, **_QUOTES, **_BLANKS, **_UNSEEN, **_OTHER})


def plain(text: str) -> str:
    """The text, of the same length, with look-alikes replaced and every line ended by a line feed.

    ``×`` stays: it joins sizes and multiplies.
    """
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    return text if text.isascii() else text.translate(_SAME)

"""Texts as values: words of a sentence, sentences of a corpus, characters of a word; vocabularies."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Value
from examsolver.core.rule import Facts, Option, Rule
from examsolver.maths.arrays import has_text
from examsolver.rules.selecting import INDEX_BASE

Words = tuple[str, ...]

WRITE_WORDS = 'write a sentence such as "the cat sat", or a list of words such as ["the", "cat", "sat"]'


def words_of(text: Value) -> Words:
    """The words of a text (cut at blanks), or the entries of a list of words.

    Raises:
        LawError: something that is no text.
    """
    if isinstance(text, str):
        return tuple(text.split())
    if isinstance(text, tuple) and all(isinstance(word, str) for word in text):
        return text
    raise LawError("expected a text", WRITE_WORDS)


def sentences_of(corpus: Value) -> tuple[Words, ...]:
    """The sentences of a corpus, each as its words: one text, a list of sentences, or the list of words of one.

    Raises:
        LawError: something that is no text.
    """
    if isinstance(corpus, tuple) and any(isinstance(part, tuple) or " " in str(part) for part in corpus):
        return tuple(words_of(part) for part in corpus)
    return (words_of(corpus),)


def units_of(text: Value) -> Words:
    """Words where there are several, else the characters of the one word.

    Raises:
        LawError: something that is no text.
    """
    words = words_of(text)
    return tuple(words[0]) if isinstance(text, str) and len(words) == 1 else words


def several(text: Value) -> bool:
    """Whether a text is compared word by word rather than character by character."""
    return not isinstance(text, str) or len(text.split()) > 1


def whole(value: Value, what: str, least: int = 0) -> int:
    """A whole number out of a value.

    Raises:
        LawError: it is none, or less than ``least``.
    """
    if isinstance(value, (int, Fraction, float)) and not isinstance(value, bool) and value == int(value) >= least:
        return int(value)
    raise LawError(f"{what} must be a whole number from {least}")


def number_of(facts: Facts, name: str) -> Any:
    """A number out of an input. Raises LawError for anything else."""
    value = facts.value(name)
    if isinstance(value, (int, Fraction, float)):
        return value
    raise LawError(f"{name} must be a number")


def numbers_of(facts: Facts, name: str) -> list[Any]:
    """The numbers of an input. Raises LawError for texts."""
    value = facts.value(name)
    if has_text(value):
        raise LawError(f"{name} must be numbers")
    return listed(value)


def word_of(facts: Facts, name: str) -> str:
    """The one word of an input. Raises LawError for several, and for none."""
    words = words_of(facts.value(name))
    if len(words) != 1:
        raise LawError(f"{name} has {len(words)} words", "write one word")
    return words[0]


def place_of(word: str, vocabulary: Words, what: str = "the vocabulary") -> int:
    """Where a word stands, from 0. Raises LawError where it is not there."""
    if word not in vocabulary:
        raise LawError(f"{word!r} is not in {what}", f"there are: {', '.join(vocabulary)}")
    return vocabulary.index(word)


def names_or_numbers(facts: Facts, name: str, count: int) -> Words:
    """The names of ``count`` things: the input ``name`` where it is given, else 1, 2, 3.

    Raises:
        LawError: another number of names.
    """
    if not facts.has(name):
        return tuple(str(place + 1) for place in range(count))
    found = words_of(facts.value(name))
    if len(found) != count:
        raise LawError(f"{name} has {len(found)} entries where {count} are needed")
    return found


def listed(value: Value) -> list[Any]:
    """The entries of a vector, or the one number."""
    return list(np.ravel(value)) if isinstance(value, np.ndarray) else [value]


def first_number(conventions: Conventions, *values: Value) -> int:
    """The number that counting begins with: by convention 1 or 0; 0 also where a 0 is given."""
    zero = any(number == 0 for value in values if not has_text(value) for number in listed(value))
    return 0 if zero or INDEX_BASE.chosen(conventions).name == "zero" else 1


def grams_of(words: Sequence[str], n: int) -> list[Words]:
    """All runs of n words, in order."""
    return [tuple(words[start : start + n]) for start in range(len(words) - n + 1)]


def lowered(text: str) -> str:
    """A text in small letters."""
    return text.lower()


def tokens(text: Value, lower: bool = False) -> Value:
    """The words of a text, cut at blanks; of a list of sentences all words in order."""
    return tuple(lowered(word) if lower else word for sentence in sentences_of(text) for word in sentence)


def _tokens_by_hand(text: Value, lower: bool = False) -> Value:
    """Oracle: character by character."""
    found, word = [], ""
    for character in (" ".join(text) if isinstance(text, tuple) else text) + " ":
        if not character.isspace():
            word += character.lower() if lower else character
        elif word:
            found.append(word)
            word = ""
    return tuple(found)


def vocabulary(text: Value, alphabetical: bool = False) -> Value:
    """Every word once, in order of appearance or of the alphabet."""
    found = dict.fromkeys(tokens(text))
    return tuple(sorted(found) if alphabetical else found)


def _vocabulary_by_hand(text: Value, alphabetical: bool = False) -> Value:
    """Oracle: a word is new if it did not stand before."""
    words = _tokens_by_hand(text)
    new = [word for place, word in enumerate(words) if word not in words[:place]]
    return tuple(sorted(new)) if alphabetical else tuple(new)


RULES = (
    Rule(
        name="tokens",
        summary="the words of a text, cut at blanks",
        law=tokens,
        inputs=("text",),
        because="cut the text at its blanks",
        options=(Option("lower", "whether capital letters are made small", "flag", False),),
        oracle=_tokens_by_hand,
        example='question cut: compute\n  w = tokens("The cat sat", lower=yes)\n  find w',
        also=("tokenise", "tokenize", "words"),
    ),
    Rule(
        name="vocabulary",
        step=True,
        summary="every word of a text once, in order of appearance",
        law=vocabulary,
        inputs=("text",),
        because="list every word once",
        options=(Option("alphabetical", "whether the words are put in order of the alphabet", "flag", False),),
        oracle=_vocabulary_by_hand,
        example='question types: compute\n  v = vocabulary("the cat and the dog")\n  find v',
    ),
)

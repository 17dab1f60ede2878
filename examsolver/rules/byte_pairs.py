"""Byte pair encoding: the commonest pair of symbols is merged, again and again."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Option, Result, Rule
from examsolver.rules.rewriting import slip
from examsolver.rules.texts import Words, listed, sentences_of, whole, words_of

END_OF_WORD = Convention(
    "end of word",
    (
        Variant("none", "words are their characters alone"),
        Variant("marked", "every word ends with the symbol _"),
    ),
)
Rows = tuple[Words, ...]


def spelt(text: Value, end_of_word: str = "none") -> Value:
    """Every word of a text as its characters, in a row of its own."""
    if end_of_word not in ("none", "marked"):
        raise LawError(f"end of word {end_of_word} is not known", "write none or marked")
    end = ("_",) if end_of_word == "marked" else ()
    return tuple((*word, *end) for words in sentences_of(text) for word in words)


def _spelt_by_loops(text: Value, end_of_word: str = "none") -> Value:
    found = []
    for words in sentences_of(text):
        for word in words:
            found.append(tuple(word + ("_" if end_of_word == "marked" else "")))
    return tuple(found)


def pair_counts(rows: Rows, times: tuple[int, ...] = ()) -> Counter[tuple[str, str]]:
    """How often each pair of neighbouring symbols is met, in order of appearance."""
    counts: Counter[tuple[str, str]] = Counter()
    for row, often in zip(rows, times or (1,) * len(rows), strict=True):
        for pair in pairwise(row):
            counts[pair] += often
    return counts


def commonest_pair(rows: Value, times: tuple[int, ...] = ()) -> Value:
    """The pair that is met most often; of equal ones the first. Raises LawError where there is none."""
    counts = pair_counts(rows, times)
    if not counts:
        raise LawError("there is no pair left to merge", "ask for fewer merges")
    return max(counts, key=counts.__getitem__)


def _commonest_by_places(rows: Value, times: tuple[int, ...] = ()) -> Value:
    """Oracle: every pair is counted anew."""
    often = times or (1,) * len(rows)
    pairs = [(row[place], row[place + 1]) for row in rows for place in range(len(row) - 1)]
    best, most = pairs[0], -1
    for pair in pairs:
        count = sum(
            often[number]
            for number, row in enumerate(rows)
            for place in range(len(row) - 1)
            if (row[place], row[place + 1]) == pair
        )
        if count > most:
            best, most = pair, count
    return best


def without_frequencies(rows: Value, times: tuple[int, ...] = ()) -> Value:
    """Every word counted once."""
    return commonest_pair(rows)


def merged(rows: Value, pair: Value) -> Value:
    """Every place where the pair stands becomes one symbol, from left to right."""
    return tuple(_merged(row, pair) for row in rows)


def _merged(row: Words, pair: Words) -> Words:
    found: list[str] = []
    place = 0
    while place < len(row):
        here = row[place : place + 2] == tuple(pair)
        found.append("".join(pair) if here else row[place])
        place += 2 if here else 1
    return tuple(found)


def _merged_by_text(rows: Value, pair: Value) -> Value:
    """Oracle: as a replacement in a text with doubled blanks between symbols."""
    one, other = pair
    texts = ("".join(f" {symbol} " for symbol in row) for row in rows)
    return tuple(tuple(text.replace(f" {one}  {other} ", f" {one}{other} ").split()) for text in texts)


def bpe(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Spell, then find and merge the commonest pair, so often as asked."""
    times: tuple[int, ...] = ()
    count = len(words_of(facts.value("text"))) if not isinstance(facts.value("text"), str) else facts.shape("text")[0]
    if facts.has("frequencies"):
        times = tuple(whole(number, "a frequency", 1) for number in listed(facts.value("frequencies")))
        if len(times) != count:
            raise LawError(f"{count} words and {len(times)} frequencies", "one for each word")
    found = [Equation("words[0]", apply("spelt", Sym("text")), "every word as its characters")]
    merges = whole(facts.value("merges"), "the number of merges", 1)
    for step in range(1, merges + 1):
        before: Formula = Sym("words", (Num(step - 1),))
        pair = Sym("pair", (Num(step),))
        found.append(Equation(f"pair[{step}]", apply("commonest_pair", before, times=times)))
        found.append(Equation(f"words[{step}]", apply("merge_pair", before, pair), "merge it wherever it stands"))
    return (*found, Equation("segmented", Sym("words", (Num(merges),)), "what the words have become"))


def _pair_notation(rows: Formula, times: tuple[int, ...] = ()) -> Formula:
    return apply("commonest_pair", rows)


RULES = (
    Rule(
        name="spelt",
        step=True,
        summary="every word of a text as its characters",
        law=spelt,
        inputs=("text",),
        because="every word as its characters",
        conventions=(END_OF_WORD,),
        oracle=_spelt_by_loops,
        example='question chars: compute\n  w = spelt("low low")\n  find w',
    ),
    Rule(
        name="commonest_pair",
        step=True,
        summary="the pair of neighbouring symbols that is met most often",
        law=commonest_pair,
        inputs=("words",),
        because="count every pair of neighbouring symbols; of equal ones the first that is met",
        options=(Option("times", "how often each word is met", "size", ()),),
        notation=_pair_notation,
        misconceptions=(
            slip("frequencies-ignored", "A pair is met as often as the words that hold it.", without_frequencies),
        ),
        oracle=_commonest_by_places,
        example='question pair: compute\n  p = commonest_pair([["l", "o", "w"], ["l", "o"]])\n  find p',
    ),
    Rule(
        name="merge_pair",
        step=True,
        summary="a pair of symbols merged into one wherever it stands",
        law=merged,
        inputs=("words", "pair"),
        because="merge the pair wherever it stands",
        oracle=_merged_by_text,
        example='question one: compute\n  w = merge_pair([["l", "o", "w"], ["l", "o"]], ["l", "o"])\n  find w',
    ),
)

ALGORITHMS = (
    Algorithm(
        name="bpe",
        summary="byte pair encoding: merges learned from words and how often they are met",
        inputs=(
            Input("text", "the words: a text, or a list of words", "any", also=("words", "corpus")),
            Input("merges", "how many merges are learned", "number", 1, also=("steps",)),
            Input("frequencies", "how often each word is met; left out, once", "array", optional=True,
                  also=("counts",)),
        ),
        results=(
            Result("segmented", "the words after the last merge"),
            Result("pair", "pair[i]: what is merged in step i", ("merge",)),
            Result("words", "words[i]: the words after merge i"),
        ),
        equations=bpe,
        conventions=(END_OF_WORD,),
        example='question b: compute bpe\n  text = ["low", "lower", "newest"]\n  frequencies = [5, 2, 6]\n'
        "  merges = 2\n  find pair[1], pair[2], segmented",
        also=("byte-pair-encoding",),
    ),
)  # fmt: skip

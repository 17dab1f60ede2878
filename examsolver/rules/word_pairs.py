"""What a sentence gives to learn from: pairs of skip-gram, contexts of CBOW, counts of neighbours."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Misconception, Value
from examsolver.core.formula import Sym, apply
from examsolver.core.picture import TableFacts
from examsolver.core.question import Picture
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Option, Result, Rule
from examsolver.maths.arrays import settle
from examsolver.rules.rewriting import slip
from examsolver.rules.texts import Words, place_of, sentences_of, tokens, vocabulary, whole, words_of

WINDOW = Option("window", "how many words to each side belong to the context", "integer", 2)
DIRECTIONS = ("both", "after", "before")


def neighbours(place: int, count: int, window: int, direction: str = "both") -> list[int]:
    """The places of the context of a word, in order. Raises LawError for an unknown direction."""
    if direction not in DIRECTIONS:
        raise LawError(f"direction {direction!r} is not known", "write direction=both, after or before")
    first = place if direction == "after" else max(0, place - window)
    last = place if direction == "before" else min(count - 1, place + window)
    return [other for other in range(first, last + 1) if other != place]


def skip_gram_pairs(text: Value, window: int = 2) -> Value:
    """Every word with every word of its context: (centre, context)."""
    return tuple(
        (words[place], words[other])
        for words in sentences_of(text)
        for place in range(len(words))
        for other in neighbours(place, len(words), window)
    )


def cbow_pairs(text: Value, window: int = 2) -> Value:
    """Every context with the word in its middle, which stands last: (context …, target)."""
    return tuple(
        (*(words[other] for other in around), words[place])
        for words in sentences_of(text)
        for place in range(len(words))
        if (around := neighbours(place, len(words), window))
    )


def one_sided(law: Callable[..., Value], side: str, text: Value, window: int = 2) -> Value:
    """The pairs with the context on one side only."""
    found: list[Words] = []
    for words in sentences_of(text):
        for place in range(len(words)):
            around = neighbours(place, len(words), window, side)
            if law is skip_gram_pairs:
                found += [(words[place], words[other]) for other in around]
            elif around:
                found.append((*(words[other] for other in around), words[place]))
    return tuple(found)


def full_windows_only(text: Value, window: int = 2) -> Value:
    """Only the words that have a full window to both sides."""
    return tuple(
        (*words[place - window : place], *words[place + 1 : place + window + 1], words[place])
        for words in sentences_of(text)
        for place in range(window, len(words) - window)
    )


def window_in_all(law: Callable[..., Value], text: Value, window: int = 2) -> Value:
    """The window taken for both sides together. Raises LawError for an odd one."""
    if window % 2:
        raise LawError("an odd window has no half")
    return law(text, window // 2)


def _pairs_by_distance(text: Value, window: int = 2) -> Value:
    """Oracle: all pairs of places, kept where they are near."""
    return tuple(
        (words[one], words[other])
        for words in sentences_of(text)
        for one in range(len(words))
        for other in range(len(words))
        if 0 < abs(one - other) <= window
    )


def _contexts_by_distance(text: Value, window: int = 2) -> Value:
    """Oracle: for every place all near places."""
    found = []
    for words in sentences_of(text):
        for one, target in enumerate(words):
            near = [word for other, word in enumerate(words) if 0 < abs(one - other) <= window]
            found += [(*near, target)] if near else []
    return tuple(found)


def neighbour_counts(text: Value, words: Value, window: int = 1, direction: str = "both") -> Value:
    """How often each word (column) stands in the window of each word (row).

    Raises:
        LawError: a word that is not in the vocabulary.
    """
    known = words_of(words)
    counts = np.zeros((len(known), len(known)), dtype=object)
    for sentence in sentences_of(text):
        places = [place_of(word, known) for word in sentence]
        for place, row in enumerate(places):
            for other in neighbours(place, len(places), window, direction):
                counts[row, places[other]] += 1
    return settle(counts)


def _counts_by_pairs(text: Value, words: Value, window: int = 1, direction: str = "both") -> Value:
    """Oracle: for every pair of words all pairs of places."""
    known = words_of(words)
    shift = {"both": (-window, window), "after": (1, window), "before": (-window, -1)}[direction]
    counts = np.zeros((len(known), len(known)))
    for row, one in enumerate(known):
        for column, other in enumerate(known):
            for sentence in sentences_of(text):
                at = [place for place, word in enumerate(sentence) if word == one]
                to = [place for place, word in enumerate(sentence) if word == other]
                counts[row, column] += sum(b != a and shift[0] <= b - a <= shift[1] for a in at for b in to)
    return counts


def with_direction(other: str, text: Value, words: Value, window: int = 1, direction: str = "both") -> Value:
    """The counts for another direction."""
    return neighbour_counts(text, words, window, other)


def counts_transposed(text: Value, words: Value, window: int = 1, direction: str = "both") -> Value:
    """Rows and columns exchanged."""
    return settle(neighbour_counts(text, words, window, direction).T)


def seen_or_not(text: Value, words: Value, window: int = 1, direction: str = "both") -> Value:
    """1 wherever there is a count."""
    return settle(np.vectorize(min, otypes=[object])(neighbour_counts(text, words, window, direction), 1))


def row_left_empty(row: int, text: Value, words: Value, window: int = 1, direction: str = "both") -> Value:
    """The counts with one row left empty. Raises LawError where it is empty anyway."""
    counts = neighbour_counts(text, words, window, direction)
    if row >= len(counts) or not any(counts[row]):
        raise LawError("that row is empty anyway")
    counts[row] = 0
    return settle(counts)


def row_skipped(row: int) -> Misconception:
    """One word's row was forgotten."""
    return slip(
        "row-skipped", "The row of one word was left empty; every word of the text has its own.",
        partial(row_left_empty, row),
    )  # fmt: skip


COUNTING_SLIPS = (
    slip("rows-and-columns-exchanged", "The row is the word, the column its neighbour.", counts_transposed),
    slip("repetitions-not-counted", "A neighbour that is met again is counted again.", seen_or_not),
    slip(
        "one-direction-only", "Neighbours on both sides are counted, not only those behind.",
        partial(with_direction, "after"),
    ),
    slip(
        "both-directions-counted", "Only one direction is counted here, not neighbours on both sides.",
        partial(with_direction, "both"),
    ),
)  # fmt: skip

ONE_SIDE_SAYS = "The context reaches to both sides of a word."
HALF_WINDOW_SAYS = "The window counts the words on each side, not both sides together."

RULES = (
    Rule(
        name="skip_gram_pairs",
        summary="the pairs (centre, context) that skip-gram learns from",
        law=skip_gram_pairs,
        inputs=("text",),
        because="each word is a centre, with each word of its window as context",
        options=(WINDOW,),
        misconceptions=(
            slip("context-on-one-side", ONE_SIDE_SAYS, partial(one_sided, skip_gram_pairs, "after")),
            slip("context-on-one-side", ONE_SIDE_SAYS, partial(one_sided, skip_gram_pairs, "before")),
            slip("window-in-all", HALF_WINDOW_SAYS, partial(window_in_all, skip_gram_pairs)),
        ),
        oracle=_pairs_by_distance,
        example='question pairs: compute\n  P = skip_gram_pairs("the cat sat", window=1)\n  find P',
        also=("skipgram_pairs",),
    ),
    Rule(
        name="cbow_pairs",
        summary="the contexts that CBOW learns from, each with the word in its middle at the end",
        law=cbow_pairs,
        inputs=("text",),
        because="the words of a window predict the word in its middle",
        options=(WINDOW,),
        misconceptions=(
            slip("context-on-one-side", ONE_SIDE_SAYS, partial(one_sided, cbow_pairs, "before")),
            slip("full-windows-only", "At the ends of a sentence the window is smaller.", full_windows_only),
            slip("window-in-all", HALF_WINDOW_SAYS, partial(window_in_all, cbow_pairs)),
        ),
        oracle=_contexts_by_distance,
        example='question contexts: compute\n  P = cbow_pairs("the cat sat", window=1)\n  find P',
        also=("cbow_contexts",),
    ),
    Rule(
        name="neighbour_counts",
        step=True,
        summary="how often each word stands in the window of each word of a vocabulary",
        law=neighbour_counts,
        inputs=("text", "words"),
        because="go through the text and count, for each word, the words in its window",
        options=(
            Option("window", "how many words away a neighbour may stand", "integer", 1),
            Option("direction", "both, after or before", "word", "both"),
        ),
        misconceptions=COUNTING_SLIPS,
        oracle=_counts_by_pairs,
        example='question counts: compute\n  v = vocabulary("a b a")\n  C = neighbour_counts("a b a", v)\n  find C',
        also=("neighbor_counts",),
    ),
)


def co_occurrence(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """The vocabulary, where none is given, and the counts."""
    window, direction = whole(facts.value("window"), "the window", 1), str(facts.value("direction"))
    text, found = Sym("text"), []
    if facts.has("lower") and facts.value("lower") == "yes":
        found.append(Equation("words", apply("tokens", text, lower=True), "capital letters are made small"))
        text = Sym("words")
    if not facts.has("vocabulary"):
        found.append(Equation("vocabulary", apply("vocabulary", text), "the words of the text, each once"))
    counts = apply("neighbour_counts", text, Sym("vocabulary"), window=window, direction=direction)
    skipped = tuple(row_skipped(row) for row in range(min(len(_known(facts)), 20)))
    return (*found, Equation("C", counts, "one row a word, one column a neighbour", skipped))


def _known(facts: Facts) -> Words:
    if facts.has("vocabulary"):
        return words_of(facts.value("vocabulary"))
    return words_of(vocabulary(tokens(facts.value("text"), lower=facts.value("lower") == "yes")))


def word_pairs(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """The pairs of skip-gram and the contexts of CBOW."""
    window = whole(facts.value("window"), "the window", 1)
    return (
        Equation("skip-gram", apply("skip_gram_pairs", Sym("text"), window=window)),
        Equation("cbow", apply("cbow_pairs", Sym("text"), window=window)),
    )


def counts_table(value: Callable[[str], Value]) -> tuple[Picture, ...]:
    """The matrix with the words beside it."""
    words, counts = value("vocabulary"), value("C")
    if words is None or counts is None:
        return ()
    cells = tuple(tuple(str(int(count)) for count in row) for row in counts)
    strong = tuple((int(row), int(column)) for row, column in np.argwhere(counts != 0))
    facts = TableFacts(tuple(words), tuple(words), cells, strong)
    return (Picture("table", facts, "co-occurrences: " + ", ".join(map(str, words))),)


TEXT = Input("text", "the text: a sentence, or a list of sentences", "any", also=("sentence", "corpus"))

ALGORITHMS = (
    Algorithm(
        name="co-occurrence",
        summary="co-occurrence matrix of the words of a text",
        inputs=(
            TEXT,
            Input("window", "how many words away a neighbour may stand", "number", 1),
            Input("direction", "which neighbours count: both, after or before", "word", "both", words=DIRECTIONS),
            Input("vocabulary", "the words in order; left out, in order of appearance", "texts", optional=True),
            Input("lower", "whether capital letters are made small", "word", "no", words=("yes", "no")),
        ),
        results=(
            Result("C", "the matrix of counts: one row a word, one column a neighbour", ("matrix", "counts")),
            Result("vocabulary", "the words in the order of rows and columns"),
        ),
        equations=co_occurrence,
        pictures=counts_table,
        example='question counts: compute co-occurrence\n  text = "the cat saw the dog"\n  window = 1\n'
        "  direction = after\n  find vocabulary, C",
        also=("cooccurrence", "co-occurrence-matrix"),
    ),
    Algorithm(
        name="word-pairs",
        summary="the training pairs of skip-gram and the contexts of CBOW for a window",
        inputs=(TEXT, Input("window", "how many words to each side belong to the context", "number", 2)),
        results=(
            Result("skip-gram", "pairs (centre, context)", ("pairs",)),
            Result("cbow", "contexts, each with its target last", ("contexts",)),
        ),
        equations=word_pairs,
        example='question pairs: compute word-pairs\n  text = "the cat sat"\n  window = 1\n  find skip-gram, cbow',
        also=("training-pairs", "skip-gram-pairs"),
    ),
)

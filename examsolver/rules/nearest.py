"""Neighbours and analogies among word vectors."""

from __future__ import annotations

from collections.abc import Callable

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Listing, Num, Sym, apply
from examsolver.core.picture import TableFacts
from examsolver.core.question import Picture
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Option, Result, Rule
from examsolver.maths.arrays import describe
from examsolver.rules.arithmetic import negate
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.rewriting import slip
from examsolver.rules.texts import Words, listed, names_or_numbers, place_of, whole

MEASURES = ("cosine", "dot", "euclidean")


def ranked(scores: Value, words: Words = ()) -> Value:
    """The names in order of their scores, the largest first; of equal ones the first."""
    entries = listed(scores)
    names = words or tuple(str(place + 1) for place in range(len(entries)))
    return tuple(names[place] for place in sorted(range(len(entries)), key=entries.__getitem__, reverse=True))


def _ranked_by_taking(scores: Value, words: Words = ()) -> Value:
    """Oracle: the best is taken out again and again."""
    entries = listed(scores)
    left = list(zip(entries, words or map(str, range(1, len(entries) + 1)), strict=True))
    found = []
    while left:
        best = left[0]
        for pair in left:
            if pair[0] > best[0]:
                best = pair
        found.append(best[1])
        left.remove(best)
    return tuple(found)


def smallest_first(scores: Value, words: Words = ()) -> Value:
    """The names with the smallest score first."""
    return ranked(negate(scores), words)


def first_word(words: Value) -> Value:
    """The first of several words."""
    return words[0]


def _first_by_loop(words: Value) -> Value:
    return next(iter(words))


def table_of(facts: Facts) -> tuple[Words, int]:
    """Names of the vectors and their length. Raises LawError where they are no matrix."""
    shape = facts.shape("vectors")
    if len(shape) != 2:
        raise LawError(f"vectors is {describe(shape)}", "one row a word")
    return names_or_numbers(facts, "words", shape[0]), shape[1]


def _row(facts: Facts, name: str, words: Words) -> tuple[Formula, str | None]:
    """A vector of the table, by name or number, or one that is given itself; and the word that it belongs to."""
    given = facts.value(name)
    if isinstance(given, str):
        return Sym("vectors", (Num(place_of(given, words) + 1),)), given
    if not facts.shape(name):
        row = whole(given, name, 1)
        if row > len(words):
            raise LawError(f"there is no vector {row}", f"there are {len(words)}")
        return Sym("vectors", (Num(row),)), words[row - 1]
    if facts.shape(name) != facts.shape("vectors")[1:]:
        said = f"{name} {describe(facts.shape(name))}, vectors {describe(facts.shape('vectors'))}"
        raise LawError(f"the shapes do not fit: {said}", "a vector as long as the rows, a word, or the number of a row")
    return Sym(name), None


def _similar(measure: str, query: Formula, row: int) -> Formula:
    vector = apply("index", Sym("vectors"), row)
    if measure == "dot":
        return query @ vector
    return apply("norm", query - vector) if measure == "euclidean" else apply("cosine", query, vector)


def _compared(facts: Facts, query: Formula, words: Words, without: set[str | None]) -> list[Equation]:
    """A similarity for every other word, and the words in order."""
    measure = str(facts.value("measure"))
    rows = [row for row, word in enumerate(words, start=1) if word not in without]
    if not rows:
        raise LawError("there is no other word")
    found = [Equation(f"s[{row}]", _similar(measure, query, row), f"with {words[row - 1]}") for row in rows]
    scores = Listing(tuple(Sym("s", (Num(row),)) for row in rows))
    names = tuple(words[row - 1] for row in rows)
    found.append(Equation("similarities", scores, "all of them"))
    law = apply("ranked", -Sym("similarities") if measure == "euclidean" else Sym("similarities"), words=names)
    says = "the smallest distance first" if measure == "euclidean" else "the most similar first"
    return [*found, Equation("order", law, says), Equation("nearest", apply("first_word", Sym("order")))]


def nearest(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """The similarity of one vector with all others."""
    words, _ = table_of(facts)
    query, own = _row(facts, "query", words)
    return tuple(_compared(facts, query, words, {own}))


def analogy(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """a is to b as c is to: the word nearest to b − a + c, these three left out."""
    words, _ = table_of(facts)
    (a, one), (b, two), (c, three) = (_row(facts, name, words) for name in ("a", "b", "c"))
    says = "The way from a to b is gone from c: b − a + c."
    target = Line("target", b - a + c, "the way from a to b, gone from c", (
        Mistake("analogy-turned-round", says, a - b + c),
        Mistake("analogy-added", says, a + b + c),
    ))  # fmt: skip
    return (*with_mistakes([target]), *_compared(facts, Sym("target"), words, {one, two, three}))


def similarity_table(value: Callable[[str], Value]) -> tuple[Picture, ...]:
    """Every word with its similarity; the nearest stands out."""
    order, scores = value("order"), value("similarities")
    if order is None or scores is None:
        return ()
    cells = tuple((f"{score:.4g}",) for score in sorted(map(float, listed(scores)), reverse=True))
    facts = TableFacts(("similarity",), tuple(order), cells, ((0, 0),))
    return (Picture("table", facts, f"similarities, {order[0]} first"),) if value("measure") != "euclidean" else ()


RULES = (
    Rule(
        name="ranked",
        step=True,
        summary="names in order of their scores, the largest first",
        law=ranked,
        inputs=("scores",),
        because="put them in order",
        options=(Option("words", "the names; left out, numbers from 1", "size", ()),),
        misconceptions=(slip("smallest-first", "The largest comes first.", smallest_first),),
        oracle=_ranked_by_taking,
        example='question order: compute\n  o = ranked([0.2, 0.5], words=["a", "b"])\n  find o',
    ),
    Rule(
        name="first_word",
        step=True,
        summary="the first of several words",
        law=first_word,
        inputs=("words",),
        because="take the first",
        oracle=_first_by_loop,
        example='question one: compute\n  w = first_word(["a", "b"])\n  find w',
    ),
)

TABLE = (
    Input("vectors", "the vectors, one row a word", "array", also=("W", "E", "embeddings")),
    Input("words", "the words, in the order of the rows; left out, numbers", "texts", optional=True,
          also=("vocabulary",)),
)  # fmt: skip
MEASURE = Input("measure", "cosine, dot or euclidean", "word", "cosine", words=MEASURES)
RESULTS = (
    Result("nearest", "the nearest word", ("neighbour", "neighbor", "word")),
    Result("order", "all other words, nearest first"),
    Result("s", "s[i]: similarity with row i"),
    Result("similarities", "similarities with all words that are compared"),
)
VECTORS = '  words = ["king", "queen", "man", "woman"]\n  vectors = [[3, 1], [3, 4], [1, 1], [1, 4]]\n'

ALGORITHMS = (
    Algorithm(
        name="nearest-neighbour",
        summary="the word whose vector is nearest to another's, by cosine, dot product or distance",
        inputs=(*TABLE, Input("query", "a word, its number, or a vector", "any", also=("q", "word")), MEASURE),
        results=RESULTS,
        equations=nearest,
        pictures=similarity_table,
        example=f'question near: compute nearest-neighbour\n{VECTORS}  query = "king"\n'
        "  find nearest\n  find similarities to 4 decimals",
        also=("nearest-neighbor", "nearest-word", "most-similar"),
    ),
    Algorithm(
        name="analogy",
        summary="a is to b as c is to …: the word nearest to b − a + c",
        inputs=(
            *TABLE,
            Input("a", "man, in man is to king as woman is to …", "any"),
            Input("b", "king", "any"),
            Input("c", "woman", "any"),
            MEASURE,
        ),
        results=(*RESULTS, Result("target", "the vector b − a + c")),
        equations=analogy,
        pictures=similarity_table,
        example=f'question like: compute analogy\n{VECTORS}  a = "man"\n  b = "king"\n  c = "woman"\n'
        "  find target, nearest",
        also=("word-analogy",),
    ),
)

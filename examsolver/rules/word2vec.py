"""word2vec with the full softmax: skip-gram and CBOW, forward, error, gradients and updates."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from operator import add, mul, sub

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Listing, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import describe
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.rewriting import SIGN_SLIP
from examsolver.rules.selecting import INDEX_BASE
from examsolver.rules.texts import Words, first_number, listed, names_or_numbers, place_of, whole, words_of

OUTPUT = Convention(
    "output embeddings",
    (
        Variant("columns", "every word has a column in the output matrix: u = h U, where its shape leaves it open"),
        Variant("rows", "every word has a row in the output matrix: u = U h, where its shape leaves it open"),
    ),
    quiet=True,
)
CBOW = Convention(
    "cbow",
    (
        Variant("mean", "the hidden layer is the mean of the context vectors"),
        Variant("sum", "the hidden layer is the sum of the context vectors"),
    ),
)


def words_in(facts: Facts, name: str, vocabulary: Words, base: int) -> list[int]:
    """The rows (from 1) of one word or several, by name or number. Raises LawError for one that is not there."""
    given = facts.value(name)
    if isinstance(given, (str, tuple)):
        if not words_of(given):
            raise LawError(f"{name} is empty")
        return [place_of(word, vocabulary) + 1 for word in words_of(given)]
    rows = [whole(number, name) - base + 1 for number in listed(given)]
    for row in rows:
        if not 1 <= row <= len(vocabulary):
            raise LawError(f"there is no word {row - 1 + base}", f"the vocabulary has {len(vocabulary)} words")
    return rows


def scores_of(facts: Facts, conventions: Conventions, words: int, size: int) -> tuple[Formula, bool]:
    """The scores of all words, and whether these have rows. Raises LawError where the matrices do not fit."""
    if not facts.has("U"):
        return Sym("W") @ Sym("h"), True
    shape = facts.shape("U")
    if shape not in ((words, size), (size, words)):
        said = f"W {describe((words, size))}, U {describe(shape)}"
        raise LawError(f"the shapes do not fit: {said}", f"U is {size}×{words} or {words}×{size}")
    rows = shape == (words, size) and (words != size or OUTPUT.chosen(conventions).name == "rows")
    return (Sym("U") @ Sym("h") if rows else Sym("h") @ Sym("U")), rows


def one_hot(row: int, words: int) -> Formula:
    """1 at the word, else 0."""
    return Listing(tuple(Num(int(place == row)) for place in range(1, words + 1)))


def row_of(name: str, row: int) -> Formula:
    """A row of an input."""
    return apply("index", Sym(name), row)


def skip_gram(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """The centre's vector predicts every word of the context."""
    words, size = matrix_of(facts)
    vocabulary, base = _named(facts, words, conventions)
    (centre,) = words_in(facts, "center", vocabulary, base)[:1] or (1,)
    says = "the row of the centre word"
    targets = words_in(facts, "context", vocabulary, base) if facts.has("context") else []
    shared = one_hot(centre, words)
    return (Equation("h", row_of("W", centre), says), *_after(facts, conventions, shared, targets, words, size))


def cbow(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """The context's vectors together predict the centre."""
    words, size = matrix_of(facts)
    vocabulary, base = _named(facts, words, conventions)
    places = words_in(facts, "context", vocabulary, base)
    rows = [row_of("W", row) for row in places]
    together = reduce(add, rows)
    mean = CBOW.chosen(conventions).name == "mean" and len(rows) > 1
    says = "the mean of the rows of the context" if mean else "the sum of the rows of the context"
    targets = words_in(facts, "center", vocabulary, base) if facts.has("center") else []
    part = Fraction(1, len(rows)) if mean else 1
    shared = Listing(tuple(Num(part * places.count(row)) for row in range(1, words + 1)))
    hidden = Equation("h", together / len(rows) if mean else together, says)
    return (hidden, *_after(facts, conventions, shared, targets, words, size))


def matrix_of(facts: Facts) -> tuple[int, int]:
    """Words and size of the vectors. Raises LawError where W is no matrix."""
    shape = facts.shape("W")
    if len(shape) != 2:
        raise LawError(f"W is {describe(shape)}", "one row a word")
    return shape[0], shape[1]


def _named(facts: Facts, words: int, conventions: Conventions) -> tuple[Words, int]:
    given = [facts.value(name) for name in ("center", "context") if facts.has(name)]
    return names_or_numbers(facts, "vocabulary", words), first_number(conventions, *given)


def _after(
    facts: Facts, conventions: Conventions, shared: Formula, targets: list[int], words: int, size: int
) -> tuple[Equation, ...]:
    """Scores, probabilities; with targets also error, loss, gradients and updates."""
    scores, rows = scores_of(facts, conventions, words, size)
    found = [
        Equation("u", scores, "the score of every word"),
        Equation("y", apply("softmax", Sym("u")), "the probability of every word"),
    ]
    if not targets:
        return tuple(found)
    chances = [apply("index", Sym("y"), row) for row in targets]
    found.append(Equation("p", reduce(mul, chances), "the probability of the target"))
    loss = -reduce(add, [apply("log", chance) for chance in chances])
    found.append(Equation("loss", loss, "minus the logarithm of the probability of each target"))
    count = len(targets)
    hot = [one_hot(row, words) for row in targets]
    predicted = Sym("y") if count == 1 else count * Sym("y")
    says = "prediction minus target" if count == 1 else "prediction minus target, added up over the context"
    mistakes = [
        Mistake("one-context-word-only", "The errors against all context words are added up.", Sym("y") - hot[place])
        for place in (0, -1)
        if count > 1
    ]
    mistakes.append(Mistake("difference-turned-round", "The error is the prediction minus the target.",
                            reduce(sub, [predicted], reduce(add, hot)), SIGN_SLIP))  # fmt: skip
    error = Line("e", reduce(sub, hot, predicted), says, tuple(mistakes))
    return (*found, *with_mistakes([error, *_learning(facts, rows, shared)]))


def _learning(facts: Facts, rows: bool, shared: Formula) -> list[Line]:
    """Gradients by the matrices, and a step against them."""
    tied = not facts.has("U")
    back = Sym("e") @ Sym("W" if tied else "U") if rows else Sym("U") @ Sym("e")
    found = [Line("EH", back, "the error that reaches the hidden layer, through the output vectors")]
    if not tied:
        outer = apply("outer", Sym("e"), Sym("h")) if rows else apply("outer", Sym("h"), Sym("e"))
        found.append(Line("dU", outer, "error of each word times hidden layer"))
    given = apply("outer", shared, Sym("EH"))
    says = "only the rows of the words that were put in receive the error of the hidden layer"
    if tied:
        given, says = given + apply("outer", Sym("e"), Sym("h")), "W serves twice: its rows as inputs and as outputs"
    found.append(Line("dW", given, says))
    if facts.has("rate"):
        if not tied:
            found.append(Line("U_new", Sym("U") - Sym("rate") * Sym("dU"), "a step against the gradient"))
        found.append(Line("W_new", Sym("W") - Sym("rate") * Sym("dW"), "a step against the gradient"))
    return found


MATRICES = (
    Input("W", "input vectors: one row a word", "array", also=("W_in", "V", "E")),
    Input("U", "output vectors; left out, W serves for both", "array", optional=True, also=("W_out", "C")),
)
REST = (
    Input("vocabulary", "the words, in the order of the rows", "texts", optional=True, also=("vocab",)),
    Input("rate", "the learning rate", "number", optional=True, also=("lr", "eta", "learning_rate")),
)
RESULTS = (
    Result("y", "probabilities of all words", ("probabilities",)),
    Result("h", "hidden layer"),
    Result("u", "scores of all words", ("scores",)),
    Result("p", "probability of the target (of several, of all together)", ("probability",)),
    Result("loss", "cross-entropy", ("L", "J")),
    Result("e", "error: prediction minus target, added up", ("error", "EI")),
    Result("EH", "the error at the hidden layer", ("dh",)),
    Result("dU", "gradient by the output matrix"),
    Result("dW", "gradient by the input matrix"),
    Result("U_new", "output matrix after one step"),
    Result("W_new", "input matrix after one step"),
)
EXAMPLE = (
    "  W = [[1, 0], [0, 1], [1, 1]]\n  U = [[1, 0, -1], [0, 1, 1]]\n  rate = 0.1\n"
)  # fmt: skip

ALGORITHMS = (
    Algorithm(
        name="skip-gram",
        summary="skip-gram (word2vec): probabilities of the context of a word, error, gradients, one update",
        inputs=(
            *MATRICES,
            Input("center", "the centre word: a word, or its number", "any", also=("centre", "input", "word")),
            Input("context", "the word or words of the context", "any", optional=True, also=("target", "output")),
            *REST,
        ),
        results=RESULTS,
        equations=skip_gram,
        conventions=(OUTPUT, INDEX_BASE),
        example=f'question w: compute skip-gram\n  vocabulary = ["I", "like", "tea"]\n{EXAMPLE}'
        '  center = "like"\n  context = ["I", "tea"]\n  find h, u\n  find y, e, EH, U_new, W_new to 4 decimals',
        also=("skipgram", "word2vec"),
    ),
    Algorithm(
        name="cbow",
        summary="CBOW (word2vec): probabilities of a word from its context, error, gradients, one update",
        inputs=(
            *MATRICES,
            Input("context", "the words of the context: words, or their numbers", "any", also=("input",)),
            Input("center", "the word in the middle", "any", optional=True, also=("centre", "target", "word")),
            *REST,
        ),
        results=RESULTS,
        equations=cbow,
        conventions=(CBOW, OUTPUT, INDEX_BASE),
        example=f"question w: compute cbow\n{EXAMPLE}  context = [1, 3]\n  center = 2\n  find h, u\n"
        "  find y, loss, e, U_new, W_new to 4 decimals",
        also=("continuous-bag-of-words",),
    ),
)

"""n-gram language models: probability of a word, of a sentence, perplexity; smoothing, interpolation, backoff."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from operator import add, mul

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Num, Sym, Text, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.ngrams import ENDS, MARKERS, STARTS, gram_count, marked, with_markers
from examsolver.rules.perplexity import ROOT_SAYS
from examsolver.rules.texts import Words, number_of, numbers_of, sentences_of, whole, word_of, words_of

MOST_WORDS = 60


def order_of(facts: Facts) -> int:
    """The n of the model."""
    return whole(facts.value("n"), "n", 1)


def corpus_of(facts: Facts, n: int) -> tuple[Formula, list[Equation]]:
    """The corpus, between markers where that is asked."""
    if facts.value("markers") != "add":
        return Sym("corpus"), []
    return Sym("sentences"), [Equation("sentences", apply("with_markers", Sym("corpus"), n=n))]


def words_after(history: Words, word: str) -> Text:
    """A history and its word as one text."""
    return Text(" ".join((*history, word)))


def counted(corpus: Formula, history: Words, word: str) -> tuple[Formula, Formula]:
    """How often the history with the word is met, and how often the history (nothing: all tokens)."""
    over = apply("gram_count", corpus, words_after(history, word))
    return over, apply("gram_count", corpus, Text(" ".join(history))) if history else apply("token_count", corpus)


def smoothing(facts: Facts) -> Formula | None:
    """The k of add-k, None where it is 0."""
    return Sym("k") if number_of(facts, "k") != 0 else None


def _refuse_unmet(facts: Facts, history: Words, n: int) -> None:
    """LawError where the history is nowhere in the corpus: without smoothing nothing can be said about it."""
    corpus = facts.value("corpus")
    text = with_markers(corpus, n=n) if facts.value("markers") == "add" else corpus
    if history and gram_count(text, " ".join(history)) == 0:
        raise LawError(
            f"the history {' '.join(history)!r} is not met in the corpus", "smooth: k = 1, or use stupid-backoff"
        )


def n_gram(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Counts and their quotient for one word after its history."""
    history = words_of(facts.value("history")) if facts.has("history") else ()
    n = len(history) + 1 if facts.has("history") else order_of(facts)
    word = word_of(facts, "word")
    if n > 1 and not history:
        raise LawError("history is missing", 'write the words before it: history = "the", or n = 1')
    corpus, found = corpus_of(facts, n)
    over, under = counted(corpus, history, word)
    says = "how often its history is met" if history else "all tokens"
    found += [Equation("count", over, "how often it is met"), Equation("history-count", under, says)]
    over, below = Sym("count"), Sym("history-count")
    k = smoothing(facts)
    if k is None:
        _refuse_unmet(facts, history, n)
        line = Line("probability", over / below, "its share of what follows this history")
        return (*found, *with_mistakes([line]))
    found.append(Equation("V", apply("vocabulary_size", corpus), "the size of the vocabulary"))
    law = (over + k) / (below + k * Sym("V"))
    line = Line(
        "probability", law, "k more for every word of the vocabulary, so k V more below", smoothed_wrongly(over, below)
    )
    return (*found, *with_mistakes([line]))


def smoothed_wrongly(over: Formula, below: Formula) -> tuple[Mistake, ...]:
    """What goes wrong with add-k."""
    k = Sym("k")
    once = "What is added to every count is added below once for every word of the vocabulary."
    return (
        Mistake("smoothing-below-forgotten", once, (over + k) / below),
        Mistake("smoothing-below-once", once, (over + k) / (below + k)),
        Mistake("smoothing-forgotten", "The counts are smoothed here.", over / below),
    )


def histories(words: Words, n: int) -> list[tuple[Words, str]]:
    """Every word of a sentence that is predicted, with the n − 1 words before it."""
    begin = next((place for place, word in enumerate(words) if word not in STARTS), len(words))
    return [(words[place - n + 1 : place], words[place]) for place in range(max(begin, n - 1), len(words))]


def sentence(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """A factor for every word, their product, and the perplexity."""
    n = order_of(facts)
    corpus, found = corpus_of(facts, n)
    given = sentences_of(facts.value("sentence"))
    if len(given) != 1:
        raise LawError(f"{len(given)} sentences", "ask for one sentence")
    (words,) = given
    words = marked(words, n) if facts.value("markers") == "add" else words
    predicted = histories(words, n)
    if MARKERS.chosen(conventions).name == "not counted":
        predicted = [(history, word) for history, word in predicted if word not in ENDS]
    if not predicted:
        raise LawError(f"the sentence has no run of {n} words", "markers = add puts markers around it")
    if len(predicted) > MOST_WORDS:
        raise LawError(f"a sentence of {len(predicted)} words", f"at most {MOST_WORDS}")
    if smoothing(facts) is not None:
        found.append(Equation("V", apply("vocabulary_size", corpus), "the size of the vocabulary"))
    for place, (history, word) in enumerate(predicted, start=1):
        found += _factor(facts, corpus, history, word, place)
    factors: list[Formula] = [Sym("p", (Num(place),)) for place in range(1, len(predicted) + 1)]
    count = len(predicted)
    root = Line("perplexity", Sym("probability") ** (-(Num(1) / Num(count))), f"the root of order {count} of 1/p", (
        Mistake("root-of-product-forgotten", ROOT_SAYS, 1 / Sym("probability")),
    ))  # fmt: skip
    return (
        *found,
        Equation("probability", reduce(mul, factors), "the chain rule: one factor for every word"),
        Equation("log-probability", apply("log", Sym("probability")), "its natural logarithm"),
        *with_mistakes([root]),
    )


def _factor(facts: Facts, corpus: Formula, history: Words, word: str, place: int) -> list[Equation]:
    """Two counts and their quotient; with interpolation the weighted sum over ever shorter histories."""
    if facts.has("weights"):
        return [Equation(f"p[{place}]", _interpolated(facts, corpus, history, word), _says(history, word))]
    over, under = counted(corpus, history, word)
    said = f"how often {' '.join((*history, word))!r} is met"
    below = f"how often {' '.join(history)!r} is met" if history else "all tokens"
    c, h = Sym("c", (Num(place),)), Sym("h", (Num(place),))
    k = smoothing(facts)
    law = c / h if k is None else (c + k) / (h + k * Sym("V"))
    return [
        Equation(f"c[{place}]", over, said),
        Equation(f"h[{place}]", under, below),
        *with_mistakes(
            [Line(f"p[{place}]", law, _says(history, word), smoothed_wrongly(c, h) if k is not None else ())]
        ),
    ]


def _interpolated(facts: Facts, corpus: Formula, history: Words, word: str) -> Formula:
    weights = numbers_of(facts, "weights")
    if len(weights) != len(history) + 1 or abs(sum(weights) - 1) > 1e-9:
        hint = "from the longest history to none, adding up to 1"
        raise LawError(f"{len(history) + 1} weights are needed, adding up to 1", hint)
    terms: list[Formula] = []
    for place in range(len(weights)):
        over, under = counted(corpus, history[place:], word)
        terms.append(apply("index", Sym("weights"), place + 1) * (over / under))
    return reduce(add, terms)


def _says(history: Words, word: str) -> str:
    return f"the probability of {word!r} after {' '.join(history)!r}" if history else f"the share of {word!r}"


def backoff(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """The longest history with which the word is met; each shortening costs a factor."""
    history = words_of(facts.value("history"))
    word = word_of(facts, "word")
    corpus, found = corpus_of(facts, len(history) + 1)
    text = facts.value("corpus")
    seen = tuple(marked(part, len(history) + 1) for part in sentences_of(text)) if found else text
    cut = 0
    while cut < len(history) and not gram_count(seen, (*history[cut:], word)):
        cut += 1
    over, under = counted(corpus, history[cut:], word)
    says = "it is met after this history" if not cut else f"not met after the longer history: {cut} word(s) shorter"
    found += [Equation("count", over, "how often it is met"), Equation("history-count", under)]
    law: Formula = Sym("count") / Sym("history-count")
    for _ in range(cut):
        law = Sym("alpha") * law
    return (*found, Equation("score", law, says))


CORPUS = Input("corpus", "the text that is counted: a sentence, or a list of sentences", "any", also=("text",))
ORDER = Input("n", "the order: 1 for single words, 2 for pairs", "number", 2, also=("order",))
ADD_K = Input("k", "what is added to every count: 1 is Laplace smoothing", "number", 0, also=("add", "smoothing"))
ADD_MARKERS = Input(
    "markers", "add: put <s> and </s> around every sentence; given: they stand in the text, or are not used",
    "word", "given", words=("given", "add"),
)  # fmt: skip
WORD = Input("word", "the word that is predicted", "text")

ALGORITHMS = (
    Algorithm(
        name="n-gram",
        summary="probability of a word after its history, from counts in a corpus; add-k smoothing",
        inputs=(
            CORPUS,
            WORD,
            Input("history", "the words before it; left out with n = 1", "text", optional=True),
            ORDER,
            ADD_K,
            ADD_MARKERS,
        ),
        results=(
            Result("probability", "of the word after its history", ("p",)),
            Result("count", "how often history and word are met"),
            Result("history-count", "how often the history is met; all tokens where there is none"),
            Result("V", "the size of the vocabulary, with smoothing", ("vocabulary-size",)),
        ),
        equations=n_gram,
        conventions=(MARKERS,),
        example='question next: compute n-gram\n  corpus = ["<s> I am Sam </s>", "<s> Sam I am </s>"]\n'
        '  word = "am"\n  history = "I"\n  k = 1\n  find count, V, probability',
        also=("ngram", "bigram", "unigram", "trigram", "laplace", "add-k"),
    ),
    Algorithm(
        name="sentence-probability",
        summary="probability and perplexity of a sentence under an n-gram model; add-k, interpolation",
        inputs=(
            CORPUS,
            Input("sentence", "the sentence", "any"),
            ORDER,
            ADD_K,
            ADD_MARKERS,
            Input(
                "weights",
                "interpolation: weights from the longest history to none",
                "array",
                optional=True,
                also=("lambdas",),
            ),
        ),
        results=(
            Result("probability", "of the sentence", ("p-sentence",)),
            Result("p", "p[i]: the factor of each word"),
            Result("c", "c[i]: how often each word is met after its history"),
            Result("h", "h[i]: how often each history is met"),
            Result("V", "the size of the vocabulary, with smoothing", ("vocabulary-size",)),
            Result("log-probability", "natural logarithm"),
            Result("perplexity", "the inverse probability, per word"),
        ),
        equations=sentence,
        conventions=(MARKERS,),
        example='question whole: compute sentence-probability\n  corpus = ["<s> I am Sam </s>", "<s> Sam I am </s>"]\n'
        '  sentence = "<s> I am </s>"\n  n = 2\n  find p[1], probability\n  find perplexity to 4 decimals',
        also=("language-model", "interpolation"),
    ),
    Algorithm(
        name="stupid-backoff",
        summary="score of a word by stupid backoff: the longest history with which it is met",
        inputs=(
            CORPUS,
            WORD,
            Input("history", "the words before it", "text"),
            Input("alpha", "the factor for every word by which the history is shortened", "number", Fraction(2, 5)),
            ADD_MARKERS,
        ),
        results=(Result("score", "the score, which is no probability"),),
        equations=backoff,
        example='question rare: compute stupid-backoff\n  corpus = "a b c a b a"\n  word = "a"\n  history = "a"\n'
        "  find score",
        also=("backoff",),
    ),
)

"""BLEU and ROUGE of a candidate text against references."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from functools import partial, reduce
from operator import add, mul

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.picture import TableFacts
from examsolver.core.question import Picture
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.rules.alignments import last_of
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.texts import Words, grams_of, listed, sentences_of, whole, words_of

WEIGHTS = Convention(
    "bleu weights",
    (
        Variant("uniform", "all precisions weigh alike: 1/N each"),
        Variant("halving", "the precision of n-grams weighs 1/2^n"),
    ),
)
SMOOTHING = Convention(
    "bleu smoothing",
    (
        Variant("none", "a precision of 0 makes the whole 0"),
        Variant("add one", "1 is added to matches and n-grams from bigrams on"),
    ),
    quiet=True,
)


def weights_of(facts: Facts, conventions: Conventions, most: int) -> list[Formula]:
    """The exponents of the precisions. Raises LawError for another number of weights."""
    if facts.has("weights"):
        if len(listed(facts.value("weights"))) != most:
            raise LawError(f"{most} weights are needed, one for each length")
        return [apply("index", Sym("weights"), place) for place in range(1, most + 1)]
    if WEIGHTS.chosen(conventions).name == "halving":
        return [Num(Fraction(1, 2**place)) for place in range(1, most + 1)]
    return [Num(Fraction(1, most))] * most


def bleu(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Clipped precisions, brevity penalty, and the weighted geometric mean."""
    most = whole(facts.value("n"), "n", 1)
    most = min(most, max(1, len(words_of(facts.value("candidate")))))
    if not all(sentences_of(facts.value("references"))):
        raise LawError("a reference is empty")
    candidate, references = Sym("candidate"), Sym("references")
    smooth = SMOOTHING.chosen(conventions).name == "add one"
    found: list[Equation] = []
    for n in range(1, most + 1):
        at = (Num(n),)
        over, under = Sym("matches", at), Sym("total", at)
        law = (over + 1) / (under + 1) if smooth and n > 1 else over / under
        found += [
            Equation(f"matches[{n}]", apply("clipped_matches", candidate, references, n=n)),
            Equation(f"total[{n}]", apply("gram_total", candidate, n=n)),
            *with_mistakes([_precision(n, law, over, references)]),
        ]
    found += [
        Equation("c", apply("word_count", candidate), "the length of the candidate"),
        Equation("r", apply("reference_length", candidate, references)),
        Equation("brevity", apply("brevity_penalty", Sym("c"), Sym("r"))),
    ]
    weights = weights_of(facts, conventions, most)
    powers = [Sym("precision", (Num(n),)) ** weight for n, weight in enumerate(weights, start=1)]
    weighted = [weight * Sym("precision", (Num(n),)) for n, weight in enumerate(weights, start=1)]
    mean = "The precisions are multiplied, each to the power of its weight; they are not added."
    score = Line(
        "bleu",
        Sym("brevity") * reduce(mul, powers),
        "the penalty times the weighted product",
        (Mistake("arithmetic-mean-of-precisions", mean, Sym("brevity") * reduce(add, weighted)),),
    )
    return (*found, *with_mistakes([score]))


def _precision(n: int, law: Formula, over: Formula, references: Formula) -> Line:
    says = "A precision is over the n-grams of the candidate, not of the reference."
    other = Mistake("divided-by-the-reference", says, over / apply("gram_total", references, n=n))
    return Line(f"precision[{n}]", law, f"the share of the candidate's {n}-grams that match", (other,))


def rouge(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Matches over the n-grams of the reference, and over those of the candidate."""
    n = whole(facts.value("n"), "n", 1)
    candidate, reference = Sym("candidate"), Sym("reference")
    shortest = min(len(words_of(facts.value(name))) for name in ("candidate", "reference"))
    if shortest < n:
        raise LawError(f"a text of {shortest} words has no {n}-gram", "choose a smaller n")
    return (
        Equation("matches", apply("clipped_matches", candidate, reference, n=n)),
        Equation("reference-total", apply("gram_total", reference, n=n), "n-grams of the reference"),
        Equation("candidate-total", apply("gram_total", candidate, n=n), "n-grams of the candidate"),
        *shares(),
    )


def shares() -> tuple[Equation, ...]:
    """Recall, precision and their harmonic mean, from matches and two totals."""
    recall, precision, matches = Sym("recall"), Sym("precision"), Sym("matches")
    found, right = matches / Sym("reference-total"), matches / Sym("candidate-total")
    exchanged = "Recall is over the reference, precision over the candidate."
    mean = "F1 is the harmonic mean: 2PR/(P + R)."
    return with_mistakes(
        [
            Line("recall", found, "the share of the reference that is found",
                 (Mistake("precision-and-recall-exchanged", exchanged, right),)),
            Line("precision", right, "the share of the candidate that is right",
                 (Mistake("precision-and-recall-exchanged", exchanged, found),)),
            Line("f1", 2 * precision * recall / (precision + recall), "the harmonic mean of both",
                 (Mistake("arithmetic-mean-of-both", mean, (precision + recall) / 2),
                  Mistake("factor-two-lost", mean, precision * recall / (precision + recall)))),
        ]
    )  # fmt: skip


def rouge_l(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """The longest common subsequence over both lengths."""
    candidate, reference = Sym("candidate"), Sym("reference")
    return (
        Equation("table", apply("lcs_table", candidate, reference)),
        Equation(
            "matches",
            last_of("table", facts.value("candidate"), facts.value("reference")),
            "the length of the longest common subsequence",
        ),
        Equation("reference-total", apply("word_count", reference), "the length of the reference"),
        Equation("candidate-total", apply("word_count", candidate), "the length of the candidate"),
        *shares(),
    )


def gram_table(references: str, value: Callable[[str], Value]) -> tuple[Picture, ...]:
    """For every n a table of the candidate's n-grams: how often they stand in it, in a reference, and what counts."""
    candidate, others = value("candidate"), value(references)
    most = value("n") or 4
    if candidate is None or others is None:
        return ()
    found = (_gram_table(words_of(candidate), sentences_of(others), n) for n in range(1, int(most) + 1))
    return tuple(picture for picture in found if picture is not None)[:4]


def _gram_table(candidate: Words, references: tuple[Words, ...], n: int) -> Picture | None:
    counts = Counter(grams_of(candidate, n))
    if not 0 < len(counts) <= 20:
        return None
    most = [max(grams_of(reference, n).count(gram) for reference in references) for gram in counts]
    cells = tuple(
        (str(count), str(there), str(min(count, there))) for count, there in zip(counts.values(), most, strict=True)
    )
    strong = tuple((row, 2) for row, there in enumerate(most) if there)
    rows = tuple(" ".join(gram) for gram in counts)
    facts = TableFacts(("candidate", "reference", "counts"), rows, cells, strong)
    return Picture("table", facts, f"{n}-grams of the candidate, and how often they count")


CANDIDATE = Input("candidate", "the text that is measured", "any", also=("hypothesis", "hyp", "prediction", "system"))
REFERENCE = Input("reference", "the text that it is held against", "any", also=("ref", "target"))
SHARES = (
    Result("recall", "matches over the reference"),
    Result("precision", "matches over the candidate"),
    Result("f1", "harmonic mean of both", ("F1", "f-measure")),
)
TOTALS = (
    Result("reference-total", "n-grams (or words) of the reference"),
    Result("candidate-total", "n-grams (or words) of the candidate"),
)

ALGORITHMS = (
    Algorithm(
        name="bleu",
        summary="BLEU: clipped n-gram precisions, brevity penalty, weighted geometric mean",
        inputs=(
            CANDIDATE,
            Input("references", "one text, or a list of texts", "any", also=("reference", "ref", "refs")),
            Input("n", "the longest n-grams", "number", 4, also=("N", "max_n")),
            Input("weights", "weights of the precisions; left out, the convention's", "array", optional=True),
        ),
        results=(
            Result("bleu", "the score", ("score", "BLEU")),
            Result("precision", "precision[n]: clipped precision of n-grams", ("p",)),
            Result("matches", "matches[n]: clipped matches"),
            Result("total", "total[n]: n-grams of the candidate"),
            Result("brevity", "the brevity penalty", ("bp", "BP", "brevity-penalty")),
            Result("c", "length of the candidate"),
            Result("r", "length of the reference"),
        ),
        equations=bleu,
        conventions=(WEIGHTS, SMOOTHING),
        pictures=partial(gram_table, "references"),
        example='question score: compute bleu\n  candidate = "the cat sat on the mat"\n'
        '  references = "the cat is on the mat"\n  n = 2\n  find precision[1], precision[2], brevity\n'
        "  find bleu to 4 decimals",
    ),
    Algorithm(
        name="rouge",
        summary="ROUGE-n: recall, precision and F1 of n-grams",
        inputs=(CANDIDATE, REFERENCE, Input("n", "how many words side by side", "number", 1)),
        results=(*SHARES, Result("matches", "n-grams in common, clipped"), *TOTALS),
        equations=rouge,
        pictures=partial(gram_table, "reference"),
        example='question r: compute rouge\n  candidate = "the cat sat"\n  reference = "the cat sat down"\n  n = 1\n'
        "  find recall, precision, f1 exactly",
        also=("rouge-n",),
    ),
    Algorithm(
        name="rouge-l",
        summary="ROUGE-L: recall, precision and F1 of the longest common subsequence",
        inputs=(CANDIDATE, REFERENCE),
        results=(
            *SHARES,
            Result("matches", "length of the longest common subsequence", ("lcs",)),
            *TOTALS,
            Result("table", "lengths of common subsequences of all beginnings"),
        ),
        equations=rouge_l,
        example='question r: compute rouge-l\n  candidate = "a b c d"\n  reference = "a c d e"\n'
        "  find matches, recall, f1 exactly",
    ),
)

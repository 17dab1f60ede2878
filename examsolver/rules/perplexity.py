"""Perplexity: of probabilities, of a cross-entropy in nats or bits, of the probability of a whole text."""

from __future__ import annotations

from functools import reduce
from operator import mul

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError
from examsolver.core.formula import Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.texts import numbers_of

UNIT = Convention(
    "entropy unit",
    (
        Variant("nats", "logarithms are natural: perplexity = e^H", accepted=False),
        Variant("bits", "logarithms are to base 2: perplexity = 2^H", accepted=False),
    ),
    quiet=True,
)
ENTROPY = Sym("cross-entropy")
MOST_FACTORS = 12


ROOT_SAYS = "Perplexity is per word: the root of order N of the inverse probability."


def perplexity(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """From what is given: probabilities, a cross-entropy, or a probability and a length."""
    bits = UNIT.chosen(conventions).name == "bits"
    if facts.has("p"):
        return _of_probabilities(facts, bits)
    if facts.has("cross_entropy"):
        return (_raised(Sym("cross_entropy"), bits),)
    if facts.has("log_probability") and facts.has("N"):
        entropy = -(Sym("log_probability") / Sym("N"))
        return (Equation("cross-entropy", entropy, "minus the logarithm per word"), _raised(ENTROPY, bits))
    if facts.has("probability") and facts.has("N"):
        return (_root("N"), *_logarithm(bits))
    hint = "give p (one probability for each word), cross_entropy, probability with N, or log_probability with N"
    raise LawError("nothing to work it out from", hint)


def _raised(entropy: Sym, bits: bool) -> Equation:
    natural, binary = apply("exp", entropy), Num(2) ** entropy
    says = "The base of the power is that of the logarithm."
    line = Line(
        "perplexity",
        binary if bits else natural,
        "2 to the cross-entropy" if bits else "e to the cross-entropy",
        (Mistake("base-mismatch", says, natural if bits else binary),),
    )
    return with_mistakes([line])[0]


def _root(length: str) -> Equation:
    chance = Sym("probability")
    line = Line(
        "perplexity",
        chance ** (-(1 / Sym(length))),
        "the root of order N of the inverse probability",
        (
            Mistake("root-of-product-forgotten", ROOT_SAYS, 1 / chance),
            Mistake(
                "inverse-forgotten", "Perplexity is the inverse: the exponent is −1/N.", chance ** (1 / Sym(length))
            ),
        ),
    )
    return with_mistakes([line])[0]


def _logarithm(bits: bool) -> tuple[Equation, ...]:
    law = apply("log", Sym("perplexity"), **({"base": 2} if bits else {}))
    return (Equation("cross-entropy", law, "minus the mean logarithm of the probabilities"),)


def _of_probabilities(facts: Facts, bits: bool) -> tuple[Equation, ...]:
    chances = numbers_of(facts, "p")
    if any(not 0 < chance <= 1 for chance in chances):
        hint = "a word of probability 0 makes the perplexity infinite"
        raise LawError("probabilities must lie above 0 and up to 1", hint)
    length = Equation("N", Num(len(chances)), "the number of words")
    if len(chances) <= MOST_FACTORS:
        factors = [apply("index", Sym("p"), place + 1) for place in range(len(chances))]
        return (
            length,
            Equation("probability", reduce(mul, factors), "the probability of the whole text"),
            _root("N"),
            *_logarithm(bits),
        )
    log = apply("log", Sym("p"), **({"base": 2} if bits else {}))
    entropy = Equation("cross-entropy", -apply("mean", log), "minus the mean logarithm of the probabilities")
    return (length, entropy, _raised(ENTROPY, bits))


ALGORITHMS = (
    Algorithm(
        name="perplexity",
        summary="perplexity, from the probabilities of the words, a cross-entropy, or the probability of the text",
        inputs=(
            Input("p", "the probability of each word", "array", optional=True, also=("probabilities",)),
            Input(
                "cross_entropy",
                "per word, in nats (bits: convention)",
                "number",
                optional=True,
                also=("H", "loss", "entropy"),
            ),
            Input("probability", "of the whole text, with N", "number", optional=True, also=("P",)),
            Input("log_probability", "of the whole text, with N", "number", optional=True, also=("logp",)),
            Input("N", "the number of words", "number", optional=True, also=("length",)),
        ),
        results=(
            Result("perplexity", "the perplexity", ("ppl", "PP", "PPL")),
            Result("cross-entropy", "minus the mean logarithm of the probabilities", ("H",)),
            Result("probability", "of the whole text"),
            Result("N", "the number of words"),
        ),
        equations=perplexity,
        conventions=(UNIT,),
        example="question p: compute perplexity\n  p = [0.25, 0.5, 0.125, 0.5]\n  find probability\n"
        "  find perplexity to 4 decimals",
        also=("ppl",),
    ),
)

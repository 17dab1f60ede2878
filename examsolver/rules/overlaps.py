"""n-grams of a candidate against references: matches with and without clipping, brevity penalty."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction
from functools import partial

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import LawError, Value
from examsolver.core.rule import Option, Rule
from examsolver.rules.rewriting import slip
from examsolver.rules.texts import grams_of, sentences_of, words_of

REFERENCE_LENGTH = Convention(
    "bleu reference length",
    (
        Variant("closest", "of several references the one whose length is closest counts; of two, the shorter"),
        Variant("shortest", "of several references the shortest counts"),
    ),
    quiet=True,
)


def clipped_matches(candidate: Value, references: Value, n: int = 1) -> Value:
    """n-grams of the candidate that stand in a reference, each as often as there at most."""
    counts = Counter(grams_of(words_of(candidate), n))
    others = [Counter(grams_of(reference, n)) for reference in sentences_of(references)]
    return sum(min(count, max(other[gram] for other in others)) for gram, count in counts.items())


def _matches_by_crossing_out(candidate: Value, references: Value, n: int = 1) -> Value:
    """Oracle: n-grams are crossed out one by one, in the reference that has most of them."""
    found = 0
    candidate_grams = grams_of(words_of(candidate), n)
    for gram in dict.fromkeys(candidate_grams):
        left = max(grams_of(reference, n).count(gram) for reference in sentences_of(references))
        for other in candidate_grams:
            if other == gram and left:
                found, left = found + 1, left - 1
    return found


def unclipped_matches(candidate: Value, references: Value, n: int = 1) -> Value:
    """Every n-gram that stands in a reference, however often."""
    known = {gram for reference in sentences_of(references) for gram in grams_of(reference, n)}
    return sum(gram in known for gram in grams_of(words_of(candidate), n))


def distinct_matches(candidate: Value, references: Value, n: int = 1) -> Value:
    """Every n-gram once."""
    known = {gram for reference in sentences_of(references) for gram in grams_of(reference, n)}
    return sum(gram in known for gram in set(grams_of(words_of(candidate), n)))


def grams_total(text: Value, n: int = 1) -> Value:
    """How many n-grams a text has: its words less n − 1. Raises LawError for fewer words than n."""
    count = len(words_of(text)) - n + 1
    if count < 1:
        raise LawError(f"a text of {len(words_of(text))} words has no {n}-gram", "choose a smaller n, or longer texts")
    return count


def _total_by_listing(text: Value, n: int = 1) -> Value:
    return len(grams_of(words_of(text), n))


def words_total(text: Value, n: int = 1) -> Value:
    """The number of words."""
    return len(words_of(text))


def text_length(text: Value) -> Value:
    """The number of words."""
    return len(words_of(text))


def _length_by_counting(text: Value) -> Value:
    return sum(1 for _ in words_of(text))


def reference_length(candidate: Value, references: Value, bleu_reference_length: str = "closest") -> Value:
    """The length of the reference that counts. Raises LawError for an unknown variant."""
    lengths = [len(reference) for reference in sentences_of(references)]
    if bleu_reference_length == "shortest":
        return min(lengths)
    if bleu_reference_length != "closest":
        raise LawError(f"bleu reference length {bleu_reference_length} is not known", "write closest or shortest")
    return min(lengths, key=partial(_distance, len(words_of(candidate))))


def _distance(own: int, length: int) -> tuple[int, int]:
    return abs(length - own), length


def _length_by_widening(candidate: Value, references: Value, bleu_reference_length: str = "closest") -> Value:
    """Oracle: look ever further away."""
    lengths, own = sorted(map(len, sentences_of(references))), len(words_of(candidate))
    if bleu_reference_length == "shortest":
        return lengths[0]
    for apart in range(max(own, lengths[-1]) + 1):
        if own - apart in lengths:
            return own - apart
        if own + apart in lengths:
            return own + apart
    raise LawError("there is no reference")


def brevity_penalty(c: Value, r: Value) -> Value:
    """1 for a candidate longer than the reference, else e^(1 − r/c). Raises LawError for an empty candidate."""
    if c <= 0:
        raise LawError("the candidate is empty")
    return 1 if c >= r else math.exp(1 - Fraction(r) / Fraction(c))


def _brevity_by_cases(c: Value, r: Value) -> Value:
    return math.exp(min(0.0, 1 - float(r) / float(c)))


def brevity_turned_round(c: Value, r: Value) -> Value:
    """e^(1 − c/r)."""
    return math.exp(1 - Fraction(c) / Fraction(r))


def ratio_as_penalty(c: Value, r: Value) -> Value:
    """c/r, at most 1."""
    return min(Fraction(1), Fraction(c) / Fraction(r))


def no_penalty(c: Value, r: Value) -> Value:
    """1."""
    return 1


N = Option("n", "how many words side by side", "integer", 1)

RULES = (
    Rule(
        name="clipped_matches",
        step=True,
        summary="n-grams of a candidate that stand in a reference, clipped",
        law=clipped_matches,
        inputs=("candidate", "references"),
        because="count the n-grams that stand in a reference, each at most as often as there",
        options=(N,),
        misconceptions=(
            slip(
                "clipping-forgotten",
                "An n-gram counts at most as often as it stands in a reference.",
                unclipped_matches,
            ),
            slip("repetitions-not-counted", "An n-gram that the reference has twice counts twice.", distinct_matches),
        ),
        oracle=_matches_by_crossing_out,
        example='question both: compute\n  m = clipped_matches("the the cat", "the cat sat", n=1)\n  find m',
    ),
    Rule(
        name="gram_total",
        step=True,
        summary="how many n-grams a text has",
        law=grams_total,
        inputs=("text",),
        because="a text of L words has L − n + 1 runs of n words",
        options=(N,),
        misconceptions=(slip("words-for-n-grams", "A text has fewer n-grams than words: L − n + 1.", words_total),),
        oracle=_total_by_listing,
        example='question all: compute\n  c = gram_total("the cat sat", n=2)\n  find c',
    ),
    Rule(
        name="word_count",
        step=True,
        summary="the number of words of a text",
        law=text_length,
        inputs=("text",),
        because="count the words",
        oracle=_length_by_counting,
        example='question long: compute\n  c = word_count("the cat sat")\n  find c',
    ),
    Rule(
        name="reference_length",
        step=True,
        summary="the length of the reference that a candidate's is held against",
        law=reference_length,
        inputs=("candidate", "references"),
        because="the length of the reference",
        conventions=(REFERENCE_LENGTH,),
        oracle=_length_by_widening,
        example='question long: compute\n  r = reference_length("a b", ["a b c", "a b c d"])\n  find r',
    ),
    Rule(
        name="brevity_penalty",
        step=True,
        summary="brevity penalty of BLEU: 1, or e^(1 − r/c) for a candidate shorter than the reference",
        law=brevity_penalty,
        inputs=("c", "r"),
        because="a candidate shorter than the reference is punished by e^(1 − r/c); others are not",
        misconceptions=(
            slip("brevity-penalty-forgotten", "A candidate shorter than the reference is punished.", no_penalty),
            slip(
                "lengths-turned-round", "The length of the reference stands above: e^(1 − r/c).", brevity_turned_round
            ),
            slip("brevity-penalty-not-exponential", "The penalty is e^(1 − r/c), not c/r.", ratio_as_penalty),
        ),
        oracle=_brevity_by_cases,
        example="question short: compute\n  b = brevity_penalty(2, 6)\n  find b to 4 decimals",
    ),
)

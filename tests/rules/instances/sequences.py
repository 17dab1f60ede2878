"""Random instances of the rules on texts, sequences and embeddings."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any

from examsolver.maths.arrays import array_of
from examsolver.rules.beams import extended
from tests.rules.rule_instances import Instance, array, numbers

WORDS_POOL = ("the", "cat", "sat", "on", "a", "mat")


def sentence(draw: random.Random, least: int = 1, most: int = 7) -> str:
    return " ".join(draw.choice(WORDS_POOL) for _ in range(draw.randint(least, most)))


def corpus(draw: random.Random) -> Any:
    return draw.choice([sentence(draw, 3), tuple(sentence(draw, 2) for _ in range(2)), tuple(sentence(draw).split())])


def chances(draw: random.Random, *shape: int) -> Any:
    if not shape:
        return Fraction(draw.randint(1, 9), 10)
    rows = [chances(draw, *shape[1:]) for _ in range(shape[0])]
    return array_of([row if len(shape) == 1 else row.tolist() for row in rows])


def text(draw: random.Random, **options: Any) -> Instance:
    return Instance((corpus(draw),), options)


def flagged(name: str, draw: random.Random) -> Instance:
    return text(draw, **{name: draw.random() < 0.5})


def windowed(draw: random.Random) -> Instance:
    return text(draw, window=draw.randint(1, 3))


def counted(draw: random.Random) -> Instance:
    direction = draw.choice(["both", "after", "before"])
    return Instance((corpus(draw), WORDS_POOL), {"window": draw.randint(1, 3), "direction": direction})


def path(draw: random.Random) -> Instance:
    units = [draw.choice("ab-") for _ in range(draw.randint(1, 8))]
    return Instance((draw.choice(["".join(units), " ".join(units), tuple(units)]),), {})


def labels(draw: random.Random, most: int = 4) -> str:
    return "".join(draw.choice("abc") for _ in range(draw.randint(1, most)))


def target(draw: random.Random) -> Instance:
    return Instance((draw.choice([labels(draw), tuple(labels(draw)), array_of([1, 2, 2])]),), {"blank": "-"})


def over_time(draw: random.Random) -> Instance:
    return Instance((labels(draw, 3), draw.randint(1, 6)))


def frame(draw: random.Random) -> Instance:
    units = labels(draw, 3)
    extended_labels = ("-", *(part for unit in units for part in (unit, "-")))
    return Instance((chances(draw, 4), extended_labels), {"alphabet": ("-", "a", "b", "c")})


def column(draw: random.Random) -> Instance:
    units = labels(draw, 3)
    size = 2 * len(units) + 1
    extended_labels = ("-", *(part for unit in units for part in (unit, "-")))
    return Instance((chances(draw, size), chances(draw, size), extended_labels))


def vector(draw: random.Random) -> Instance:
    return Instance((array(draw, draw.choice([3, 5]), positive=True),))


def frames(draw: random.Random) -> Instance:
    return Instance((chances(draw, 3, 4),), draw.choice([{}, {"alphabet": ("a", "b", "c", "-")}]))


def trellis(draw: random.Random) -> Instance:
    return Instance((array(draw, 3, positive=True), array(draw, 3, 3, positive=True), array(draw, 3, positive=True)))


def before(draw: random.Random) -> Instance:
    return Instance(trellis(draw).inputs[:2])


def back(draw: random.Random) -> Instance:
    pointers = [array_of([draw.randint(1, 3) for _ in range(3)]) for _ in range(draw.randint(0, 3))]
    return Instance((array(draw, 3, positive=True), *pointers), draw.choice([{}, {"states": ("x", "y", "z")}]))


MARKERS = ("counted", "end only", "not counted")


def marked(draw: random.Random) -> Any:
    given = corpus(draw)
    return tuple(f"<s> {part} </s>" for part in given) if isinstance(given, tuple) else f"<s> {given} </s>"


def in_corpus(draw: random.Random) -> Instance:
    gram = draw.choice(["", "the", "the cat", "a", "cat sat on"])
    return Instance((marked(draw), gram), {"sentence_markers": draw.choice(MARKERS)})


def marked_text(draw: random.Random) -> Instance:
    return Instance((marked(draw),), {"sentence_markers": draw.choice(MARKERS)})


def unmarked(draw: random.Random) -> Instance:
    return Instance((draw.choice([corpus(draw), marked(draw)]),), {"n": draw.randint(1, 3)})


def compared(draw: random.Random) -> Instance:
    others = draw.choice([sentence(draw, 3), tuple(sentence(draw, 3) for _ in range(3))])
    return Instance((sentence(draw, 3), others), {"n": draw.randint(1, 3)})


def measured(draw: random.Random) -> Instance:
    return Instance(compared(draw).inputs, {"bleu_reference_length": draw.choice(["closest", "shortest"])})


def long_text(draw: random.Random) -> Instance:
    return Instance((sentence(draw, 4),), {"n": draw.randint(1, 4)})


def brief(draw: random.Random) -> Instance:
    return Instance((draw.randint(1, 8), draw.randint(2, 10)))


def two_texts(draw: random.Random) -> Any:
    words = (sentence(draw), sentence(draw))
    return draw.choice([words, (labels(draw), labels(draw)), (tuple(words[0].split()), tuple(words[1].split()))])


def aligned(draw: random.Random) -> Instance:
    return Instance(two_texts(draw))


def edited(draw: random.Random) -> Instance:
    return Instance(two_texts(draw), {"substitution_cost": draw.choice(["one", "two"])})


def holding(draw: random.Random) -> Instance:
    return Instance((tuple(sentence(draw, 2) for _ in range(4)), "cat"))


def beam(draw: random.Random) -> Instance:
    texts = draw.choice([("",), ("a", "b"), ("a .", "b a"), "a"])
    return Instance((texts,), {"vocabulary": ("a", "b", "."), "end": draw.choice(["", "."])})


def scored(draw: random.Random) -> Instance:
    texts = ("a", "b", ".")
    options: dict[str, Any] = {"vocabulary": ("a", "b", "."), "end": draw.choice(["", "."])}
    if draw.random() < 0.5:
        options["prefixes"] = ("a", "b", ".")
    grown = extended(texts, options["vocabulary"], options["end"])
    options["logs"] = draw.random() < 0.3
    return Instance((grown, texts, array_of(numbers(draw, 3, positive=True)), chances(draw, 3, 3)), options)


def kept(draw: random.Random) -> Instance:
    scores = array_of([Fraction(draw.randint(1, 6), 7) for _ in range(4)])
    return Instance((("a", "b", "c", "d"), scores), {"width": draw.randint(1, 4)})


def largest(draw: random.Random) -> Instance:
    return Instance((array(draw, 5),), {"width": draw.randint(1, 5)})


def sized(draw: random.Random) -> Instance:
    return Instance((("a b .", "a b c", "."),), {"end": draw.choice(["", "."]), "counts_end": draw.random() < 0.5})


def hypotheses(draw: random.Random) -> Instance:
    return Instance(((sentence(draw), sentence(draw)),))


def likelihoods(draw: random.Random) -> Instance:
    return Instance((chances(draw), chances(draw)))


def vectors(draw: random.Random) -> Instance:
    size = draw.choice([2, 3])
    return Instance((array(draw, size), array(draw, size)))


def scores(draw: random.Random) -> Instance:
    options = draw.choice([{}, {"words": ("a", "b", "c", "d")}])
    return Instance((array_of([draw.randint(-2, 2) for _ in range(4)]),), options)


def listed(draw: random.Random) -> Instance:
    return Instance((tuple(sentence(draw).split()),))


def distribution(draw: random.Random) -> Any:
    parts = [draw.randint(1, 9) for _ in range(5)]
    return array_of([Fraction(part, sum(parts)) for part in parts])


def top(draw: random.Random) -> Instance:
    return Instance((distribution(draw),), {"k": draw.randint(1, 4)})


def nucleus(draw: random.Random) -> Instance:
    return Instance((distribution(draw),), {"mass": Fraction(draw.randint(1, 10), 10)})


def cut(draw: random.Random) -> Instance:
    entries = [draw.choice([0, Fraction(1, 3), Fraction(1, 2)]) for _ in range(3)]
    return Instance((array_of(entries),), draw.choice([{}, {"words": ("a", "b", "c")}]))


def counts(draw: random.Random) -> Instance:
    rows = [[draw.randint(0, 5) + (i == j) for j in range(3)] for i in range(3)]
    return Instance((array_of(rows),), {"pmi_base": draw.choice(["two", "e"])})


def spelling(draw: random.Random) -> Instance:
    return text(draw, end_of_word=draw.choice(["none", "marked"]))


def symbols(draw: random.Random) -> Any:
    return tuple(tuple(draw.choice("lo") for _ in range(draw.randint(2, 5))) for _ in range(3))


def pairs(draw: random.Random) -> Instance:
    return Instance((symbols(draw),), draw.choice([{}, {"times": (5, 1, 2)}]))


def merging(draw: random.Random) -> Instance:
    return Instance((symbols(draw), draw.choice([("l", "o"), ("o", "o")])))


TEXTS: Mapping[str, Callable[[random.Random], Instance]] = {
    "tokens": partial(flagged, "lower"), "vocabulary": partial(flagged, "alphabetical"),
    "skip_gram_pairs": windowed, "cbow_pairs": windowed, "neighbour_counts": counted,
    "ctc_collapse": path, "ctc_extend": target, "ctc_path_count": over_time, "ctc_paths": over_time,
    "at_labels": frame, "ctc_step": column, "best_labels": frames, "trace_back": back,
    "with_markers": unmarked, "gram_count": in_corpus, "token_count": marked_text, "vocabulary_size": marked_text,
    "clipped_matches": compared, "gram_total": long_text, "word_count": text, "reference_length": measured,
    "edit_table": edited, "lcs_table": aligned, "document_count": holding,
    "beam_extend": beam, "beam_scores": scored, "beam_keep": kept, "token_lengths": sized, "first_tokens": hypotheses,
    "blame": likelihoods, "ranked": scores, "first_word": listed, "names_kept": cut,
    "spelt": spelling, "commonest_pair": pairs, "merge_pair": merging,
}  # fmt: skip

INSTANCES: Mapping[str, Callable[[random.Random], Instance]] = {
    **TEXTS, "ctc_start": vector, "viterbi_step": trellis, "best_before": before, "brevity_penalty": brief,
    "largest": largest, "cosine": vectors, "top_k": top, "top_p": nucleus, "ppmi": counts,
}  # fmt: skip

WORDS = tuple(TEXTS)
INEXACT = ("brevity_penalty", "cosine", "ppmi")

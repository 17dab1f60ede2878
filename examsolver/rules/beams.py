"""Decoding over tables of conditional probabilities: what a beam grows to, what that scores, what is kept."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, apply
from examsolver.core.rule import Option, Rule
from examsolver.maths.arrays import as_array, combine, settle
from examsolver.rules.naming import entry
from examsolver.rules.rewriting import slip
from examsolver.rules.texts import Words, listed, place_of, words_of

Table = tuple[str, ...]


def ended(hypothesis: str, end: str) -> bool:
    """Whether a hypothesis holds the end token last."""
    return bool(end) and hypothesis.split()[-1:] == [end]


def extended(beam: Value, vocabulary: Words = (), end: str = "") -> Value:
    """Every hypothesis followed by every token; one that has ended stays as it is."""
    found: list[str] = []
    for hypothesis in words_or_texts(beam):
        found += [hypothesis] if ended(hypothesis, end) else [f"{hypothesis} {token}".strip() for token in vocabulary]
    return tuple(found)


def words_or_texts(beam: Value) -> tuple[str, ...]:
    """The hypotheses of a beam; the empty one for an empty list."""
    return (beam,) if isinstance(beam, str) else tuple(beam)


def _extended_by_product(beam: Value, vocabulary: Words = (), end: str = "") -> Value:
    """Oracle."""
    pairs = [(text, token) for text, token in product(words_or_texts(beam), vocabulary)]
    grown = [text if ended(text, end) else " ".join((*text.split(), token)) for text, token in pairs]
    return tuple(dict.fromkeys(grown))


def cell_of(hypothesis: str, prefixes: Table | None, vocabulary: Words, rows: int) -> tuple[int, int]:
    """Row and column of P where the conditional probability of a hypothesis' last token stands.

    Without prefixes the rows of ``p`` are steps; with them, they are histories as texts. Where these are single
    tokens, the last token alone counts (a Markov chain).

    Raises:
        LawError: no row for that history.
    """
    *history, token = hypothesis.split()
    column = place_of(token, vocabulary)
    if prefixes is None:
        if len(history) >= rows:
            raise LawError(f"P has {rows} rows, and this is token {len(history) + 1}", "one row a step")
        return len(history), column
    known = {tuple(prefix.split()): row for row, prefix in enumerate(prefixes)}
    markov = max(map(len, known)) <= 1
    row = known.get(tuple(history[-1:] if markov else history))
    if row is None:
        raise LawError(f"there is no row for what follows {' '.join(history)!r}", "give P and prefixes a row for it")
    return row, column


def chance(hypothesis: str, p: Value, prefixes: Table | None, vocabulary: Words) -> Any:
    """The conditional probability of a hypothesis' last token. Raises LawError as :func:`cell_of`."""
    return as_array(p)[cell_of(hypothesis, prefixes, vocabulary, len(p))]


def score_cells(
    index: Index, names: tuple[Formula, ...], candidates: Value, beam: Value, scores: Value, p: Value,
    prefixes: Table | None = None, vocabulary: Words = (), end: str = "", logs: bool = False,
) -> tuple[Formula, ...]:  # fmt: skip
    """The score before and the probability of the new token; of what has ended, the score before."""
    candidate, before = words_or_texts(candidates)[index[0]], words_or_texts(beam)
    if ended(candidate, end) and candidate in before:
        return (entry(names[2], (before.index(candidate),)),)
    parent = entry(names[2], (before.index(" ".join(candidate.split()[:-1])),))
    factor = entry(names[3], cell_of(candidate, prefixes, vocabulary, len(p)))
    return (parent + factor if logs else parent * factor,)


def joined(score: Any, factor: Any, logs: bool) -> Any:
    """A score and one more token: the product of probabilities, the sum of logarithms."""
    return score + factor if logs else score * factor


def candidate_scores(
    candidates: Value, beam: Value, scores: Value, p: Value, prefixes: Table | None = None,
    vocabulary: Words = (), end: str = "", logs: bool = False,
) -> Value:  # fmt: skip
    """The score of the hypothesis before, times the probability of the new token."""
    before = dict(zip(words_or_texts(beam), listed(scores), strict=True))
    found = []
    for candidate in words_or_texts(candidates):
        if ended(candidate, end) and candidate in before:
            found.append(before[candidate])
        else:
            parent = " ".join(candidate.split()[:-1])
            found.append(joined(before[parent], chance(candidate, p, prefixes, vocabulary), logs))
    return settle(np.array(found, dtype=object))


def _scores_from_the_start(
    candidates: Value, beam: Value, scores: Value, p: Value, prefixes: Table | None = None,
    vocabulary: Words = (), end: str = "", logs: bool = False,
) -> Value:  # fmt: skip
    """Oracle: all tokens after those of the beam, one by one."""
    before = list(zip(words_or_texts(beam), listed(scores), strict=True))
    found = []
    for candidate in words_or_texts(candidates):
        words = candidate.split()
        parent = max((text for text, _ in before if words[: len(text.split())] == text.split()), key=len)
        score = dict(before)[parent]
        for place in range(len(parent.split()), len(words)):
            factor = chance(" ".join(words[: place + 1]), p, prefixes, vocabulary)
            score = score + factor if logs else score * factor
        found.append(score)
    return settle(np.array(found, dtype=object))


def last_factor_only(
    candidates: Value, beam: Value, scores: Value, p: Value, prefixes: Table | None = None,
    vocabulary: Words = (), end: str = "", logs: bool = False,
) -> Value:  # fmt: skip
    """The probability of the new token alone."""
    start = settle(np.full(len(listed(scores)), 0 if logs else 1, dtype=object))
    return candidate_scores(candidates, beam, start, p, prefixes, vocabulary, end, logs)


def best_places(scores: Value, width: int) -> list[int]:
    """The places of the best scores, best first; of equal ones the first."""
    entries = listed(scores)
    return sorted(range(len(entries)), key=entries.__getitem__, reverse=True)[: int(width)]


def kept_texts(candidates: Value, scores: Value, width: int = 1) -> Value:
    """The best candidates, best first."""
    texts = words_or_texts(candidates)
    return tuple(texts[place] for place in best_places(scores, width))


def kept_scores(scores: Value, width: int = 1) -> Value:
    """The best scores, best first."""
    entries = listed(scores)
    return settle(np.array([entries[place] for place in best_places(scores, width)], dtype=object))


def _kept_texts_by_taking(candidates: Value, scores: Value, width: int = 1) -> Value:
    """Oracle: the best is taken out again and again."""
    left = list(zip(words_or_texts(candidates), listed(scores), strict=True))
    found = []
    for _ in range(min(width, len(left))):
        top = max(score for _, score in left)
        best = next(pair for pair in left if pair[1] == top)
        left.remove(best)
        found.append(best[0])
    return tuple(found)


def _kept_scores_by_sorting(scores: Value, width: int = 1) -> Value:
    """Oracle."""
    return settle(np.array(sorted(listed(scores))[::-1][:width], dtype=object))


def worst_kept(candidates: Value, scores: Value, width: int = 1) -> Value:
    """The least probable candidates."""
    return kept_texts(candidates, combine(np.negative, scores), width)


def _sized(hypothesis: str, end: str, counts: bool) -> int:
    return len(hypothesis.split()) - int(ended(hypothesis, end) and not counts)


def lengths(hypotheses: Value, end: str = "", counts_end: bool = True) -> Value:
    """How many tokens each hypothesis has."""
    sizes = [max(1, _sized(text, end, counts_end)) for text in words_or_texts(hypotheses)]
    return settle(np.array(sizes, dtype=object))


def _lengths_by_splitting(hypotheses: Value, end: str = "", counts_end: bool = True) -> Value:
    """Oracle."""
    sizes = []
    for text in words_or_texts(hypotheses):
        tokens = [token for token in text.split() if counts_end or not end or token != end]
        sizes.append(max(1, len(tokens)))
    return settle(np.array(sizes, dtype=object))


def as_tokens(hypotheses: Value) -> Value:
    """The tokens of the first hypothesis."""
    return tuple(words_or_texts(hypotheses)[0].split())


def _first_by_loop(hypotheses: Value) -> Value:
    for text in words_or_texts(hypotheses):
        return words_of(text)
    raise LawError("there is no hypothesis")


def _extend_notation(beam: Formula, **options: Any) -> Formula:
    return apply("beam_extend", beam)


def _scores_notation(candidates: Formula, beam: Formula, scores: Formula, p: Formula, **options: Any) -> Formula:
    return apply("beam_scores", candidates, scores, p)


def _lengths_notation(hypotheses: Formula, **options: Any) -> Formula:
    return apply("token_lengths", hypotheses)


VOCABULARY = Option("vocabulary", "the tokens", "size", ())
END = Option("end", "the token that ends a hypothesis", "word", "")
LOGS = Option("logs", "whether P holds logarithms", "flag", False)
WIDTH = Option("width", "how many are kept", "integer", 1)

RULES = (
    Rule(
        name="beam_extend",
        step=True,
        summary="every hypothesis of a beam followed by every token",
        law=extended,
        inputs=("beam",),
        because="extend every hypothesis by every token; one that has ended stays",
        options=(VOCABULARY, END),
        notation=_extend_notation,
        oracle=_extended_by_product,
        example='question grow: compute\n  c = beam_extend(["a", "b"], vocabulary=["a", "b"])\n  find c',
    ),
    Rule(
        name="beam_scores",
        step=True,
        summary="score of every candidate: the hypothesis before it, times the probability of the new token",
        law=candidate_scores,
        inputs=("candidates", "beam", "scores", "P"),
        because="the score of the hypothesis before, times the probability of the new token",
        options=(Option("prefixes", "the histories that the rows of P belong to", "size"), VOCABULARY, END, LOGS),
        notation=_scores_notation,
        cells=score_cells,
        misconceptions=(
            slip(
                "last-factor-only",
                "A sequence scores the product of all its factors, not the last one's alone.",
                last_factor_only,
            ),
        ),
        oracle=_scores_from_the_start,
        example="question scores: compute\n  P = [[0.6, 0.4], [0.3, 0.7]]\n"
        '  s = beam_scores(["a a", "a b"], ["a"], [0.6], P, vocabulary=["a", "b"])\n  find s',
    ),
    Rule(
        name="beam_keep",
        step=True,
        summary="the best candidates, best first",
        law=kept_texts,
        inputs=("candidates", "scores"),
        because="keep the candidates with the largest scores",
        options=(WIDTH,),
        misconceptions=(slip("worst-kept", "The candidates with the largest scores are kept.", worst_kept),),
        oracle=_kept_texts_by_taking,
        example='question keep: compute\n  b = beam_keep(["a a", "a b"], [0.2, 0.4], width=1)\n  find b',
    ),
    Rule(
        name="largest",
        step=True,
        summary="the largest entries of a vector, largest first",
        law=kept_scores,
        inputs=("scores",),
        because="the largest, in order",
        options=(WIDTH,),
        oracle=_kept_scores_by_sorting,
        example="question keep: compute\n  b = largest([0.2, 0.4, 0.1], width=2)\n  find b",
    ),
    Rule(
        name="token_lengths",
        step=True,
        summary="how many tokens each hypothesis has",
        law=lengths,
        inputs=("hypotheses",),
        because="count the tokens",
        options=(END, Option("counts_end", "whether the end token counts", "flag", True)),
        notation=_lengths_notation,
        oracle=_lengths_by_splitting,
        example='question long: compute\n  n = token_lengths(["a b", "a b c"])\n  find n',
    ),
    Rule(
        name="first_tokens",
        step=True,
        summary="the tokens of the first hypothesis",
        law=as_tokens,
        inputs=("hypotheses",),
        because="the best hypothesis, token by token",
        oracle=_first_by_loop,
        example='question first: compute\n  y = first_tokens(["a b", "a c"])\n  find y',
    ),
)

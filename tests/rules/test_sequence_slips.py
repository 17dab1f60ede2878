"""Slips on texts, embeddings and decoding: each is named when a student makes it."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest

import examsolver
from examsolver.core.derivation import Undefined
from examsolver.core.marking import Answer, Submission
from examsolver.core.rule import Algorithm
from examsolver.rules import (
    ALGORITHM_CATALOGUE,
    beam_search,
    bleu,
    ctc,
    glove,
    hidden_markov,
    language_models,
    nearest,
    negative_sampling,
    perplexity,
    pmi,
    sampling,
    tf_idf,
    word2vec,
    word_pairs,
)

MODULES = (beam_search, bleu, ctc, glove, hidden_markov, language_models, negative_sampling, nearest, perplexity)
OURS = tuple(one for module in (*MODULES, pmi, sampling, tf_idf, word2vec, word_pairs) for one in module.ALGORITHMS)

PAIRS = 'question q: compute\n  P = skip_gram_pairs("a b c", window=1)\n  find P'
COUNTS = 'question q: compute co-occurrence\n  text = "a b c a b"\n  direction = after\n  find C'
SKIP = """question q: compute skip-gram
  W = [[1, 0], [0, 1], [1, 1]]
  U = [[1, 0, -1], [0, 1, 1]]
  center = 2
  context = [1, 3]
  find y, e to 4 decimals"""
NEGATIVE = """question q: compute negative-sampling
  v = [1, -1]
  u_pos = [0.5, 0]
  u_neg = [[0, 1], [1, 1.5]]
  find p_neg, loss, dv to 4 decimals"""
BLEU = """question q: compute bleu
  candidate = "the the cat"
  references = "the cat sat on the roof the end"
  n = 1
  find matches[1]
  find brevity to 4 decimals"""
UNIGRAM = 'question q: compute bleu\n  candidate = "the the the"\n  references = "the cat"\n  n = 1\n  find matches[1]'
ROUGE = 'question q: compute rouge\n  candidate = "a b"\n  reference = "a b c d"\n  find recall, precision exactly'
PERPLEXITY = "question q: compute perplexity\n  p = [0.25, 0.5, 0.125]\n  find perplexity to 4 decimals"
BITS = "question q: compute perplexity\n  H = 3\n  convention entropy unit bits\n  find perplexity to 4 decimals"
BIGRAM = """question q: compute n-gram
  corpus = "a b a c a b"
  word = "b"
  history = "a"
  k = 1
  find probability exactly"""
VITERBI = """question q: compute viterbi
  start = [0.5, 0.5]
  A = [[0.6, 0.4], [0.3, 0.7]]
  B = [[0.2, 0.8], [0.6, 0.4]]
  observations = [1, 2]
  find delta[2]"""
CTC = """question q: compute ctc
  alphabet = ["-", "a", "b"]
  target = "ab"
  P = [[0.5, 0.3, 0.2], [0.2, 0.5, 0.3], [0.1, 0.3, 0.6]]
  find alpha[2]"""
COLLAPSE = 'question q: compute\n  y = ctc_collapse("aa-ab")\n  find y'
ANALOGY = """question q: compute analogy
  words = ["king", "queen", "man", "woman"]
  vectors = [[3, 1], [3, 4], [1, 2], [1, 4]]
  a = "man"
  b = "king"
  c = "woman"
  find target"""
HOT = "question q: compute sampling\n  logits = [2, 1, 0]\n  temperature = 2\n  find q to 4 decimals"
FAULT = "question q: compute decoding-error\n  human = 0.02\n  output = 0.01\n  find culprit"
E_2 = math.exp(2) + math.exp(4) + 1

SLIPS = (
    (PAIRS, "P", "(a, b), (b, c)", "context-on-one-side"),
    (PAIRS, "P", "(b, a), (a, b), (c, b), (b, c), (a, c)", None),
    (COUNTS, "C", "[[0, 2, 1], [2, 0, 1], [1, 1, 0]]", "both-directions-counted"),
    (COUNTS, "C", "[[0, 2, 0], [0, 0, 0], [1, 0, 0]]", "row-skipped"),
    (SKIP, "e", "[-0.8446, 0.4223, 0.4223]", "one-context-word-only"),
    (NEGATIVE, "p_neg", "[0.2689, 0.3775]", "sign-of-negative-score-lost"),
    (NEGATIVE, "loss", "0.4741", "negatives-left-out"),
    (NEGATIVE, "dv", "[-0.1888, 0]", "negatives-left-out"),
    (UNIGRAM, "matches[1]", "3", "clipping-forgotten"),
    (BLEU, "brevity", "1", "brevity-penalty-forgotten"),
    (ROUGE, "recall", "1", "precision-and-recall-exchanged"),
    (PERPLEXITY, "perplexity", "64", "root-of-product-forgotten"),
    (BITS, "perplexity", "20.0855", "base-mismatch"),
    (BIGRAM, "probability", "1", "smoothing-below-forgotten"),
    (VITERBI, "delta[2]", "[0.12, 0.1]", "summed-in-place-of-maximised"),
    (CTC, "alpha[2]", "[0.1, 0.4, 0.06, 0, 0]", "blank-never-skipped"),
    (COLLAPSE, "y", "ab", "blanks-removed-first"),
    (ANALOGY, "target", "[-1, 5]", "analogy-turned-round"),
    (HOT, "q", f"[{math.exp(4) / E_2:.4f}, {math.exp(2) / E_2:.4f}, {1 / E_2:.4f}]", "temperature-multiplied"),
    (FAULT, "culprit", "model", "culprits-exchanged"),
)


@pytest.mark.parametrize(("text", "part", "answer", "tag"), SLIPS, ids=[f"{slip[1]} {slip[3]}" for slip in SLIPS])
def test_a_slip_is_named(text: str, part: str, answer: str, tag: str | None) -> None:
    exam = examsolver.load(text)
    (report,) = examsolver.grade(exam, (Submission("one", (Answer("q", part, answer),)),)).reports
    (verdict,) = (verdict for verdict in report.verdicts if verdict.part == part)
    assert verdict.outcome not in ("correct", "unreadable", "undecided")
    if tag is not None:
        assert tag in (verdict.tag, *(verdict.message or "").split()), verdict


def values_of(text: str) -> Mapping[str, object]:
    (question,) = examsolver.load(text)
    return examsolver.solve(question).run


@pytest.mark.parametrize("algorithm", OURS, ids=[one.name for one in OURS])
def test_every_wrong_idea_can_be_worked_out(algorithm: Algorithm) -> None:
    assert ALGORITHM_CATALOGUE.get(algorithm.name) is algorithm
    (question,) = examsolver.load(algorithm.example)
    run = examsolver.solve(question).run
    moved = 0
    for step in run.derivation.steps:
        for idea in step.misconceptions:
            assert idea.says.endswith(".") and not any(character.isdigit() for character in idea.tag)
            again = run.again(rewritten=idea.rewrite(run.derivation, step))
            moved += any(not same(run[other.name], again[other.name]) for other in run.derivation.steps)
    assert moved or not any(step.misconceptions for step in run.derivation.steps)


def same(one: object, other: object) -> bool:
    if isinstance(one, Undefined) or isinstance(other, Undefined):
        return isinstance(one, Undefined) and isinstance(other, Undefined)
    if isinstance(one, (str, tuple)) or isinstance(other, (str, tuple)):
        return one == other
    left, right = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    return left.shape == right.shape and bool(np.allclose(left, right))

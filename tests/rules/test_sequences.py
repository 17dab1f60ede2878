"""Decoding and text measures against every possibility, listed."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from fractions import Fraction
from itertools import groupby, product
from typing import Any

import numpy as np
import pytest

import examsolver
from examsolver.core.problem import ExamError

SEEDS = range(6)
each_seed = pytest.mark.parametrize("seed", SEEDS)


def solved(text: str) -> Mapping[str, Any]:
    """The values of all parts of a question, by the parts' ids."""
    (question,) = examsolver.load(text)
    run = examsolver.solve(question).run
    return {part.id: run[part.steps[0]] for part in question.parts}


def shares(draw: random.Random, size: int) -> list[Fraction]:
    parts = [draw.randint(1, 9) for _ in range(size)]
    return [Fraction(part, sum(parts)) for part in parts]


def written(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(written(part) for part in value)}]"
    return str(value)


def question(algorithm: str, finds: str, **facts: Any) -> str:
    lines = [f"  {name} = {written(value)}" for name, value in facts.items()]
    return "\n".join([f"question q: compute {algorithm}", *lines, f"  find {finds}"])


def tree(draw: random.Random, depth: int, tokens: tuple[str, ...]) -> tuple[list[str], list[list[Fraction]]]:
    """All prefixes shorter than ``depth``, each with a distribution over the next token."""
    prefixes = [" ".join(path) for length in range(depth) for path in product(tokens, repeat=length)]
    return prefixes, [shares(draw, len(tokens)) for _ in prefixes]


def sequences(prefixes: list[str], rows: list[list[Fraction]], tokens: tuple[str, ...], depth: int, end: str) -> Any:
    """Every sequence with its probability; what has ended goes no further."""
    table = dict(zip(prefixes, rows, strict=True))
    found = {}
    for path in product(tokens, repeat=depth):
        cut = path.index(end) + 1 if end in path else depth
        chance = math.prod(table[" ".join(path[:place])][tokens.index(path[place])] for place in range(cut))
        found[path[:cut]] = chance
    return found


@each_seed
@pytest.mark.parametrize("end", ["", "."])
def test_a_beam_of_full_width_finds_the_most_probable_sequence(seed: int, end: str) -> None:
    draw = random.Random(f"beam {seed}")
    tokens = ("a", "b", ".")
    prefixes, rows = tree(draw, 3, tokens)
    facts: dict[str, Any] = {"vocabulary": tokens, "prefixes": prefixes, "P": rows}
    facts |= {"end": end} if end else {}
    best = max(sequences(prefixes, rows, tokens, 3, end).values())
    wide = solved(question("beam-search", "sequence, probability", width=27, **facts))
    full = solved(question("exhaustive-search", "sequence, probability", **facts))
    assert wide["probability"] == full["probability"] == best
    assert sequences(prefixes, rows, tokens, 3, end)[wide["sequence"]] == best


@each_seed
def test_greedy_search_takes_the_best_token_at_every_step(seed: int) -> None:
    draw = random.Random(f"greedy {seed}")
    tokens = ("a", "b", "c")
    prefixes, rows = tree(draw, 3, tokens)
    table = dict(zip(prefixes, rows, strict=True))
    path: list[str] = []
    for _ in range(3):
        row = table[" ".join(path)]
        path.append(tokens[row.index(max(row))])
    found = solved(question("greedy-search", "sequence", vocabulary=tokens, prefixes=prefixes, P=rows))
    assert found["sequence"] == tuple(path)


@each_seed
def test_length_normalisation_ranks_the_last_beam(seed: int) -> None:
    draw = random.Random(f"length {seed}")
    tokens = ("a", ".")
    prefixes, rows = tree(draw, 3, tokens)
    every = sequences(prefixes, rows, tokens, 3, ".")
    best = max(math.log(chance) / len(path) for path, chance in every.items())
    facts = {"vocabulary": tokens, "prefixes": prefixes, "P": rows, "end": ".", "width": 8, "alpha": 1}
    assert solved(question("beam-search", "score", **facts))["score"] == pytest.approx(best)


def chain(draw: random.Random, states: int, symbols: int, steps: int) -> dict[str, Any]:
    return {
        "start": shares(draw, states),
        "A": [shares(draw, states) for _ in range(states)],
        "B": [shares(draw, symbols) for _ in range(states)],
        "observations": [draw.randint(1, symbols) for _ in range(steps)],
    }


def ways(facts: Mapping[str, Any]) -> dict[tuple[int, ...], Fraction]:
    """Every path of states with its probability, together with what is seen."""
    states, seen = range(len(facts["start"])), [symbol - 1 for symbol in facts["observations"]]
    found = {}
    for path in product(states, repeat=len(seen)):
        chance = facts["start"][path[0]] * facts["B"][path[0]][seen[0]]
        for before, state, symbol in zip(path, path[1:], seen[1:], strict=False):
            chance *= facts["A"][before][state] * facts["B"][state][symbol]
        found[path] = chance
    return found


@each_seed
def test_viterbi_finds_the_best_of_all_paths(seed: int) -> None:
    facts = chain(random.Random(f"viterbi {seed}"), 3, 2, 4)
    every = ways(facts)
    found = solved(question("viterbi", "path, probability", **facts))
    assert found["probability"] == max(every.values())
    assert every[tuple(int(state) - 1 for state in found["path"])] == max(every.values())


@each_seed
def test_the_forward_algorithm_adds_up_all_paths(seed: int) -> None:
    facts = chain(random.Random(f"forward {seed}"), 3, 2, 4)
    every = ways(facts)
    found = solved(question("hmm-forward", "probability, gamma[2]", **facts))
    assert found["probability"] == sum(every.values())
    second = [sum(chance for path, chance in every.items() if path[1] == state) for state in range(3)]
    assert [Fraction(share) for share in found["gamma[2]"]] == [share / sum(every.values()) for share in second]


def collapsed(path: tuple[str, ...]) -> str:
    return "".join(unit for unit, _ in groupby(path) if unit != "-")


@each_seed
@pytest.mark.parametrize("target", ["a", "ab", "aa", "aba", "abb"])
def test_ctc_adds_up_all_paths_that_collapse_to_the_target(seed: int, target: str) -> None:
    draw = random.Random(f"ctc {seed} {target}")
    alphabet, steps = ("-", "a", "b"), 5
    rows = [shares(draw, 3) for _ in range(steps)]
    paths = [path for path in product(alphabet, repeat=steps) if collapsed(path) == target]
    chance = sum(math.prod(row[alphabet.index(unit)] for row, unit in zip(rows, path, strict=True)) for path in paths)
    found = solved(question("ctc", "p, loss", alphabet=alphabet, target=target, P=rows))
    assert found["p"] == chance and found["loss"] == pytest.approx(-math.log(chance))
    count = solved(f'question n: compute\n  n = ctc_path_count("{target}", {steps})\n  find n')
    assert count["n"] == len(paths)


def test_a_target_longer_than_its_frames_has_no_path() -> None:
    text = question("ctc", "p", alphabet=["-", "a"], target="aa", P=[[Fraction(1, 2)] * 2] * 2)
    assert solved(text)["p"] == 0


@each_seed
def test_perplexity_is_the_same_by_every_way(seed: int) -> None:
    draw = random.Random(f"perplexity {seed}")
    chances = [Fraction(draw.randint(1, 9), 10) for _ in range(4)]
    bits = -sum(math.log2(chance) for chance in chances) / 4
    by_words = solved(question("perplexity", "perplexity, cross-entropy", p=chances))
    assert by_words["perplexity"] == pytest.approx(2**bits)
    assert by_words["cross-entropy"] == pytest.approx(bits * math.log(2))
    by_bits = question("perplexity", "perplexity", cross_entropy=bits) + "\n  convention entropy unit bits"
    assert solved(by_bits)["perplexity"] == pytest.approx(2**bits)
    whole = solved(question("perplexity", "perplexity", probability=math.prod(chances), N=4))
    assert whole["perplexity"] == pytest.approx(2**bits)


def test_bleu_of_texts_without_a_match_is_zero() -> None:
    text = question("bleu", "bleu", candidate="a b", references="c d", n=2)
    assert solved(text)["bleu"] == 0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (question("ctc", "p", alphabet=["-", "a"], target="ab", P=[[1, 0]]), "'b' is not in the alphabet"),
        (question("ctc", "p", alphabet=["-", "a", "b"], target="a", P=[[1, 0]]), "3 symbols and there are 2 classes"),
        (question("viterbi", "path", start=[1], A=[[1, 0], [0, 1]], B=[[1]], observations=[1]), "do not fit"),
        (question("beam-search", "sequence", P=[[Fraction(3, 4), Fraction(3, 4)]]), "row 1 of P adds up to 1.5"),
        (question("sampling", "probabilities", p=[Fraction(1, 2)], k=1), "row 1 of p adds up to 0.5"),
        (question("viterbi", "path", start=[1], A=[[1]], B=[[1, 1]], observations=[1]), "row 1 of B adds up to 2"),
        (question("skip-gram", "y", W=[[1, 2]], U=[[1, 2, 3]], center=1), "do not fit"),
        (question("glove", "loss", w=[1], c=[1], X=0), "logarithm of a count of 0"),
        (question("perplexity", "perplexity", p=[0, 1]), "probabilities must lie above 0"),
        (question("n-gram", "probability", corpus="a b", word="a"), "history is missing"),
        (question("n-gram", "probability", corpus="a b", word="a", history="c"), "'c' is not met in the corpus"),
        (question("sampling", "q", logits=[1, 2], temperature=0), "above 0"),
        (question("confusion", "recall", labels=[1, 2], predictions=[1, 0]), "labels has the label 2"),
        (question("roc", "auc", scores=[1, 2], labels=[1, 1]), "labels are all of one class"),
        (question("average-precision", "ap", labels=[1, 0]), "scores and labels"),
        (question("nms", "kept", boxes=[[0, 0, 1, 1]], scores=[1, 2]), "scores is a vector of 2 and boxes 1×4"),
        (question("bleu", "bleu", candidate="a") + "\n  states = HOT, COLD", "found ','"),
        (question("bleu", "bleu", candidate="a") + "\n  x = [Hot]", 'a text stands in quotation marks: "Hot"'),
    ],
)
def test_what_does_not_fit_is_told(text: str, reason: str) -> None:
    with pytest.raises(ExamError) as caught:
        solved(text)
    assert reason in str(caught.value)


def test_arrays_of_word_vectors_are_found_by_their_words() -> None:
    text = question(
        "nearest-neighbour", "nearest", words=["a", "b", "c"], vectors=[[1, 0], [0, 1], [1, 1]], query=[2, 1]
    )
    assert solved(text)["nearest"] == "c"
    exact = "question c: compute\n  s = cosine([1, 1, 0, 1], [0, 1, 1, 1])\n  find s exactly"
    assert solved(exact)["s"] == Fraction(2, 3)
    assert np.isclose(float(solved("question c: compute\n  s = cosine([1, 1], [1, 0])\n  find s")["s"]), 0.5**0.5)


def test_rows_and_columns_of_counts_may_have_other_words() -> None:
    given = question("pmi", "pmi", C=[[1, 1, 2], [2, 2, 0]], rows=["a", "b"], columns=["c", "d", "e"], x="a", y="e")
    assert solved(given)["pmi"] == 1


def test_boxes_are_counted_from_0_where_that_is_the_convention() -> None:
    boxes = [[0, 0, 4, 4], [1, 0, 5, 4], [6, 6, 8, 8]]
    text = question("nms", "order, kept", boxes=boxes, scores=[Fraction(4, 5), Fraction(9, 10), Fraction(7, 10)])
    assert solved(text)["kept"].tolist() == [2, 3]
    zero = solved(f"{text}\n  convention index base zero")
    assert (zero["order"].tolist(), zero["kept"].tolist()) == ([1, 0, 2], [1, 2])

"""Wordings of books, papers and code, and what they are read as."""

from __future__ import annotations

import pytest

import examsolver


def answers(body: str) -> dict[str, object]:
    rows = "".join(f"  {row}\n" for row in body.splitlines())
    asked = examsolver.load(f"question q: network\n{rows}").questions[0]
    run = examsolver.solve(asked).run
    return {part.id: run[part.steps[0]] for part in asked.parts}


@pytest.mark.parametrize(
    ("worded", "plain"),
    [
        ("input 20x8\nlstm 4, return sequences=True", "input 20x8\nlstm 4, sequences"),
        ("input 20x8\nlstm 4, use_bias=False", "input 20x8\nlstm 4, no bias"),
        ("input 100 words\nembedding 50, 4", "input 100\nembedding 50, 4"),
        ("input 100 tokens\nembedding 50, 4", "input 100\nembedding 50, 4"),
        ("input 9x12\nmulti-query attention, 3 heads", "input 9x12\nattention 3, kv heads 1"),
        ("input 9x12\nmqa 3", "input 9x12\nattention 3, kv heads 1"),
        ("input 9x12\nMQA heads 3, causal", "input 9x12\nattention 3, kv heads 1, causal"),
        ("input 9x12\ntime distributed dense 5", "input 9x12\ndense 5, each position"),
        ("input 9x12\nTimeDistributed dense 5, relu", "input 9x12\ndense 5, each position, relu"),
        (
            "input 9x12\nencoder-layer 3, SwiGLU 20, RMSNorm, no bias",
            "input 9x12\nencoder-layer 3, hidden 20, gated, norm rms, no bias",
        ),
        ("input 9x12\nencoder-layer 3, dropout 0.1, gelu, pre-norm", "input 9x12\nencoder-layer 3"),
        (
            "input 9\ne = embedding 50, 4\ndense 50, tied to e",
            "input 9\ne = embedding 50, 4\ndense 50, tied, each position",
        ),
        (
            "input 9\ne = embedding 50, 4\ndense 50, tied e, no bias",
            "input 9\ne = embedding 50, 4\ndense 50, tied, each position, no bias",
        ),
        (
            "m = input 7x12\nx = input 9x12\ncross attention heads 3, from x, memory m",
            "m = input 7x12\nx = input 9x12\ncross-attention x, m, heads 3",
        ),
        (
            "m = input 7x12\nx = input 9x12\nrepeat 2:\n  decoder-layer memory m, heads 3",
            "m = input 7x12\nx = input 9x12\na = decoder-layer x, m, heads 3\ndecoder-layer a, m, heads 3",
        ),
        (
            "x = input 6x6x3\nconv 3, kernel 3, same\nadd from x",
            "x = input 6x6x3\nc = conv 3, kernel 3, same\nadd c, x",
        ),
        (
            "x = input 6x6x3\nconv 2, kernel 3, same\nconcat x",
            "x = input 6x6x3\nc = conv 2, kernel 3, same\nconcat c, x",
        ),
    ],
)
def test_a_wording_is_read_as_its_plain_line(worded: str, plain: str) -> None:
    asked = "\nfind total parameters, output"
    assert answers(worded + asked) == answers(plain + asked)


def test_the_tokens_of_a_training_may_be_counted_in_billions() -> None:
    body = "input 16, 3 billion tokens\nembedding 10, 4\nfind total training-compute"
    assert answers(body) == {"total.training-compute": 6 * 40 * 3 * 10**9}


def test_a_total_stands_before_what_is_asked_of_each_layer() -> None:
    found = answers("input 6\na = dense 4\nb = dense 2\nfind total parameters, output of each layer")
    assert found == {"total.parameters": 38, "a.output": (4,), "b.output": (2,)}


def test_a_unit_of_bytes_is_for_what_is_counted_in_bytes() -> None:
    found = answers("input 1024\na = dense 1024, no bias\nfind total parameters, total parameter-memory in MiB")
    assert found == {"total.parameters": 1024 * 1024, "total.parameter-memory": 4}


def test_what_is_not_learned_is_asked_in_any_place() -> None:
    found = answers(
        "input 5x3\nbatchnorm\nconvention batchnorm statistics counted\n"
        "find trainable parameters, non-trainable parameters"
    )
    assert list(found.values()) == [6, 6]


@pytest.mark.parametrize("wrong", ["tied nowhere", "return sequences=maybe", "swiglu big"])
def test_a_word_that_means_nothing_is_still_told(wrong: str) -> None:
    with pytest.raises(examsolver.ExamError):
        answers(f"input 9\ne = embedding 50, 4\ndense 50, {wrong}\nfind output")

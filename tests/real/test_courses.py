"""Questions of the kind that courses set, held to what is counted here by hand: sides, weights and biases, products."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import examsolver
from examsolver.core.derivation import Value

BANK = Path(__file__).parents[2] / "question_bank" / "networks" / "courses.exam"
WORDS = 512 * 12000 + 12000
LSTM = 4 * (512 * (256 + 512) + 512)
EXCITED = 128 * 16 + 16 + 16 * 128 + 128
ATTENTION, INNER, NORMS = 4 * (768 * 768 + 768), 768 * 3072 + 3072 + 3072 * 768 + 768, 2 * 2 * 768
LAYER = ATTENTION + INNER + NORMS
PATCHES = 16 * 16 * 3 * 768 + 768

EXPECTED: Mapping[str, Mapping[str, Value]] = {
    "cnn-of-two-stages": {
        "c1.output": (64, 64, 8),
        "p1.output": (32, 32, 8),
        "c2.output": (32, 32, 16),
        "p2.output": (16, 16, 16),
        "c1.parameters": 8 * (25 * 3 + 1),
        "p1.parameters": 0,
        "c2.parameters": 16 * (9 * 8 + 1),
        "p2.parameters": 0,
        "flatten.parameters": 0,
        "fc.parameters": 16 * 16 * 16 * 10 + 10,
    },
    "layer-table": {
        "c1.output": (32, 32, 32),
        "p1.output": (8, 8, 32),
        "c2.output": (8, 8, 64),
        "p2.output": (4, 4, 64),
        "c1.parameters": 32 * (81 * 3 + 1),
        "c2.parameters": 64 * (25 * 32 + 1),
        "fc.parameters": 1024 * 10 + 10,
        "total.parameters": 32 * 244 + 64 * 801 + 10250,
    },
    # The first sees 5; its outputs lie 2 apart, so that 4 more steps of them add 8, and 6 more add 12.
    "context-of-frames": {"receptive-field": 5 + 8 + 12, "output": (38, 256)},
    "frames-with-context": {
        "total.weights": 1240 * 512 + 512 * 512 + 512 * 138,
        "total.biases": 512 + 512 + 138,
    },
    "half-of-each-side": {"padding": (3,)},
    "dense-in-place-of-conv": {
        "a.output": (32, 32, 10),
        "a.parameters": 10 * (9 * 3 + 1),
        "b.parameters": 3072 * 10240 + 10240,
    },
    "separated-or-not": {
        "standard.multiplications": 14 * 14 * 512 * 9 * 256,
        "deep.multiplications": 14 * 14 * 256 * 9,
        "point.multiplications": 14 * 14 * 256 * 512,
    },
    "cache-of-shared-heads": {"total.kv-cache": 32 * 4096 * 2 * 8 * 128},
    "both-directions": {"output": (50, 512), "total.parameters": 2 * 3 * (256 * (128 + 256) + 256)},
    "two-on-top": {
        "r.output": (30, 128),
        "r.parameters": 4 * (128 * (64 + 128) + 128) + 4 * (128 * (128 + 128) + 128),
    },
    "growing-dilation": {f"d{number}.receptive-field": 2 ** (number + 1) - 1 for number in (1, 2, 3, 4)},
    "twice-as-large": {"output": (16, 16, 32), "total.parameters": 64 * 32 * 16 + 32},
    "clip-of-frames": {
        "output": (16, 56, 56, 64),
        "total.parameters": 64 * 3 * 3 * 7 * 7,
        "total.macs": 16 * 56 * 56 * 64 * 3 * 3 * 7 * 7,
    },
    "thirty-two-groups": {"total.parameters": 128 * 4 * 9, "total.flops": 2 * 28 * 28 * 128 * 4 * 9},
    "residual-stage": {
        "unit_1.output": (56, 56, 64),
        "unit_1.parameters": 2 * (64 * 64 * 9 + 128),
        "total.parameters": 4 * (64 * 64 * 9 + 128),
    },
    "narrow-in-the-middle": {
        "direct.parameters": 256 * 256 * 9,
        "a.parameters": 256 * 64,
        "b.parameters": 64 * 64 * 9,
        "c.parameters": 64 * 256,
        "direct.macs": 28 * 28 * 256 * 256 * 9,
    },
    "two-kinds-of-parameters": {"total.parameters": 32 * (9 * 16 + 1) + 4 * 32, "total.trainable": 32 * 145 + 2 * 32},
    "translation-with-lstms": {
        "encoder.parameters": LSTM,
        "decoder.parameters": LSTM,
        "words.parameters": WORDS,
        "total.parameters": 10000 * 256 + 12000 * 256 + 2 * LSTM + WORDS,
    },
    "there-and-back": {
        "e1.output": (14, 14, 16),
        "e2.output": (7, 7, 32),
        "d1.output": (14, 14, 16),
        "d2.output": (28, 28, 1),
        "total.parameters": 16 * 10 + 32 * (16 * 9 + 1) + 32 * 16 * 9 + 16 + 16 * 9 + 1,
    },
    "an-encoder-by-parts": {
        "layer.attention": ATTENTION,
        "layer.feed-forward": INNER,
        "layer.norms": NORMS,
        "layer.parameters": LAYER,
    },
    "image-patches": {
        "tokens.output": (196, 768),
        "patches.parameters": PATCHES,
        "total.parameters": PATCHES + 196 * 768 + 12 * LAYER + 2 * 768,
    },
    "squeeze-of-channels": {"s.output": (28, 28, 128), "s.parameters": EXCITED},
    "three-activations-in-bytes": {
        "a.output": (112, 112, 64),
        "b.output": (56, 56, 64),
        "a.activation-memory": 4 * 112 * 112 * 64,
        "b.activation-memory": 4 * 56 * 56 * 64,
    },
    "how-many-units": {"h.units": (128,)},
    "grouped-normalisation": {"b.parameters": 192, "l.parameters": 192, "g.parameters": 192},
    "gated-feed-forward": {"two.parameters": 2 * 4096 * 16384, "three.parameters": 3 * 4096 * 11008},
}


@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_counted_by_hand_comes_out(name: str) -> None:
    question = examsolver.load(BANK).question(name)
    assert question is not None
    solution = examsolver.solve(question)
    assert {part.id: solution.run[part.steps[0]] for part in question.parts} == EXPECTED[name]


def test_every_question_is_held_to_something() -> None:
    assert {question.id for question in examsolver.load(BANK)} == EXPECTED.keys()

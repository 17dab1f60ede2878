"""Known figures of layers, and what is said of layers that make no sense."""

import pytest

from examsolver.core.derivation import LawError, Undefined
from tests.layers.conftest import run, slipped

MAP = (32, 32, 3)


@pytest.mark.parametrize(
    ("word", "shapes", "says", "conventions", "expected"),
    [
        pytest.param(
            "conv",
            [(32, 32, 1)],
            {"filters": 6, "kernel": 5},
            {},
            {"parameters": 156, "connections": 122_304, "weights": 150, "biases": 6},
            id="LeNet C1",
        ),
        pytest.param(
            "subsample", [(28, 28, 6)], {"kernel": 2}, {}, {"parameters": 12, "connections": 5_880}, id="LeNet S2"
        ),
        pytest.param(
            "conv",
            [(14, 14, 6)],
            {"filters": 16, "kernel": 5, "connections": 60},
            {},
            {"parameters": 1_516, "connections": 151_600, "macs": 150_000},
            id="LeNet C3 with its table",
        ),
        pytest.param(
            "locally-connected",
            [(227, 227, 3)],
            {"filters": 96, "kernel": 11, "stride": 4},
            {},
            {"parameters": 105_705_600, "output": (55, 55, 96)},
            id="nothing shared",
        ),
        pytest.param(
            "conv-transpose1d",
            [(4, 2)],
            {"filters": 1, "kernel": 2, "stride": 3},
            {},
            {"output": (11, 1)},
            id="transposed, PyTorch",
        ),
        pytest.param(
            "conv-transpose1d",
            [(4, 2)],
            {"filters": 1, "kernel": 2, "stride": 3},
            {"transposed size": "keras"},
            {"output": (12, 1)},
            id="transposed, Keras",
        ),
        pytest.param(
            "conv",
            [(8, 8, 3)],
            {"filters": 2, "kernel": 3, "top": 1, "right": 2},
            {},
            {"output": (7, 8, 2)},
            id="padding side by side",
        ),
        pytest.param(
            "conv1d",
            [(9, 3)],
            {"filters": 2, "kernel": 3, "dilation": 2, "causal": True},
            {},
            {"output": (9, 2)},
            id="causal",
        ),
        pytest.param(
            "conv",
            [(8, 8, 3)],
            {"filters": 2, "kernel": 3, "padding": 1},
            {"padding": "in total"},
            {"output": (7, 7, 2)},
            id="padding in total",
        ),
        pytest.param(
            "conv",
            [(8, 8, 3)],
            {"filters": 2, "kernel": 3, "stride": 2},
            {"output size": "round half up"},
            {"output": (4, 4, 2)},
            id="a half rounded up",
        ),
        pytest.param(
            "maxpool",
            [(28, 28, 4)],
            {"kernel": 3, "stride": 2, "padding": 1, "ceil": True},
            {},
            {"output": (15, 15, 4)},
            id="ceil",
        ),
        pytest.param(
            "attention", [(20, 768)], {"heads": 12}, {}, {"parameters": 2_362_368, "kv-cache": 30_720}, id="BERT"
        ),
        pytest.param(
            "attention",
            [(8, 4096)],
            {"heads": 32, "kv heads": 8, "bias": False},
            {},
            {"parameters": 41_943_040, "kv-cache": 8 * 2 * 8 * 128},
            id="grouped queries",
        ),
        pytest.param(
            "encoder-layer", [(20, 512)], {"heads": 8, "hidden": 2048}, {}, {"parameters": 3_152_384}, id="encoder"
        ),
        pytest.param(
            "encoder-layer", [(16, 768)], {"heads": 12, "causal": True}, {}, {"parameters": 7_087_872}, id="GPT-2 block"
        ),
        pytest.param(
            "decoder-layer",
            [(20, 512), (30, 512)],
            {"heads": 8, "hidden": 2048},
            {},
            {"parameters": 4_204_032},
            id="decoder",
        ),
        pytest.param("bilstm", [(20, 8)], {"units": 16}, {}, {"parameters": 3_200, "output": (32,)}, id="two ways"),
        pytest.param("lstm", [(35, 200)], {"units": 200, "layers": 2}, {"lstm biases": "two"}, {"parameters": 643_200}),
        pytest.param("dense", [(20, 64)], {"units": 10, "each position": True}, {}, {"output": (20, 10)}, id="each"),
        pytest.param(
            "dense", [(768,)], {"units": 50_257, "bias": False, "tied": True}, {}, {"parameters": 0}, id="tied"
        ),
        pytest.param(
            "layernorm", [(4, 4, 8)], {}, {"layernorm axes": "whole map"}, {"parameters": 256}, id="whole map"
        ),
        pytest.param("prelu", [(4, 4, 8)], {}, {"prelu slopes": "one"}, {"parameters": 1}, id="one slope"),
    ],
)
def test_known_figures(word, shapes, says, conventions, expected):
    values = run(word, *shapes, conventions=conventions, **says)
    assert {quantity: values[f"layer.{quantity}"] for quantity in expected} == expected


@pytest.mark.parametrize(
    ("word", "shapes", "says", "quantity", "tag", "value"),
    [
        ("depthwise", [MAP], {"kernel": 3}, "parameters", "depthwise-as-full-convolution", 84),
        ("separable", [MAP], {"filters": 4, "kernel": 3}, "parameters", "separable-as-full-convolution", 112),
        ("locally-connected", [MAP], {"filters": 4, "kernel": 3}, "parameters", "weights-shared-though-local", 112),
        ("conv-transpose", [(8, 8, 2)], {"filters": 4, "kernel": 4, "stride": 2, "padding": 1}, "output",
         "transposed-padding-ignored", (18, 18, 4)),
        ("conv", [(14, 14, 6)], {"filters": 16, "kernel": 5, "connections": 60}, "parameters",
         "connection-table-ignored", 2416),
        ("attention", [(5, 8)], {"heads": 2}, "parameters", "heads-multiply-parameters", 576),
        ("attention", [(5, 8)], {"heads": 2}, "parameters", "output-projection-forgotten", 216),
        ("attention", [(5, 8)], {"heads": 2}, "parameters", "heads-of-full-width", 504),
        ("attention", [(5, 8)], {"heads": 2}, "parameters", "one-head-counted", 148),
        ("attention", [(5, 8)], {"heads": 2, "key": 6}, "parameters", "head-size-ignored", 288),
        ("attention", [(5, 8)], {"heads": 2, "key": 6}, "parameters", "output-projection-forgotten", 324),
        ("cross-attention", [(5, 8), (3, 10)], {"heads": 2, "bias": False}, "parameters",
         "output-projection-forgotten", 224),
        ("squeeze-excite", [(4, 4, 32)], {"ratio": 4}, "parameters", "ratio-taken-as-channels", 292),
        ("feed-forward", [(5, 8)], {"hidden": 16, "gated": True, "bias": False}, "parameters",
         "gate-matrix-forgotten", 256),
        ("encoder-layer", [(5, 8)], {"heads": 2}, "parameters", "norms-not-counted", 840),
        ("bilstm", [(5, 8)], {"units": 4}, "parameters", "one-direction-counted", 208),
        ("pixel-shuffle", [(4, 4, 8)], {"factor": 2}, "output", "depth-divided-once", (8, 8, 4)),
        ("adaptive-avgpool", [(12, 12, 4)], {"size": 3}, "output", "adaptive-size-as-window", (4, 4, 4)),
    ],
)  # fmt: skip
def test_wrong_ideas(word, shapes, says, quantity, tag, value):
    assert slipped(run(word, *shapes, **says), quantity, tag) == value


@pytest.mark.parametrize(
    ("word", "shapes", "says", "quantity", "reason", "hint"),
    [
        ("conv", [(2, 2, 3)], {"filters": 4, "kernel": 5}, "output", "larger than its input of 2", "up to 2 would fit"),
        ("conv-transpose", [(1, 1, 3)], {"filters": 4, "kernel": 1, "padding": 2}, "output", "crops more", "up to 0"),
        ("conv-transpose", [(4, 4, 3)], {"filters": 4, "kernel": 3, "output padding": 1}, "output", "not below", "0"),
        ("crop", [(4, 4, 3)], {"padding": 2}, "output", "leaves nothing of 4x4x3", "less than 4"),
        ("reshape", [(8, 8, 3)], {"size": (7, 7)}, "output", "holds 192 numbers, 7x7 holds 49", "192"),
        ("permute", [(8, 8, 3)], {"order": (1, 2)}, "output", "axes 1, 2, 3", "once"),
        ("pixel-shuffle", [(8, 8, 3)], {"factor": 2}, "output", "divisible by 4", "multiple of 4"),
        ("groupnorm", [(8, 8, 6)], {"groups": 4}, "output", "4 groups do not divide 6", "2 or 3 or 6"),
        ("conv", [(8, 8, 6)], {"filters": 4, "kernel": 3, "groups": 4}, "parameters", "4 groups do not", "6 channels"),
        ("conv", [(8, 8, 6)], {"filters": 4, "kernel": 3, "connections": 25}, "parameters", "25 connections",
         "4 to 24"),
        ("attention", [(20, 10)], {"heads": 4}, "output", "10 features cannot be cut into 4", "divides"),
        ("attention", [(20,)], {"heads": 4}, "output", "positions x features", "20x512"),
        ("multiply", [(8, 8, 3), (8, 8, 4)], {}, "output", "in1 gives 8x8x3, in2 gives 8x8x4", "filters"),
        ("dense", [(7, 7, 64)], {"units": 10}, "output", "give 7x7x10", "flatten"),
        ("positional-embedding", [(20, 8)], {"length": 10}, "parameters", "20 positions", "20"),
        ("squeeze-excite", [(20,)], {}, "parameters", "map with channels", "before"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_says_why_and_what_would(word, shapes, says, quantity, reason, hint):
    value = run(word, *shapes, **says)[f"layer.{quantity}"]
    assert isinstance(value, Undefined)
    assert reason in value.reason
    assert hint in value.hint


@pytest.mark.parametrize(
    ("says", "conventions", "reason"),
    [
        ({"kernel": 3, "stride": 2, "same": True}, {"same padding": "stride 1 only"}, "found stride 2"),
        ({"kernel": 4, "same": True}, {"same padding": "symmetric"}, "no equal padding"),
    ],
)
def test_same_padding_has_three_meanings(says, conventions, reason):
    assert run("conv", (9, 9, 3), filters=2, **says)["layer.output"]
    with pytest.raises(LawError, match=reason):
        run("conv", (9, 9, 3), filters=2, conventions=conventions, **says)


def test_causal_attention_has_fewer_pairs():
    full = run("attention", (5, 8), heads=2)
    causal = run("attention", (5, 8), heads=2, causal=True)
    alone = run("attention", (5, 8), heads=2, conventions={"attention macs": "projections only"})
    assert full["layer.macs"] - alone["layer.macs"] == 25 * 16
    assert causal["layer.macs"] - alone["layer.macs"] == 15 * 16
    assert full["layer.operations"] == 2 * 25

"""Operations held to loops that count them one by one."""

import itertools
import random

import pytest

import examsolver
from examsolver.core.derivation import derivation_of
from examsolver.layers import CATALOGUE
from examsolver.layers.derived import derived_steps, offered, offered_by, steps_of
from examsolver.layers.quantities import Facts
from tests.layers.conftest import placed
from tests.layers.random_layers import samples


def solved(text, asks, *conventions):
    lines = [*text.strip().split("\n"), f"find {asks}", *(f"convention {convention}" for convention in conventions)]
    exam = examsolver.load("question q: network\n" + "".join(f"  {line}\n" for line in lines))
    solution = examsolver.solve(exam.questions[0])
    return {part.id: solution.run[part.steps[0]] for part in exam.questions[0].parts}


class Machine:
    """Counts what it is told to do."""

    def __init__(self):
        self.products = self.sums = self.comparisons = 0

    def dot(self, n, bias):
        """The sum of n products, begun with the first of them."""
        for place in range(n):
            self.products += 1
            self.sums += place > 0
        self.sums += bias

    def largest(self, n):
        for _ in range(1, n):
            self.comparisons += 1


def positions(shape, kernel, stride, padding):
    sides = [range(0, side + 2 * padding - k + 1, stride) for side, k in zip(shape, kernel, strict=False)]
    return list(itertools.product(*sides))


@pytest.mark.parametrize("seed", range(12))
def test_convolutions(seed):
    rng = random.Random(seed)
    side, depth, filters = rng.randint(5, 8), rng.choice([2, 4]), rng.choice([2, 4])
    k, s, p, g, bias = rng.randint(1, 3), rng.randint(1, 2), rng.randint(0, 1), rng.choice([1, 2]), rng.random() < 0.5
    machine = Machine()
    for _ in positions((side, side), (k, k), s, p):
        for _ in range(filters):
            machine.dot(k * k * depth // g, bias)
    text = f"input {side}x{side}x{depth}\nconv {filters}, kernel {k}, stride {s}, padding {p}, groups {g}"
    text += "" if bias else ", no bias"
    for convention in ((), ("macs with biases",)):
        assert solved(text, "conv.multiplications, conv.additions", *convention) == {
            "conv.multiplications": machine.products,
            "conv.additions": machine.sums,
        }


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("word", ["depthwise", "separable", "locally-connected", "dense"])
def test_relatives_of_the_convolution(word, bias):
    machine, tail = Machine(), "" if bias else ", no bias"
    places = positions((6, 6), (3, 3), 1, 0)
    lines = {
        "depthwise": "depthwise 3, multiplier 2",
        "separable": "separable 5, kernel 3",
        "locally-connected": "locally-connected 5, kernel 3",
        "dense": "dense 5, each position",
    }
    for _ in range(36 if word == "dense" else len(places)):
        if word == "depthwise":
            for _ in range(8):
                machine.dot(9, bias)
        if word == "separable":
            for _ in range(4):
                machine.dot(9, False)
            for _ in range(5):
                machine.dot(4, bias)
        if word in ("locally-connected", "dense"):
            for _ in range(5):
                machine.dot(36 if word != "dense" else 4, bias)
    assert solved(f"input 6x6x4\n{lines[word]}{tail}", f"{word}.multiplications, {word}.additions") == {
        f"{word}.multiplications": machine.products,
        f"{word}.additions": machine.sums,
    }


@pytest.mark.parametrize("bias", [True, False])
def test_transposed_convolutions_add_every_product_where_it_lands(bias):
    products = sum(1 for _ in range(5 * 5 * 3) for _ in range(4 * 4 * 2))
    adds = products + (sum(1 for _ in range(10 * 10 * 2)) if bias else 0)
    text = "input 5x5x3\nconv-transpose 2, kernel 4, stride 2, padding 1" + ("" if bias else ", no bias")
    assert solved(text, "conv-transpose.additions") == {"conv-transpose.additions": adds}


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("causal", [True, False])
def test_attention(bias, causal):
    machine = Machine()
    steps, depth, heads, kept, key = 5, 12, 3, 1, 4
    for query in range(steps):
        for _ in range(heads * key + 2 * kept * key):
            machine.dot(depth, bias)
        seen = [other for other in range(steps) if not causal or other <= query]
        for _ in range(heads):
            for _ in seen:
                machine.dot(key, False)
            for _ in range(key):
                machine.dot(len(seen), False)
        for _ in range(depth):
            machine.dot(heads * key, bias)
    text = f"input {steps}x{depth}\nattention {heads}, kv heads {kept}"
    text += ("" if bias else ", no bias") + (", causal" if causal else "")
    assert solved(text, "attention.multiplications, attention.additions") == {
        "attention.multiplications": machine.products,
        "attention.additions": machine.sums,
    }


@pytest.mark.parametrize("gated", [True, False])
@pytest.mark.parametrize("bias", [True, False])
def test_transformer_layers(gated, bias):
    machine = Machine()
    steps, depth, heads, hidden = 4, 6, 2, 10
    for _ in range(steps):
        for _ in range(4 * depth):
            machine.dot(depth, bias)
        for _ in range(heads):
            for _ in range(steps):
                machine.dot(depth // heads, False)
            for _ in range(depth // heads):
                machine.dot(steps, False)
        for _ in range(hidden * (2 if gated else 1)):
            machine.dot(depth, bias)
        for _ in range(depth):
            machine.dot(hidden, bias)
    text = f"input {steps}x{depth}\nencoder-layer {heads}, hidden {hidden}"
    text += (", gated" if gated else "") + ("" if bias else ", no bias")
    found = solved(text, "encoder-layer.multiplications, encoder-layer.additions")
    assert list(found.values()) == [machine.products, machine.sums]


@pytest.mark.parametrize(
    ("word", "gates", "applied"), [("rnn", 1, 1), ("lstm", 4, 5), ("gru", 3, 3), ("bilstm", 4, 5)]
)
@pytest.mark.parametrize("layers", [1, 2])
def test_recurrent_layers(word, gates, applied, layers):
    machine, activations, reads = Machine(), 0, 6
    both = 2 if word.startswith("bi") else 1
    for _ in range(layers):
        for _ in range(both):
            for _ in range(7):
                for _ in range(gates * 5):
                    machine.dot(reads + 5, True)
                for _ in range(applied * 5):
                    activations += 1
        reads = 5 * both
    found = solved(
        f"input 7x6\nx = {word} 5, layers {layers}", "x.multiplications, x.additions, x.activation-operations"
    )
    assert list(found.values()) == [machine.products, machine.sums, activations]


@pytest.mark.parametrize("seed", range(10))
def test_pooling(seed):
    rng = random.Random(seed)
    side, k, s = rng.randint(5, 9), rng.randint(1, 3), rng.randint(1, 3)
    machine = Machine()
    for _ in positions((side, side), (k, k), s, 0):
        for _ in range(3):
            machine.largest(k * k)
    text = f"input {side}x{side}x3\nmaxpool {k}, stride {s}"
    assert solved(text, "maxpool.comparisons, maxpool.operations") == {
        "maxpool.comparisons": machine.comparisons,
        "maxpool.operations": machine.comparisons,
    }


@pytest.mark.parametrize(("n", "m"), [(7, 3), (8, 4), (5, 4)])
def test_windows_laid_to_a_size(n, m):
    machine = Machine()
    windows = [range(i * n // m, -(-(i + 1) * n // m)) for i in range(m)]
    for rows, columns in itertools.product(windows, repeat=2):
        for _ in range(2):
            machine.largest(len(rows) * len(columns))
    text = f"input {n}x{n}x2\nadaptive-maxpool {m}"
    assert solved(text, "adaptive-maxpool.comparisons") == {"adaptive-maxpool.comparisons": machine.comparisons}


@pytest.mark.parametrize(
    ("text", "asks", "expected"),
    [
        pytest.param("input 7x7x5\ngap", "gap.operations", 7 * 7 * 5, id="sums and a division for every channel"),
        pytest.param("input 7x7x5\ngmp", "gmp.comparisons", 5 * (7 * 7 - 1), id="the largest of a map"),
        pytest.param("input 6x6x5\navgpool 2", "avgpool.operations", 3 * 3 * 5 * 4, id="average"),
        pytest.param("input 6x6x5\nbatchnorm", "batchnorm.operations", 2 * 180, id="a product and a sum"),
        pytest.param("input 6x6x5\nrelu6", "relu6.comparisons", 2 * 180, id="two limits"),
        pytest.param("input 20\ndense 10, relu", "dense.comparisons", 10, id="activation of a layer"),
        pytest.param("input 20\ndense 10, tanh", "dense.activation-operations", 10, id="applied once"),
        pytest.param("input 6x6x5\nsigmoid", "number of comparisons", 0, id="none"),
    ],
)
def test_known_counts(text, asks, expected):
    asks = asks if "." in asks else f"total {asks}"
    assert list(solved(text, asks).values()) == [expected]


def test_the_parameters_of_one_filter():
    text = "input 32x32x6\nc = conv 16, kernel 3, groups 2\nflatten\nd = dense 10"
    found = solved(text, "c.parameters-of-one, d.parameters-of-one")
    weights = [1 for _ in itertools.product(range(3), range(3), range(6 // 2))]
    assert found == {"c.parameters-of-one": len(weights) + 1, "d.parameters-of-one": 30 * 30 * 16 + 1}


STACK = "x = input 8x8x2\nconv 4, kernel 3, same\nbatchnorm\nr = relu\nadd r, r\nmaxpool 2"
PRODUCTS = 2 * 8 * 8 * 4 * 18


@pytest.mark.parametrize(
    ("convention", "more"),
    [
        ("flops of products", 0),
        ("flops of products and norms", 2 * 256),
        ("flops of products, norms and activations", 3 * 256),
        ("flops of everything", 3 * 256 + 256 + 3 * 64),
    ],
)
def test_which_operations_count(convention, more):
    assert solved(STACK, "total flops", convention) == {"total.flops": PRODUCTS + more}


def test_more_of_the_conventions_of_flops():
    assert solved(STACK, "total flops", "flops of everything", "flops one per mac", "batchnorm operations four") == {
        "total.flops": PRODUCTS // 2 + 5 * 256 + 256 + 192
    }
    batch = STACK.replace("8x8x2", "8x8x2, batch 16")
    for of in ("products", "everything"):
        (one,) = solved(STACK, "total flops", f"flops of {of}").values()
        assert solved(batch, "total flops", f"flops of {of}") == {"total.flops": 16 * one}


@pytest.mark.parametrize("word", sorted(layer.name for layer in CATALOGUE.entries if layer.sources == 1))
def test_every_layer_gives_all_that_it_offers(word):
    for shapes, says in samples(word, 3):
        place = placed(word, *shapes, **says)
        steps = steps_of(place, {})
        has = offered(place)
        assert set(has) <= set(offered_by(place.layer))
        extra = [name for name in has if name not in ("receptive-field", "jump", "start", "receptive-area")]
        made = derived_steps(place, steps, extra, {}, Facts(batch=2, tokens=10))
        run = derivation_of({"in1.output": shapes[0]}, [*steps, *made]).run()
        for quantity in extra:
            assert isinstance(run[f"layer.{quantity}"], (int, tuple)), quantity


"""Memory held to tensors that are really there, and marking that names what was forgotten."""

from fractions import Fraction

import pytest

import examsolver
from examsolver.core.marking import Answer, Submission
from examsolver.grading.conventions import alternatives
from examsolver.layers.derived import SPELLINGS, TOTALS

NET = """
input 8x8x3, batch 5
c = conv 4, kernel 3
n = batchnorm
r = relu
p = maxpool 2
flatten
d = dense 7
"""


def question(text, asks, *conventions):
    lines = [*text.strip().split("\n"), f"find {asks}", *(f"convention {convention}" for convention in conventions)]
    return examsolver.load("question q: network\n" + "".join(f"  {line}\n" for line in lines))


def solved(text, asks, *conventions):
    exam = question(text, asks, *conventions)
    solution = examsolver.solve(exam.questions[0])
    return {part.id: solution.run[part.steps[0]] for part in exam.questions[0].parts}


def one(text, asks, *conventions):
    (value,) = solved(text, asks, *conventions).values()
    return value


def marked(text, asks, answer, *conventions):
    exam = question(text, asks, *conventions)
    part = exam.questions[0].parts[0].id
    (report,) = examsolver.grade(exam, (Submission("ada", (Answer("q", part, answer),)),)).reports
    return next(verdict for verdict in report.verdicts if verdict.part == part)


# --- oracles ----------------------------------------------------------------------------------------------------------


def test_pytorch_holds_as_many_bytes():
    torch = pytest.importorskip("torch")
    layers = torch.nn.Sequential(
        torch.nn.Conv2d(3, 4, 3),
        torch.nn.BatchNorm2d(4),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Flatten(),
        torch.nn.Linear(36, 7),
    )
    x = torch.zeros(5, 3, 8, 8)
    kept = [x]
    for layer in layers:
        kept.append(layer(kept[-1]))
    size = sum(tensor.numel() * tensor.element_size() for tensor in kept)
    weights = sum(tensor.numel() * tensor.element_size() for tensor in layers.parameters())
    found = solved(NET, "total activation memory, total parameter memory, total gradient memory")
    assert list(found.values()) == [size, weights, weights]
    kept[-1].sum().backward()
    states = {}
    for name, optimiser in {
        "sgd": torch.optim.SGD(layers.parameters(), 0.1),
        "momentum": torch.optim.SGD(layers.parameters(), 0.1, momentum=0.9),
        "adam": torch.optim.Adam(layers.parameters()),
    }.items():
        optimiser.step()
        tensors = [value for state in optimiser.state.values() for value in state.values()]
        held = [t for t in tensors if isinstance(t, torch.Tensor) and t.dim()]
        states[name] = sum(tensor.numel() * tensor.element_size() for tensor in held)
        assert one(NET, "total optimiser memory", f"optimiser {name}") == states[name]
        assert one(NET, "total training memory", f"optimiser {name}") == size + 2 * weights + states[name]


def test_half_precision_in_pytorch():
    torch = pytest.importorskip("torch")
    tensor = torch.zeros(5, 6, 6, 4, dtype=torch.float16)
    held = tensor.numel() * tensor.element_size()
    assert one(NET, "c.activation-memory", "bytes per value two") == held


def test_a_cache_of_keys_and_values_listed():
    kept = []
    for _layer in range(3):
        for _head in range(2):
            for _position in range(6):
                kept += [[0.0] * 4, [0.0] * 4]
    values = sum(map(len, kept))
    text = "input 6x16, batch 5\n" + "attention 4, kv heads 2\n" * 3
    assert one(text, "total kv cache") == values
    assert one(text, "total kv cache memory") == 5 * 4 * values
    assert one(text, "total kv cache memory in KiB") == Fraction(5 * 4 * values, 1024)


# --- conventions ------------------------------------------------------------------------------------------------------


def test_conventions_of_activations():
    everything = 5 * (8 * 8 * 3 + 3 * 6 * 6 * 4 + 2 * 36 + 7)
    assert one(NET, "total activations") == everything
    assert one(NET, "total activations", "kept activations in place") == everything - 5 * 6 * 6 * 4
    assert one(NET, "total activation memory", "activation memory with gradients") == 8 * everything
    both = one(NET, "total activation memory", "activation memory with gradients", "kept activations in place")
    assert both == 8 * (everything - 5 * 6 * 6 * 4)


def test_statistics_of_batch_normalisation_have_no_gradient():
    text = "input 6x6x4\nbatchnorm"
    found = solved(text, "total parameter memory, total gradient memory", "batchnorm statistics counted")
    assert list(found.values()) == [4 * 16, 4 * 8]


@pytest.mark.parametrize(
    ("unit", "conventions", "size"),
    [
        ("MB", (), 10**6),
        ("MiB", (), 2**20),
        ("MB", ("byte units binary",), 2**20),
        ("MiB", ("byte units binary",), 2**20),
        ("KB", (), 1000),
        ("GiB", (), 2**30),
        ("bytes", (), 1),
        ("megabytes", (), 10**6),
    ],
)
def test_units(unit, conventions, size):
    whole = one(NET, "total activation memory")
    assert one(NET, f"total activation memory in {unit}", *conventions) == pytest.approx(whole / size, rel=1e-12)


def test_what_is_no_number_of_bytes():
    with pytest.raises(examsolver.ExamError) as raised:
        question(NET, "total parameters in MB")
    assert "no number of bytes" in raised.value.problems[0].message


def test_biases_folded_into_the_matrix():
    plain = solved(NET, "d.parameters, d.weights, d.biases, c.weights, total biases")
    folded = solved(NET, "d.parameters, d.weights, d.biases, c.weights, total biases", "bias folded")
    assert list(plain.values()) == [259, 252, 7, 108, 11 + 4]
    assert list(folded.values()) == [259, 259, 0, 112, 4]


def test_compute_of_a_training():
    text = "input 6, tokens 1e9\ne = embedding 100, 8\np = positional-embedding\nd = dense 50, each position"
    n = 100 * 8 + 6 * 8 + 450
    assert one(text, "token compute") == 2 * n
    assert one(text, "training compute") == 6 * n * 10**9
    assert one(text, "training compute", "compute parameters without embeddings") == 6 * 450 * 10**9
    apart = solved(text, "e.token-compute, d.token-compute", "compute parameters without embeddings")
    assert list(apart.values()) == [0, 900]
    with pytest.raises(examsolver.ExamError) as raised:
        one("input 6\ndense 4", "training compute")
    assert "number of training tokens" in raised.value.problems[0].message


def test_of_a_block_as_of_a_network():
    text = "block unit(c):\n    conv c, kernel 3, same\n    relu\ninput 8x8x3\nu = unit 4\ndense 2, each position"
    assert one(text, "u.activation-memory") == 4 * 2 * 8 * 8 * 4
    assert one(text, "u.training-memory", "optimiser adam") == 4 * (2 * 8 * 8 * 4 + 4 * 112)


# --- marking ----------------------------------------------------------------------------------------------------------

SMALL = "input 10x10x3, batch 7\nc = conv 6, kernel 3\nrelu\nd = dense 5, each position"
GROUPED = "input 6x16, batch 5\na = attention 4, kv heads 2"
TRAIN = "input 20, batch 3\ndense 10\nrelu\ndense 2"
TOKENS = "input 6, tokens 1000\ndense 4"


@pytest.mark.parametrize(
    ("text", "asks", "wrong", "tag", "conventions"),
    [
        pytest.param(SMALL, "c.activation-memory", 4 * 8 * 8 * 6, "batch-forgotten", (), id="batch"),
        pytest.param(SMALL, "c.activation-memory", 7 * 8 * 8 * 6 * 32, "bits-for-bytes", (), id="bits"),
        pytest.param(SMALL, "c.activation-memory", 7 * 8 * 8 * 6, "values-for-bytes", (), id="values"),
        pytest.param(SMALL, "c.flops", 2 * 64 * 6 * 27, "batch-forgotten", (), id="flops of one example"),
        pytest.param(
            "input 10x10x3\nc = conv 6, kernel 3, no bias",
            "c.additions",
            64 * 6 * 27,
            "addition-for-every-product",
            (),
            id="additions",
        ),
        pytest.param(
            "input 8x8x3\nc = conv 5, kernel 3", "parameters per filter of c", 140, "all-filters-for-one", (), id="one"
        ),
        pytest.param("input 8x8x3\np = maxpool 2", "p.comparisons", 192, "comparison-with-every-cell", (), id="k² - 1"),
        pytest.param(GROUPED, "a.kv-cache", 6 * 2 * 4, "keys-or-values-alone", (), id="factor 2 of the cache"),
        pytest.param(GROUPED, "a.kv-cache", 6 * 4 * 8, "kv-heads-ignored", (), id="heads of the cache"),
        pytest.param(GROUPED, "a.kv-cache-memory", 4 * 96, "batch-forgotten", (), id="batch of the cache"),
        pytest.param(
            TRAIN,
            "total training memory",
            4 * (3 * 42 + 232),
            "parameter-gradients-forgotten",
            (),
            id="gradients",
        ),
        pytest.param(
            TRAIN,
            "total training memory",
            4 * (3 * 42 + 2 * 232),
            "optimiser-states-forgotten",
            ("optimiser adam",),
            id="states",
        ),
        pytest.param(
            TRAIN, "total training memory", 4 * 4 * 232, "activations-forgotten", ("optimiser adam",), id="activations"
        ),
        pytest.param(
            TRAIN, "total optimiser memory", 4 * 232, "one-moment-forgotten", ("optimiser adam",), id="one moment"
        ),
        pytest.param(TOKENS, "training compute", 2 * 28 * 1000, "backward-pass-forgotten", (), id="forward alone"),
        pytest.param(TOKENS, "training compute", 3 * 28 * 1000, "mac-as-one-operation", (), id="half of it"),
        pytest.param(
            "input 32x32x3\nconv 4, kernel 3\nconv 4, kernel 3, stride 2\nx = conv 4, kernel 3",
            "x.receptive-field",
            7,
            "jump-forgotten",
            (),
            id="jump",
        ),
        pytest.param(
            "input 32x32x3\nconv 4, kernel 3\nx = conv 4, kernel 5", "x.receptive-field", 49, "receptive-field-as-area",
            (), id="area for side",
        ),
        pytest.param(
            "input 32x32x3\nconv 4, kernel 3\nx = conv 4, kernel 5", "x.receptive-field", 5, "field-of-the-last-window",
            (), id="last window",
        ),
        pytest.param(
            "input 32x32x3\nconv 4, kernel 3\nx = conv 4, kernel 5", "receptive area", 7, "side-for-area", (),
            id="side for area",
        ),
        pytest.param(
            "input 32x32x3\nconv 4, kernel 3, stride 3\nx = conv 4, kernel 3, stride 2", "x.jump", 2,
            "strides-of-earlier-layers-forgotten", (), id="strides",
        ),
        pytest.param(
            "input 32x32x3\nx = conv 4, kernel 5, padding 2", "x.start", 2, "padding-forgotten-in-start", (), id="start"
        ),
        pytest.param(
            "input 32x32x3\nx = conv 4, kernel 3, dilation 4", "rf", 3, "dilation-ignored", (), id="dilation"
        ),
    ],
)  # fmt: skip
def test_what_was_forgotten_is_named(text, asks, wrong, tag, conventions):
    verdict = marked(text, asks, str(wrong), *conventions)
    assert (verdict.outcome, verdict.tag) == ("known-mistake", tag)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("14.43", "correct"),
        ("14.43 MB", "correct"),
        ("13.76 MiB", "correct"),
        ("14428672 bytes", "correct"),
        ("14,428,672", "correct"),
        ("14429 KB", "correct"),
        ("0.01443 GB", "correct"),
        ("13.76", "other-convention"),
        ("13.76 MB", "other-convention"),
        ("115.43", "known-mistake"),
        ("14.5", "wrong"),
        ("0.225", "known-mistake"),
    ],
)
def test_answers_in_megabytes(answer, outcome):
    text = "input 32x32x3, batch 64\nconv 16, kernel 3, same\nrelu\nmaxpool 2\nconv 32, kernel 3, same\nrelu"
    text += "\ngap\ndense 10"
    assert marked(text, "total activation memory in MB to 2 decimals", answer).outcome == outcome


def test_mebibytes_are_no_megabytes():
    text = "input 32x32x3, batch 64\nconv 16, kernel 3, same"
    verdict = marked(text, "total activation memory in MiB to 2 decimals", "4.98")
    assert (verdict.outcome, verdict.tag) == ("known-mistake", "other-byte-unit")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("160.6", "correct"), ("160.6M", "correct"), ("160572722", "correct"), ("160573 K", "correct"), ("161", "wrong")],
)
def test_answers_in_millions(answer, outcome):
    text = "input 224x224x3\nconv 64, kernel 7, same\nflatten\ndense 50"
    assert marked(text, "total parameters in millions to 1 decimals", answer).outcome == outcome


@pytest.mark.parametrize(("answer", "outcome"), [("7", "correct"), ("7x7", "correct"), ("7 × 7", "correct")])
def test_the_side_of_a_field_or_all_its_sides(answer, outcome):
    assert marked("input 32x32x3\nconv 4, kernel 7", "receptive field", answer).outcome == outcome


def test_a_convention_that_leaves_a_layer_out_is_told():
    solution = examsolver.solve(question(SMALL, "total activations", "kept activations in place").questions[0])
    told = {convention.topic: convention.default.name for convention in solution.derivation.conventions}
    assert told["kept activations"] == "in place"


@pytest.mark.parametrize(
    ("text", "asks", "topics"),
    [
        (SMALL, "total activation memory in MB", {"activation memory", "bytes per value", "byte units",
                                                  "kept activations"}),
        (SMALL, "total flops", {"flops", "flops of", "macs"}),
        (TRAIN, "total training memory", {"optimiser", "bias", "bytes per value", "activation memory",
                                          "kept activations"}),
        ("input 9x9x1\nconv 2, kernel 3", "receptive field", {"receptive field"}),
        ("input 9x9x1\nconv 2, kernel 3", "start", {"pixel centres"}),
        ("input 9\nembedding 4, 2", "token compute", {"compute parameters"}),
        ("input 9x9x2\nbatchnorm", "batchnorm.operations", {"batchnorm operations"}),
    ],
)  # fmt: skip
def test_the_conventions_that_matter_are_told(text, asks, topics):
    solution = examsolver.solve(question(text, asks).questions[0])
    assert topics <= {convention.topic for convention in solution.derivation.conventions}
    assert all(other.topics for other in alternatives(solution, two=False))


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("quantity", TOTALS)
def test_every_spelling_is_understood(quantity):
    text = "input 8x16, batch 2, tokens 100\nattention 4\nrelu\nbatchnorm\ndense 3, each position, relu"
    for words in (quantity, *SPELLINGS[quantity]):
        exam = question(text, f"total {words}")
        assert [part.id for part in exam.questions[0].parts] == [f"total.{quantity}"], words


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("number of multiplications", "total.multiplications"),
        ("memory of activations in KB", "total.activation-memory"),
        ("memory in MiB", "total.activation-memory"),
        ("effective stride", "jump"),
        ("rf", "receptive-field"),
        ("FLOPs", "total.flops"),
        ("total number of trainable parameters", "total.trainable"),
        ("flops in MFLOPs", "total.flops"),
        ("number of parameters of conv", "conv.parameters"),
        ("memory of activations of each layer", "conv.activation-memory"),
        ("parameters of one filter of conv", "conv.parameters-of-one"),
    ],
)
def test_words_of_exams(words, part):
    assert [one.id for one in question("input 8x8x3\nconv 4, kernel 3", words).questions[0].parts] == [part]

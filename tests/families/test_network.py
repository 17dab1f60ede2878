"""Networks from lines to answers."""

import math
import pickle
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examsolver.core.derivation import Undefined
from examsolver.core.formula import Apply, Num, Sym, apply
from examsolver.families.network import FAMILIES
from examsolver.layers import CATALOGUE
from examsolver.layers.derived import TOPICS
from tests.effort import effort, with_effort

NETWORK = FAMILIES[0]
HELD = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

INCEPTION = """
input 32x32x3
stem = conv 64, kernel 3, same
norm = batchnorm
a = maxpool 2
b1 = conv 64, kernel 1, same, from a
b2 = conv 128, kernel 3, same, from a
b3 = conv 32, kernel 5, same, from a
p = maxpool 3, stride 1, same, from a
b4 = conv 32, kernel 1, same, from p
c = concat b1, b2, b3, b4
flat = flatten
hidden = dense 512
batchnorm
dropout 0.5
out = dense 10
"""

SEQUENCE = """
input 500x7
conv1d 16, kernel 3
maxpool1d 2
conv1d 32, kernel 5
maxpool1d 2
conv1d 64, kernel 5
maxpool1d 2
flatten
dense 128
dense 5
find parameters, output of each layer
"""

SMALL = """
input 13x13x1
conv 3, kernel 4
maxpool 2
relu
flatten
dense 4
find conv.parameters
find relu.operations
find total parameters
"""


def verified(asked):
    checks = NETWORK.verify(asked.body, asked.run)
    return bool(checks) and all(check.agrees for check in checks)


def test_parameters_and_output_of_each_layer_come_layer_by_layer(ask):
    asked = ask(SEQUENCE)
    assert list(asked.answers().items()) == [
        ("conv1d_1.parameters", 352),
        ("conv1d_1.output", (498, 16)),
        ("maxpool1d_1.parameters", 0),
        ("maxpool1d_1.output", (249, 16)),
        ("conv1d_2.parameters", 2592),
        ("conv1d_2.output", (245, 32)),
        ("maxpool1d_2.parameters", 0),
        ("maxpool1d_2.output", (122, 32)),
        ("conv1d_3.parameters", 10304),
        ("conv1d_3.output", (118, 64)),
        ("maxpool1d_3.parameters", 0),
        ("maxpool1d_3.output", (59, 64)),
        ("flatten.parameters", 0),
        ("flatten.output", (3776,)),
        ("dense_1.parameters", 483_456),
        ("dense_1.output", (128,)),
        ("dense_2.parameters", 645),
        ("dense_2.output", (5,)),
    ]
    assert {part.kind for part in asked.parts if part.id.endswith("output")} == {"size"}
    assert {part.kind for part in asked.parts if part.id.endswith("parameters")} == {"integer"}
    assert verified(asked)


def test_weights_and_operations_without_biases(ask):
    asked = ask(SMALL, bias="not counted")
    assert asked.answers() == {"conv.parameters": 48, "relu.operations": 75, "total.parameters": 348}
    assert verified(asked)
    assert ask(SMALL).answers() == {"conv.parameters": 51, "relu.operations": 75, "total.parameters": 355}


def test_a_graph_with_branches(ask):
    asked = ask(
        INCEPTION + "find c.output\nfind hidden.parameters\nfind total parameters", batchnorm_statistics="counted"
    )
    assert asked.answers() == {
        "c.output": (16, 16, 256),
        "hidden.parameters": 33_554_944,
        "total.parameters": 33_695_498,
    }
    assert verified(asked)


def test_trainable_and_measured_parameters_are_told_apart(ask):
    asked = ask(INCEPTION + "find trainable parameters, non-trainable parameters")
    assert asked.answers() == {"total.trainable": 33_694_346, "total.non-trainable": 2 * 64 + 2 * 512}
    assert verified(asked)


def test_a_known_image_network(ask):
    asked = ask(
        """
        input 64x64x3
        conv 32, kernel 3
        maxpool 2
        conv 64, kernel 3
        maxpool 2
        flatten
        dense 128
        dense 10
        find total parameters
        find parameters of conv_1, conv_2, dense_1, dense_2
        find output
        """
    )
    assert list(asked.answers().values()) == [1_626_442, 896, 18_496, 1_605_760, 1_290, (10,)]


@pytest.mark.parametrize("entry", CATALOGUE.entries, ids=lambda entry: entry.name)
def test_the_example_of_every_layer_is_solved_and_holds_to_its_oracles(ask, entry):
    asked = ask(entry.example)
    assert not asked.problems
    assert asked.parts
    assert not any(isinstance(value, Undefined) for value in asked.run.values.values())
    asked = ask(f"{entry.example}\nfind {', '.join(entry.quantities)} of each layer")
    assert verified(asked)
    body, run = pickle.loads(pickle.dumps((asked.body, asked.run)))
    assert NETWORK.derive(body, {}).run().values == run.values == asked.run.values
    assert all(isinstance(sentence, str) and sentence for sentence in NETWORK.prompt(asked.body))


@pytest.mark.parametrize("entry", CATALOGUE.entries, ids=lambda entry: entry.name)
def test_every_layer_says_what_it_is_and_what_can_be_said_of_it(entry):
    assert entry.summary and not entry.summary.endswith(".")
    assert all(option.says and option.name not in option.also for option in entry.options)
    assert set(entry.positional) <= {option.name for option in entry.options}
    assert entry.example.split("\n")[-1].startswith("find ")
    assert any(word.lower() in entry.example for word in (entry.name, *entry.also))
    for convention in entry.conventions:
        assert len({variant.says for variant in convention.variants}) == len(convention.variants) > 1


@pytest.mark.parametrize("entry", CATALOGUE.entries, ids=lambda entry: entry.name)
def test_every_wrong_idea_is_told_and_rewrites_steps_that_run(ask, entry):
    asked = ask(entry.example)
    for step in asked.run.derivation.steps:
        tags = [slip.tag for slip in step.misconceptions]
        assert len(set(tags)) == len(tags)
        for slip in step.misconceptions:
            steps = slip.rewrite(asked.run.derivation, step)
            again = asked.run.again(rewritten=steps)
            assert slip.says.endswith(".")
            assert not any(character.isdigit() for character in slip.tag)
            if steps:
                assert set(steps) <= {own.name for own in asked.run.derivation.steps}
                assert pickle.loads(pickle.dumps(again)).values == again.values


def test_a_slip_is_carried_into_later_layers(ask):
    run = ask(SEQUENCE).run
    step = run.derivation.step("conv1d_1.output")
    slip = next(slip for slip in step.misconceptions if slip.tag == "plus-one-forgotten")
    again = run.again(rewritten=slip.rewrite(run.derivation, step))
    assert again["conv1d_1.output"] == (497, 16)
    assert again["maxpool1d_1.output"] == (248, 16)
    assert again["conv1d_2.parameters"] == 2592
    assert again["dense_1.parameters"] == run["dense_1.parameters"]
    assert again["conv1d_2.output"] == (244, 32)


def test_the_depth_of_the_input_kept_is_the_only_idea_that_gives_it(ask):
    run = ask("input 4x4x3\nconv 1, kernel 1\nfind conv.output").run
    step = run.derivation.step("conv.output")
    found = [
        slip.tag
        for slip in step.misconceptions
        if run.again(rewritten=slip.rewrite(run.derivation, step))["conv.output"] == (4, 4, 3)
    ]
    assert found == ["input-depth-kept"]


def test_a_value_of_the_student_is_carried_into_later_layers(ask):
    run = ask(SEQUENCE).run
    again = run.again(pinned={"maxpool1d_3.output": (60, 64)}, targets=["dense_1.parameters"])
    assert again["dense_1.parameters"] == 60 * 64 * 128 + 128


LAYERS = st.sampled_from(
    [
        "conv 4, kernel 3",
        "conv 3, kernel 2, stride 2, no bias",
        "maxpool 2",
        "relu",
        "batchnorm",
        "conv 2, kernel 3, same",
    ]
)


def fits(layers, side):
    """Whether every window of a chain lies inside its input when sizes are rounded down."""
    windows = {"conv 4, kernel 3": (3, 1), "conv 3, kernel 2, stride 2, no bias": (2, 2), "maxpool 2": (2, 2)}
    for kernel, stride in (windows[layer] for layer in layers if layer in windows):
        if side < kernel:
            return False
        side = len(range(0, side - kernel + 1, stride))
    return True


@HELD
@given(layers=st.lists(LAYERS, min_size=1, max_size=5), side=st.integers(20, 64), exact=st.booleans())
def test_any_chain_holds_to_its_oracles(ask, layers, side, exact):
    chosen = {"output_size": "exact"} if exact else {}
    text = "\n".join(
        [f"input {side}x{side}x3", *layers, "flatten", "dense 2", "find total parameters", "find total macs"]
    )
    asked = ask(text, **chosen)
    checks = NETWORK.verify(asked.body, asked.run)
    assert checks
    assert all(check.agrees for check in checks)
    undefined = [value for value in asked.run.values.values() if isinstance(value, Undefined)]
    assert bool(undefined) != fits(layers, side) or exact


def test_the_oracles_notice_a_wrong_derivation(ask):
    asked = ask(SMALL)
    step = asked.run.derivation.step("conv.parameters")
    wrong = asked.run.again(pinned={step.name: 50})
    failed = {check.subject for check in NETWORK.verify(asked.body, wrong) if not check.agrees}
    assert failed == {"conv.parameters"}


@pytest.mark.parametrize("name", ["floor", "exact", "ceil"])
def test_step_names_do_not_depend_on_conventions(ask, name):
    names = [step.name for step in ask(INCEPTION + "find total macs").run.derivation.steps]
    other = ask(INCEPTION + "find total macs", output_size=name, bias="not counted", batchnorm_statistics="counted")
    assert [step.name for step in other.run.derivation.steps] == names


def in_force(asked):
    return {topic.topic: topic.default.name for topic in asked.run.derivation.conventions}


def test_the_derivation_tells_its_topics_with_the_variant_in_force_first(ask):
    assert list(in_force(ask(SMALL, bias="not counted")).items()) == [
        ("bias", "not counted"),
        ("output size", "floor"),
        ("pooling output size", "like convolutions"),
    ]


STRIDED = "input 9x9x3\nconv 4, kernel 3, stride 2\n"


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        pytest.param(STRIDED + "find conv.parameters", {"bias"}, id="parameters"),
        pytest.param(STRIDED + "find conv.trainable", {"bias"}, id="trainable rests on parameters"),
        pytest.param(STRIDED + "find conv.output", {"output size"}, id="output"),
        pytest.param(STRIDED + "find conv.macs", {"macs", "output size"}, id="macs rest on the output"),
        pytest.param(STRIDED + "maxpool 2\nfind conv.output", {"output size"}, id="a pooling that comes after"),
        pytest.param(
            STRIDED + "maxpool 2\nfind output", {"output size", "pooling output size"}, id="a pooling on the way"
        ),
        pytest.param("input 9x9x3\nconv 4, kernel 3, no bias\nfind conv.parameters", set(), id="no bias to count"),
        pytest.param("input 9x9x3\nconv 4, kernel 3, same, stride 2\nfind output", {"same padding"}, id="same"),
        pytest.param("input 9x9x3\nconv 4, kernel 3\nfind output", set(), id="stride 1 is not rounded"),
        pytest.param(
            "input 9x9x3\nconv 4, kernel 3\nfind stride such that output = 4x4", {"output size"}, id="stride sought"
        ),
        pytest.param(
            "input 9x9x3\nconv 4, stride 2\nfind kernel such that output = 4x4", {"output size"}, id="kernel sought"
        ),
        pytest.param(
            "input 9x9x3\nconv 4\nfind kernel such that conv.parameters = 112", {"bias"}, id="parameters wanted"
        ),
        pytest.param("input 9x5\ngru 4\nfind gru.parameters", {"bias", "gru biases"}, id="gru"),
        pytest.param("input 9x5\ngru 4, reset after\nfind gru.parameters", {"bias"}, id="a gru that says its biases"),
        pytest.param("input 9\nbatchnorm\nfind batchnorm.trainable", set(), id="no statistics among the trainable"),
    ],
)
def test_only_topics_are_told_that_what_is_asked_rests_on(ask, text, topics):
    asked = ask(text)
    assert not asked.problems
    assert set(in_force(asked)) == topics
    assert all(check.agrees for check in NETWORK.verify(asked.body, asked.run))


def test_pooling_with_a_rounding_of_its_own_does_not_rest_on_that_of_convolutions(ask):
    asked = ask("input 9x9x3\nmaxpool 2\nfind output", pooling_output_size="ceil")
    assert in_force(asked) == {"pooling output size": "ceil"}


def test_what_is_not_asked_is_not_held_to_oracles_that_know_nothing_of_its_conventions(ask):
    asked = ask(STRIDED + "find conv.output", bias="not counted")
    assert [check.subject for check in NETWORK.verify(asked.body, asked.run)] == ["conv.output"]


def test_the_total_is_written_without_layers_that_have_nothing(ask):
    step = ask(SMALL).run.derivation.step("total.parameters")
    assert step.uses[1:3] == ("maxpool.parameters", "relu.parameters")
    assert step.formula == Sym("conv.parameters") + Sym("dense.parameters")
    assert step.numbers(51, 0, 0, 0, 304) == Num(51) + Num(304)


def test_the_total_of_many_layers_is_written_in_words(ask):
    run = ask(INCEPTION + "find total parameters\nfind trainable parameters").run
    step = run.derivation.step("total.parameters")
    assert step.formula == apply("sum", "parameters of all layers")
    assert run.derivation.step("total.trainable").formula == apply("sum", "trainable parameters of all layers")
    terms = []
    part = step.numbers(*(run[name] for name in step.uses))
    while isinstance(part, Apply):
        terms.append(part.args[1].value)
        part = part.args[0]
    assert 0 not in terms
    assert sum(terms) + part.value == run["total.parameters"]
    assert step.numbers(*range(100)) == Num(4950)


def test_every_topic_has_one_meaning_in_all_layers():
    topics = {}
    for layer in CATALOGUE.entries:
        for convention in layer.conventions:
            assert topics.setdefault(convention.topic, convention) == convention
    assert {convention.topic for convention in NETWORK.conventions()} == {*topics, *(topic.topic for topic in TOPICS)}


def test_ten_thousand_layers_are_solved_without_recursion(ask):
    def network(pairs):
        return "\n".join(["input 64x64x8", *["conv 8, kernel 3, same", "relu"] * pairs, "find total parameters"])

    asked, calls = with_effort(ask, network(5000))
    assert asked.answers() == {"total.parameters": 5000 * (3 * 3 * 8 * 8 + 8)}
    assert len(asked.run.derivation.steps) > 10_000
    assert calls < 15 * effort(ask, network(500))
    again = asked.run.again(pinned={"conv_4999.output": (64, 64, 9)}, targets=["conv_5000.parameters"])
    assert again["conv_5000.parameters"] == 3 * 3 * 9 * 8 + 8


def test_solving_a_network_imports_neither_numpy_nor_sympy():
    code = (
        "import sys; from examsolver.families.network import FAMILIES; FAMILIES[0].conventions();"
        "print([name for name in ('numpy', 'sympy', 'lark') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_formula_of_a_long_total_is_not_deep(ask):
    text = "\n".join(["input 9", *["dense 9"] * 2000, "find total parameters"])
    step = ask(text).run.derivation.step("total.parameters")
    depth, todo = 0, [(step.formula, 1)]
    while todo:
        formula, level = todo.pop()
        depth = max(depth, level)
        inside = getattr(formula, "args", ()) or getattr(formula, "items", ())
        todo.extend((part, level + 1) for part in inside)
    assert depth < 40


def test_sizes_of_a_total_add_up(ask):
    asked = ask(SEQUENCE + "find total parameters")
    answers = asked.answers()
    assert answers["total.parameters"] == math.fsum(
        value for key, value in answers.items() if key.endswith(".parameters") and not key.startswith("total")
    )

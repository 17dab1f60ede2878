"""What every layer owes: its counts and sizes agree with its oracles under every convention, and its steps pickle."""

import math
import pickle

import pytest

from examsolver.core.derivation import LawError, Undefined
from examsolver.layers import CATALOGUE
from tests.layers.conftest import check_numbers, placed, run
from tests.layers.random_layers import made, samples

WORDS = sorted(layer.name for layer in CATALOGUE.entries if layer.name != "input")


def conventions_of(layer):
    """The defaults, and each other variant by itself."""
    yield {}
    for topic in layer.conventions:
        for variant in topic.variants[1:]:
            yield {topic.topic: variant.name}


def tensors(shapes):
    return sum(math.prod(shape) for shape in shapes)


def test_the_generator_knows_every_layer():
    assert sorted(made()) == WORDS


@pytest.mark.parametrize("word", WORDS)
def test_sizes_and_counts_agree_with_the_oracles_under_every_convention(word):
    layer = CATALOGUE.get(word)
    held = 0
    for shapes, says in samples(word, 8):
        for conventions in conventions_of(layer):
            try:
                values = run(word, *shapes, conventions=conventions, **says)
            except LawError:  # a convention under which these settings make no sense
                continue
            if any(isinstance(values[step.name], Undefined) for step in values.derivation.steps):
                continue
            held += 1
            place = placed(word, *shapes, **says)
            context = (shapes, says, conventions)
            assert values["layer.output"] == layer.windows(place, shapes, conventions), context
            learned, others = layer.weights(place, shapes, conventions)
            assert values["layer.trainable"] == tensors(learned), context
            assert values["layer.parameters"] == tensors(learned) + tensors(others), context
            if layer.multiplications is not None and values["layer.macs"] < 30_000:
                assert values["layer.macs"] == layer.multiplications(place, shapes, conventions), context
            if "biases" in layer.quantities:
                assert values["layer.weights"] + values["layer.biases"] == values["layer.parameters"], context
            check_numbers(values)
    assert held


@pytest.mark.parametrize("word", WORDS)
def test_every_quantity_has_a_step_that_pickles_and_says_why(word):
    shapes, says = next(samples(word, 1))
    values = run(word, *shapes, **says)
    for quantity in CATALOGUE.get(word).quantities:
        step = values.derivation.step(f"layer.{quantity}")
        assert step.because
        assert step.formula is not None
        assert pickle.loads(pickle.dumps(step)).name == step.name


@pytest.mark.parametrize("word", WORDS)
def test_wrong_ideas_are_sentences_and_give_another_value_somewhere(word):
    told = {}
    for shapes, says in samples(word, 12):
        values = run(word, *shapes, **says)
        for step in values.derivation.steps:
            for idea in step.misconceptions:
                steps = idea.rewrite(values.derivation, step)
                other = values.again(rewritten=steps)[step.name] if steps else values[step.name]
                moved = not isinstance(other, Undefined) and other != values[step.name]
                told[idea.tag] = told.get(idea.tag, False) or moved
                assert idea.says.endswith(".")
                assert not any(letter.isdigit() for letter in idea.tag)
    assert not told or any(told.values())


@pytest.mark.parametrize("word", WORDS)
def test_summary_options_and_example_are_there(word):
    layer = CATALOGUE.get(word)
    assert layer.summary and not layer.summary.endswith(".")
    assert all(option.says for option in layer.options)
    assert layer.example
    assert layer.describe(placed(word, *next(samples(word, 1))[0]))

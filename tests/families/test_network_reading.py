"""Lines of a network to its body, and what may be wrong with them."""

import pytest


def told(asked):
    return [(problem.message, problem.span.text if problem.span else None) for problem in asked.problems]


@pytest.mark.parametrize(
    ("text", "message", "place", "hint"),
    [
        pytest.param("inptu 8x8x3\nrelu", "no layer is called 'inptu'", "inptu", "'input'", id="unknown first word"),
        pytest.param(
            "input 8x8x3\nmaxpoll 2", "no layer is called 'maxpoll'", "maxpoll", "'maxpool'", id="unknown layer"
        ),
        pytest.param(
            "input 8x8x3\nconv 3, kernal 3", "conv has no option 'kernal'", "kernal 3", "'kernel'", id="unknown option"
        ),
        pytest.param(
            "input 8x8x3\nconv 3, kernel 3, no bais", "conv has no option 'no bais'", "no bais", "'no bias'", id="flag"
        ),
        pytest.param(
            "input 8x8x3\nrelu, from y", "no layer is called 'y'", "from y", "known here", id="unknown source"
        ),
        pytest.param(
            "image = input 8x8x3\nrelu, from imag", "no layer is called 'imag'", "from imag", "'image'", id="near"
        ),
        pytest.param("relu", "the first layer has nothing to read", "relu", "input", id="no input"),
        pytest.param(
            "input 8x8x3\na = relu\na = tanh", "the name 'a' is given twice", "a = tanh", "line 2", id="twice"
        ),
        pytest.param(
            "total = input 8x8x3\nrelu", "a layer cannot be called 'total'", "total = input 8x8x3", "sums", id="total"
        ),
        pytest.param(
            "input 8x8x3\na = relu, from b\nb = tanh, from a",
            "layers read each other in a circle: a reads b reads a",
            "a = relu, from b",
            "before",
            id="a circle",
        ),
        pytest.param(
            "input 8x8x3\na = relu, from a",
            "layers read each other in a circle: a reads a",
            "a = relu, from a",
            "before",
            id="reads itself",
        ),
        pytest.param(
            "input 8x8x3\nconcat input", "concat joins at least two layers", "concat input", "a, b", id="concat"
        ),
        pytest.param(
            "x = input 9\ny = input 9, from x", "input reads no other layer", "y = input 9, from x", "from", id="input"
        ),
        pytest.param(
            "x = input 9\ny = input 9\nrelu, from x, y",
            "relu reads one layer, here are 2",
            "relu, from x, y",
            "concat",
            id="two",
        ),
        pytest.param("input 9\ndense 3, 4", "dense has no place for '4'", "4", "it takes", id="one value too many"),
        pytest.param("input 9\ndense 3, units 4", "units is given twice", "units 4", "leave one", id="an option twice"),
        pytest.param(
            "input 9x9x1\nconv 3, kernel", "kernel needs a value", "kernel", "size of a filter", id="no value"
        ),
        pytest.param(
            "input 9x9x1\nconv 3, kernel 3, same, padding 1",
            "conv is padded in two ways",
            "conv 3, kernel 3, same, padding 1",
            "keep one",
            id="padded in two ways",
        ),
        pytest.param(
            "input 9\nrepeat 0:\n  relu", "a repeat needs a count of at least 1", "repeat 0:", "repeat 2", id="zero"
        ),
        pytest.param("input 9\nrepeat 2:", "this repeat has no layers", "repeat 2:", "indent", id="empty repeat"),
        pytest.param(
            "input 9x9x1\nconv 3, kernel 3x3x3",
            "the window 3x3x3 has 3 sides, this layer has 2",
            "conv 3, kernel 3x3x3",
            "3x3",
            id="sides of the kernel",
        ),
    ],
)
def test_a_problem_says_what_and_where_and_what_to_write(ask, text, message, place, hint):
    asked = ask(text + "\nfind output")
    assert told(asked) == [(message, place)]
    assert hint in asked.problems[0].hint


@pytest.mark.parametrize(
    ("line", "place"),
    [
        pytest.param("conv 3, kernel 3, stride 0", "stride 0", id="stride of zero"),
        pytest.param("conv 0, kernel 3", "0", id="no filters"),
        pytest.param("conv 3, kernel 0.5", "kernel 0.5", id="half a kernel"),
        pytest.param("conv 3, kernel 99999999999999999999", "kernel 99999999999999999999", id="a huge kernel"),
        pytest.param("conv 3x3, kernel 3", "3x3", id="a size for a count"),
    ],
)
def test_values_that_make_no_sense_are_located(ask, line, place):
    asked = ask(f"input 9x9x1\n{line}\nfind output")
    assert [problem.span.text for problem in asked.problems] == [place]


@pytest.mark.parametrize(
    ("line", "message", "place"),
    [
        pytest.param("conv sixty, 3", "expected a whole number such as 64, found 'sixty'", "sixty", id="first value"),
        pytest.param(
            "conv 64, kernel three", "expected a size such as 3x3 for kernel, found 'three'", "kernel three", id="named"
        ),
        pytest.param(
            "conv 6, 3, strides two", "expected a whole number such as 2 for stride, found 'two'", "strides two", id="2"
        ),
        pytest.param("conv 6, 3, wobble", "conv has no option 'wobble'", "wobble", id="no value is due"),
        pytest.param("conv 6, 3, padding sane", "conv has no option 'padding sane'", "padding sane", id="near a flag"),
        pytest.param("dropout half", "expected a number such as 0.5, found 'half'", "half", id="a share"),
        pytest.param("relu max", "relu has no option 'max'", "max", id="no options at all"),
    ],
)
def test_words_where_a_number_belongs_are_told_what_to_write(ask, line, message, place):
    assert told(ask(f"input 9x9x1\n{line}\nfind output")) == [(message, place)]


def test_an_input_in_words_is_told_to_be_a_size(ask):
    asked = ask("input thirteen\nrelu\nfind output")
    assert told(asked) == [("expected a size such as 13x13, found 'thirteen'", "thirteen")]


def test_all_problems_are_told_at_once(ask):
    asked = ask("input 8x8x3\nconv 3, kernal 3\nmaxpoll 2\nrelu, from nowhere\nfind ouput\nfind relu.macs")
    assert len(asked.problems) == 4


def test_repeats_beyond_reason_are_told(ask):
    asked = ask("input 9\nrepeat 1000:\n  repeat 1000:\n    relu\nfind output")
    assert [problem.message for problem in asked.problems] == ["this network has more than 100000 layers"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("input 9x9x1\nconv 1, kernel 1", ["input", "conv"], id="alone"),
        pytest.param("input 9x9x1\nconv 1, kernel 1\nconv 1, kernel 1", ["input", "conv_1", "conv_2"], id="several"),
        pytest.param("input 9x9x1\na = conv 1, kernel 1\nconv 1, kernel 1", ["input", "a", "conv"], id="one named"),
        pytest.param("input 9\nrelu = tanh\nrelu", ["input", "relu", "relu_1"], id="a kind that is a name"),
        pytest.param(
            "input 9\nrelu_1 = relu\nrelu\nrelu", ["input", "relu_1", "relu_2", "relu_3"], id="a number taken"
        ),
        pytest.param(
            "input 9\nrepeat 2:\n  relu\n  a = tanh", ["input", "relu_1", "a_1", "relu_2", "a_2"], id="repeated"
        ),
        pytest.param("input 9\nrepeat 1:\n  a = tanh", ["input", "a"], id="repeated once"),
        pytest.param("input 9x9x1\nConv2D 1, kernel 1", ["input", "conv2d"], id="another word for it"),
    ],
)
def test_names_of_layers(ask, text, names):
    assert [placed.name for placed in ask(text + "\nfind output").body.layers] == names


def test_names_inside_repeats_mean_the_same_round(ask):
    body = ask("x = input 8x8x4\nrepeat 2:\n  a = relu\n  b = tanh, from a\n  add a, b\nfind output").body
    assert [placed.sources for placed in body.layers] == [
        (),
        ("x",),
        ("a_1",),
        ("a_1", "b_1"),
        ("add_1",),
        ("a_2",),
        ("a_2", "b_2"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("conv 8, kernel 3, stride 2, padding 1", id="plain"),
        pytest.param("conv 8, kernel 3x3, strides 2x2, pad 1", id="other words"),
        pytest.param("conv2d 8, filter size 3, stride 2, padding 1x1", id="another name"),
        pytest.param("conv filters 8, kernel size 3, stride 2, zero padding 1", id="all named"),
        pytest.param("conv 8 of 3x3, stride 2, padding 1", id="filters of a size"),
        pytest.param("CONV 8, 3, Stride 2, Padding 1", id="capitals and no words"),
    ],
)
def test_spelling_is_forgiving(ask, line):
    asked = ask(f"input 9x9x1\n{line}\nfind output")
    assert not asked.problems
    assert asked.answers() == {"output": (5, 5, 8)}


def test_a_layer_may_read_one_that_comes_later(ask):
    asked = ask("x = input 9\na = dense 4, from b\nb = dense 3, from x\nfind a.parameters")
    assert asked.answers() == {"a.parameters": 16}

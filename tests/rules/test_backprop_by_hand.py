"""A convolution and global average pooling, forward and back, as it is done by hand; and what goes wrong."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from examsolver.core.derivation import Derivation, LawError, Run, Step
from examsolver.core.formula import Num, Sym
from examsolver.maths.arrays import array_of
from examsolver.maths.tree import cell
from examsolver.rules.conv import (
    RULES,
    conv,
    conv_cells,
    conv_input_gradient,
    conv_input_partials,
    conv_kernel_gradient,
    conv_kernel_partials,
)
from examsolver.rules.gap import RULES as GAP_RULES
from examsolver.rules.gap import gap, gap_gradient
from tests.effort import effort, with_effort

X = array_of([[3, 4, 5], [2, 1, -3], [4, -2, 0]])
F = array_of([[2, 0], [-3, 1]])
CONV, GAP = RULES[0], GAP_RULES[0]


def homework() -> Run:
    """Z = conv(X, F), y = gap(Z), and the gradients of y."""
    steps = (
        Step("Z", ("X", "F"), conv, site="Z", misconceptions=CONV.misconceptions),
        Step("y", ("Z",), gap, site="y", misconceptions=GAP.misconceptions),
        Step("dL/dy", (), partial(int, 1)),
        Step(
            "dL/dZ",
            ("dL/dy", "Z", "y"),
            gap_gradient,
            site="y",
            role="backward 0",
            misconceptions=GAP.gradients[0].misconceptions,
        ),
        Step(
            "dL/dX",
            ("dL/dZ", "X", "F", "Z"),
            conv_input_gradient,
            site="Z",
            role="backward 0",
            misconceptions=CONV.gradients[0].misconceptions,
        ),
        Step("dL/dF", ("dL/dZ", "X", "F", "Z"), conv_kernel_gradient, site="Z", role="backward 1"),
    )
    return Derivation({"X": X, "F": F}, steps).run()


def with_idea(step: str, tag: str) -> Run:
    run = homework()
    carrier = run.derivation.step(step)
    idea = next(one for one in carrier.misconceptions if one.tag == tag)
    return run.again(rewritten=idea.rewrite(run.derivation, carrier))


def text(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else value


def quarters(*rows: list[int]) -> list[list[Fraction]]:
    return [[Fraction(entry, 4) for entry in row] for row in rows]


def test_forward_and_backward_are_exact() -> None:
    run = homework()
    assert text(run["Z"]) == [[1, 2], [-10, 8]]
    assert run["y"] == Fraction(1, 4) and type(run["y"]) is Fraction
    assert text(run["dL/dX"]) == quarters([2, 2, 0], [-1, 0, 1], [-3, -2, 1])
    assert text(run["dL/dF"]) == quarters([10, 7], [5, -4])


def test_overlaps_overwritten_leaves_the_last_window() -> None:
    run = with_idea("dL/dX", "overlaps-overwritten")
    assert text(run["dL/dX"]) == quarters([2, 2, 0], [2, 2, 0], [-3, -3, 1])
    assert text(run["Z"]) == [[1, 2], [-10, 8]]


def test_a_flipped_kernel_touches_forward_and_both_gradients() -> None:
    run = with_idea("Z", "kernel-flipped")
    assert text(run["Z"]) == [[-7, -17], [-5, 10]]
    assert run["y"] == Fraction(-19, 4)
    assert text(run["dL/dX"]) == quarters([1, -2, -3], [1, 0, -1], [0, 2, 2])
    assert text(run["dL/dF"]) == quarters([-4, 5], [7, 10])


def test_averaging_forgotten_forward_repeats_in_the_gradients() -> None:
    run = with_idea("y", "averaging-forgotten")
    assert run["y"] == 1
    assert text(run["dL/dZ"]) == [[1, 1], [1, 1]]
    assert text(run["dL/dF"]) == [[10, 7], [5, -4]]


def test_averaging_forgotten_backward_leaves_the_forward_pass_alone() -> None:
    run = with_idea("dL/dZ", "averaging-forgotten-in-gradient")
    assert run["y"] == Fraction(1, 4)
    assert text(run["dL/dZ"]) == [[1, 1], [1, 1]]


def test_stride_and_padding_are_ignored_only_where_there_are_any() -> None:
    plain = homework().derivation
    ideas = {idea.tag: idea for idea in CONV.misconceptions}
    assert ideas["stride-ignored"].rewrite(plain, plain.step("Z")) == {}
    strided = Step("Z", ("X", "F"), partial(conv, stride=2, padding=1), site="Z")
    run = Derivation({"X": X, "F": F}, (strided,)).run()
    assert run["Z"].shape == (2, 2)
    assert run.again(rewritten=ideas["stride-ignored"].rewrite(run.derivation, strided))["Z"].shape == (4, 4)
    assert run.again(rewritten=ideas["padding-ignored"].rewrite(run.derivation, strided))["Z"].shape == (1, 1)


def test_a_cell_of_the_result_is_a_window_times_the_kernel() -> None:
    (line,) = conv_cells((0, 1), (Sym("X"), Sym("F")), X, F)
    windows = [cell("X", *at) * cell("F", *on) for at, on in zip(WINDOW, KERNEL, strict=True)]
    assert line == windows[0] + windows[1] + windows[2] + windows[3]


WINDOW = ((0, 1), (0, 2), (1, 1), (1, 2))
KERNEL = ((0, 0), (0, 1), (1, 0), (1, 1))


def test_an_input_cell_moves_the_windows_that_cover_it() -> None:
    names = (Sym("X"), Sym("F"), Sym("Z"))
    moves = conv_input_partials((1, 0), names, X, F, None)
    assert moves == (((0, 0), cell("F", 1, 0)), ((1, 0), cell("F", 0, 0)))
    moves = conv_kernel_partials((0, 1), names, X, F, None)
    assert [local for _, local in moves] == [cell("X", 0, 1), cell("X", 0, 2), cell("X", 1, 1), cell("X", 1, 2)]


def test_the_mean_is_written_with_its_number_of_entries() -> None:
    z = array_of([[1, 2], [-10, 8]])
    assert GAP.gradients[0].partials((0, 1), (Sym("Z"), Sym("y")), z, Fraction(1, 4)) == (((), Num(Fraction(1, 4))),)


def test_names_that_are_no_plain_symbols_are_indexed() -> None:
    (line,) = conv_cells((0,), (Sym("h", (Num(1),)), Sym("F")), array_of([1, 2]), array_of([3]))
    assert line.args[0].op == "index"


@pytest.mark.parametrize(
    ("x", "f", "options", "reason"),
    [
        ((2, 2), (3, 3), {}, "larger than its input"),
        ((3, 3), (2, 2, 2), {}, "do not fit"),
        ((3, 3, 2), (2, 2, 3), {}, "do not fit"),
        ((3, 3), (2, 2), {"stride": 0}, "at least 1"),
        ((3, 3), (2, 2), {"padding": -1}, "at least 0"),
        ((3, 3), (2, 2), {"stride": (1, 1, 1)}, "whole number"),
        ((), (2, 2), {}, "do not fit"),
    ],
)
def test_what_cannot_be_convolved_says_why(x: Any, f: Any, options: Any, reason: str) -> None:
    with pytest.raises(LawError, match=reason):
        conv(filled(x), filled(f), **options)


def filled(shape: tuple[int, ...]) -> Any:
    return array_of(nested(shape))


def nested(shape: tuple[int, ...]) -> Any:
    return [nested(shape[1:]) for _ in range(shape[0])] if shape else 1


def test_a_large_exact_convolution_does_no_work_by_the_cell() -> None:
    x = array_of([[Fraction(row * column % 17 - 8, 1 + column % 7) for column in range(64)] for row in range(64)])
    f = array_of([[1, Fraction(1, 2), 3], [0, -1, 2], [Fraction(2, 3), 5, 1]])
    z, forward = with_effort(conv, x, f)
    assert forward + effort(conv_input_gradient, z, x, f, z) < 500_000
    assert z.shape == (62, 62) and isinstance(z[0, 0], Fraction)

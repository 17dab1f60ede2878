"""The unit step (threshold) and the sign, entry by entry. Their derivative is 0 wherever there is one."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Rule
from examsolver.rules.by_cases import (
    Cells,
    Entrywise,
    Numbers,
    apply_to_entries,
    entry_cells,
    entry_gradient,
    one_by_one,
)
from examsolver.rules.pointwise import pass_on
from examsolver.rules.rectifiers import of_entries, unchanged
from examsolver.rules.rewriting import slip, wrong_idea

STEP_AT_ZERO = Convention(
    "step at zero",
    (
        Variant("one", "the unit step is 1 at 0: a unit fires when z ≥ 0"),
        Variant("zero", "the unit step is 0 at 0: a unit fires when z > 0"),
        Variant("half", "the unit step is 1/2 at 0"),
    ),
)
AT_ZERO = {"one": 1, "zero": 0, "half": Fraction(1, 2)}


def _step(x: Any, step_at_zero: str = "one") -> Any:
    if step_at_zero not in AT_ZERO:
        raise LawError(f"step at zero {step_at_zero} is not known", "write convention step at zero one, zero or half")
    return 1 if x > 0 else AT_ZERO[step_at_zero] if x == 0 else 0


def _sign(x: Any) -> Any:
    return 1 if x > 0 else -1 if x < 0 else 0


def _flat(x: Any, **options: object) -> Any:
    return 0


def _written(word: str, cells: Cells, numbers: Numbers, **options: object) -> Formula:
    return apply(word, cells[0])


def _step_written(cells: Cells, numbers: Numbers, step_at_zero: str = "one") -> Formula:
    return Num(_step(numbers[0], step_at_zero)) if numbers[0] == 0 else apply("step", cells[0])


STEP = Entrywise(_step, _step_written, (_flat,))
SIGN = Entrywise(_sign, partial(_written, "sign"), (_flat,))


def _bipolar(x: Any, **options: object) -> Any:
    return 1 if x >= 0 else -1


def _unipolar(x: Any) -> Any:
    return 1 if x > 0 else 0


def _turned(x: Any, **options: object) -> Any:
    return 1 if x < 0 else 0


def _size(x: Value) -> Value:
    return abs(x)


def _step_by_sign(x: Any, step_at_zero: str = "one") -> Any:
    return (1 + x / abs(x)) / 2 if x else {"one": 1, "zero": 0}.get(step_at_zero, Fraction(1, 2))


def _sign_by_quotient(x: Any) -> Any:
    return x / abs(x) if x else 0


STRAIGHT_THROUGH = slip(
    "straight-through",
    "The derivative of a step is 0; passing the gradient on as it is belongs to a straight-through estimate.",
    partial(pass_on, 0),
)
FORGOTTEN = wrong_idea(
    "activation-forgotten", "The activation function was not applied.", unchanged, partial(pass_on, 0)
)

RULES = (
    Rule(
        name="step",
        summary="unit step (threshold): 1 where x is positive, 0 where negative; at 0 as the convention says",
        law=partial(apply_to_entries, STEP),
        inputs=("x",),
        because="1 where the threshold 0 is reached, else 0",
        cells=partial(entry_cells, STEP),
        gradients=(
            entry_gradient(STEP, 0, "a step is flat: its derivative is 0 (at 0, taken to be 0)", (STRAIGHT_THROUGH,)),
        ),
        misconceptions=(
            slip(
                "sign-in-place-of-step",
                "The step gives 0 and 1; −1 and 1 are the sign's.",
                partial(of_entries, _bipolar),
            ),
            slip("step-turned-round", "The step is 1 on the positive side.", partial(of_entries, _turned)),
            FORGOTTEN,
        ),
        oracle=partial(one_by_one, _step_by_sign),
        conventions=(STEP_AT_ZERO,),
        example="question fire: compute\n  z = [-1, 0, 2]\n  h = step(z)\n  find h\n  convention step at zero zero",
        also=("heaviside", "unit_step", "threshold", "binary_step"),
    ),
    Rule(
        name="sign",
        summary="the sign, entry by entry: 1, 0 or −1",
        law=partial(apply_to_entries, SIGN),
        inputs=("x",),
        because="1 for what is positive, −1 for what is negative, 0 for 0",
        cells=partial(entry_cells, SIGN),
        gradients=(
            entry_gradient(SIGN, 0, "the sign is flat: its derivative is 0 (at 0, taken to be 0)", (STRAIGHT_THROUGH,)),
        ),
        misconceptions=(
            slip(
                "step-in-place-of-sign",
                "The sign gives −1 and 1; 0 and 1 are the step's.",
                partial(of_entries, _unipolar),
            ),
            FORGOTTEN,
        ),
        oracle=partial(one_by_one, _sign_by_quotient),
        example="question signs: compute\n  z = [-1, 0, 2]\n  h = sign(z)\n  find h",
        also=("sgn", "signum"),
    ),
)

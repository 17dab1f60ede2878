"""Tags of what shows in an answer itself, not in how it was worked out: what they mean, and one answer of each kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """A meaning, with an answer that is right and one that is not."""

    says: str
    right: str
    wrong: str


ANSWERS: Mapping[str, Shown] = {
    "wrong-sign": Shown("The value is right but for its sign.", "-0.25", "0.25"),
    "transposed": Shown("Rows and columns of the answer are exchanged.", "[[1, 2], [3, 4]]", "[[1, 3], [2, 4]]"),
    "size-order": Shown("The entries of the size stand in another order.", "26x26x8", "8x26x26"),
    "size-entries": Shown("The size has too many or too few entries.", "26x26x8", "26x26"),
    "size-missing": Shown("That it fits is right; how large the output is was not said.", "yes, 6x6", "yes"),
    "wrong-shape": Shown("The answer has another shape.", "[[1, 2], [3, 4]]", "[1, 2, 3, 4]"),
    "extra-solution": Shown("Something is given that is no solution.", "1, 3", "1, 2, 3"),
    "solution-missing": Shown("A solution is missing.", "1, 3", "1"),
    "wrong-length": Shown("The list has too many or too few words.", "Healthy, Healthy, Fever", "Healthy, Fever"),
    "row-missing": Shown("A row is missing.", "(the, cat), (cat, the)", "(the, cat)"),
    "extra-row": Shown("A row is given that does not belong.", "(the, cat)", "(the, cat), (cat, the)"),
    "option-missing": Shown("Another option is right as well.", "A and C", "A"),
    "wrong-option": Shown("An option is chosen that is not right.", "A", "B"),
    "decimal-point-shifted": Shown(
        "The digits are right, but the decimal point is not where it belongs.", "0.1173", "11.73"
    ),
    "value-of-another": Shown(
        "What was written is the value of another part, or of another step in time.", "0.7761 (h[3])", "0.7803 (h[2])"
    ),
    "left-out-of-the-sum": Shown(
        "A layer is missing from the sum, or all layers of one kind are.", "208 + 105 + 22 = 335", "208 + 105 = 313"
    ),
    "counted-twice-in-the-sum": Shown(
        "A layer is counted twice in the sum.", "208 + 105 + 22 = 335", "208 + 105 + 105 + 22 = 440"
    ),
    "rounded-too-early": Shown(
        "A value on the way was rounded and carried on so; round only at the end.",
        "ln 0.6666… = -0.4055",
        "ln 0.67 = -0.4005",
    ),
}
"""Of answers in numbers, sizes, words and options."""

EQUATIONS: Mapping[str, Shown] = {
    "activation-missing": Shown("A gate lacks its activation.", "f = σ(W_f [h, x] + b_f)", "f = W_f [h, x] + b_f"),
    "wrong-activation": Shown("Another activation belongs there.", "f = σ(W_f [h, x])", "f = tanh(W_f [h, x])"),
    "extra-activation": Shown("An activation is too many.", "c' = f*c + i*g", "c' = tanh(f*c + i*g)"),
    "another-gate": Shown("This is the equation of another gate.", "i = σ(W_i [h, x])", "i = σ(W_f [h, x])"),
    "previous-state": Shown("The old state stands where the new one belongs.", "h' = o*tanh(c')", "h' = o*tanh(c)"),
    "gates-swapped": Shown("Two gates stand in each other's place.", "c' = f*c + i*g", "c' = i*c + f*g"),
    "wrong-gate": Shown("Another gate belongs there.", "h' = (1-z)*h + z*g", "h' = (1-r)*h + r*g"),
    "wrong-input": Shown("A gate reads something else than it should.", "f = σ(W_f [h, x])", "f = σ(W_f [c, x])"),
    "input-missing": Shown("A gate does not read all that it should.", "f = σ(W_f [h, x])", "f = σ(W_f x)"),
    "bias-left-out": Shown("The bias is left out, as some books write it.", "f = σ(W_f x + b_f)", "f = σ(W_f x)"),
    "weight-missing": Shown("What a gate reads has no weight.", "f = σ(W_f x + U_f h)", "f = σ(x + U_f h)"),
    "extra-weight": Shown("A weight is too many.", "h' = o*tanh(c')", "h' = o*tanh(W c')"),
    "factor-missing": Shown("A factor is missing.", "c' = f*c + i*g", "c' = f*c + g"),
    "extra-factor": Shown("A factor is too many.", "h' = o*tanh(c')", "h' = o*i*tanh(c')"),
    "wrong-factor": Shown("A term is counted wrongly.", "c' = f*c + i*g", "c' = 2*f*c + i*g"),
    "term-missing": Shown("A term is missing.", "c' = f*c + i*g", "c' = i*g"),
    "extra-term": Shown("A term is too many.", "h' = o*tanh(c')", "h' = o*tanh(c') + h"),
    "wrong-term": Shown("A term is not the one that belongs there.", "c' = f*c + i*g", "c' = f*c + o*h"),
    "mirrored-update": Shown("z and 1 − z are exchanged, as some books do.", "(1-z)*h + z*g", "z*h + (1-z)*g"),
    "reset-after": Shown("The reset gate acts after the weights, as in some libraries.", "U(r*h)", "r*(U h)"),
    "another-name": Shown("Another name is used for the same thing.", "phi'(z) = …", "phi'(x) = …"),
}
"""Of answers that are equations."""

FORMAL: Mapping[str, Shown] = {**ANSWERS, **EQUATIONS}

"""Formulas for the tests of the printers: a few by hand, and many by chance."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from examsolver.core.formula import Apply, Formula, Listing, Num, Sym, apply, derivative

a, b, c, x, W = (Sym(name) for name in ("a", "b", "c", "x", "W"))
X21 = Sym("X", (Num(2), Num(1)))
BEFORE = Sym("h", (Sym("t") - 1,))
MATRIX = Listing((Listing((Num(1), Num(2))), Listing((Num(Fraction(1, 2)), Num(-4)))))
GATE = apply("sigmoid", Sym("W_f") @ Listing((BEFORE, Sym("x_t"))) + Sym("b_f"))
HOSTILE = (
    '<script>"x"&</script>',
    "a$b\\end{document}#eval(1)",
    '"); #read("/etc/passwd")',
    "%\n\\input{x}",
    "a_b^c~",
    "…∂x",
)

EXAMPLES: tuple[Formula, ...] = (
    a - (b - c),
    (a + b) * c,
    a / (b / c),
    (a**b) ** c,
    apply("exp", -x) ** 2,
    apply("transpose", apply("transpose", W)) @ x,
    derivative("L", X21) * derivative("y", Sym("Z", (Num(1),))),
    derivative(a + b, Sym("W_f", (Num(1), Num(12)))),
    apply("=", "y", Num(0.57444)),
    apply("star", MATRIX, MATRIX) @ MATRIX,
    apply("hadamard", "i", apply("tanh", "c")),
    apply("floor", (Sym("n") - 3) / 2) + 1,
    apply("times", 6, 6, 64),
    apply("sqrt", a / b) + apply("ceil", a) + apply("abs", a),
    apply("mod", a - 1, b),
    apply("softmax", MATRIX, axis="rows", temperature=2),
    apply("frobnicate", a, b),
    apply("via", derivative("L", "X"), "Z"),
    apply("decimal", Num(Fraction(-1, 4))) * Num(1e-20),
    apply("index", a + b, 1, 2),
    apply("prime", "W"),
    apply("<=", a, b),
    Apply("..", (Num(1), Num(3))),
    Sym("total parameters"),
    Sym("conv1d_1.parameters"),
    Sym("sigma") * Sym("W'"),
    Listing((MATRIX, MATRIX)),
    Listing(()),
    GATE,
    *(Sym(name) + 1 for name in HOSTILE),
)


def _grown(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    pairs = st.tuples(st.sampled_from(("+", "-", "*", "/")), inner, inner)
    return st.one_of(
        pairs.map(lambda made: Apply(made[0], made[1:])),
        st.tuples(inner, st.integers(-3, 4)).map(lambda made: Apply("^", (made[0], Num(made[1])))),
        inner.map(lambda made: Apply("neg", (made,))),
        inner.map(lambda made: Apply("sigmoid", (made,))),
    )


def arithmetic() -> st.SearchStrategy[Formula]:
    """Arithmetic in a few letters and numbers, negative ones and fractions among them."""
    numbers = st.one_of(st.integers(-9, 9), st.fractions(-3, 3, max_denominator=6)).map(Num)
    return st.recursive(st.one_of(numbers, st.sampled_from((a, b, c))), _grown, max_leaves=12)


def deep(levels: int) -> tuple[Formula, ...]:
    """Formulas nested deeper than Python can recurse, each in another way."""
    nested: list[Formula] = [a, a, a, a, a]
    for _ in range(levels):
        nested = [
            apply("sigmoid", nested[0]),
            b - nested[1],
            Listing((nested[2],)),
            nested[3] / b,
            apply("^", nested[4], 2),
        ]
    return tuple(nested)

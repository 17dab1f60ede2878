"""One token of a right answer changed: never equal, unless an evaluator of its own finds it equal.

The oracle is Python's own grammar over floats: the texts are Python expressions and answers alike.
"""

from __future__ import annotations

import ast
import cmath
import operator
import re
from random import Random

import pytest

import examsolver

EXPRESSIONS = (
    "x**2+2*x+1", "(x+1)*(y-2)", "1/(1+exp(-x))", "x*exp(-x**2)", "2*x/(1+x**2)", "sqrt(x**2+y**2)", "log(x)/x",
    "sin(x)*cos(y)", "a*b+a*c", "(a-b)/(a+b)", "x**3-3*x*y**2", "tanh(x)**2-1", "3*n*(n-1)/2", "exp(x+y)",
    "1-exp(-2*x)", "(x+1)**5", "log(1+exp(x))", "cos(2*x)", "2**n", "n*log(n)", "0.5*x+0.25", "(w-k+2*p)/s+1",
    "max(x,0)+y", "abs(x-1)", "b/(2*a)", "3/8", "7*6+5", "2**10-24", "(3*3*64+1)*12", "1/3+1/6", "5-2/7", "sqrt(2)/2",
)  # fmt: skip
NAMES = "abcknpswxy"
FUNCTIONS = ("exp", "log", "sin", "cos", "tanh", "sqrt", "abs")
TOKEN = re.compile(r"\d+\.?\d*|[A-Za-z]+|\*\*|[-+*/(),]")
SIGNS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
         ast.Pow: operator.pow, ast.USub: operator.neg, ast.UAdd: operator.pos}  # fmt: skip
CALLS = {"exp": cmath.exp, "log": cmath.log, "sin": cmath.sin, "cos": cmath.cos, "tanh": cmath.tanh, "sqrt": cmath.sqrt,
         "abs": abs}  # fmt: skip
FAILURES = (ArithmeticError, ValueError, TypeError, KeyError)


def value(node, point):
    match node:
        case ast.Constant(number):
            return complex(number)
        case ast.Name(name):
            return complex(point[name])
        case ast.UnaryOp(op, inner):
            return SIGNS[type(op)](value(inner, point))
        case ast.BinOp(left, op, right):
            return SIGNS[type(op)](value(left, point), value(right, point))
        case ast.Call(ast.Name("max"), args) if len(args) > 1:
            return complex(max(value(arg, point).real for arg in args))
        case ast.Call(ast.Name(name), [arg]):
            return complex(CALLS[name](value(arg, point)))
    raise KeyError(node)


def same(one, other):
    """Whether two expressions have the same value at every point at which both have one; None where there is none."""
    chance, agreed = Random(1), None
    for _ in range(12):
        point = {name: chance.uniform(0.2, 3.0) * chance.choice((1, 1, -1)) for name in NAMES}
        try:
            left, right = value(one, point), value(other, point)
        except FAILURES:
            continue
        if cmath.isfinite(left) and cmath.isfinite(right):
            if abs(left - right) > 1e-9 * max(abs(left), abs(right)):
                return False
            agreed = True
    return agreed


def mutated(text, chance):
    """The text with one token changed, as a slip of the pen would."""
    tokens = TOKEN.findall(text)
    place = chance.randrange(len(tokens))
    token = tokens[place]
    if token[0].isdigit():
        whole = int(float(token))
        token = chance.choice([str(chance.randint(0, 12)), str(whole + 1), str(whole + 2), token + "1"])
    elif token in ("+", "-", "*", "/", "**"):
        token = chance.choice([sign for sign in ("+", "-", "*", "/", "**") if sign != token])
    elif len(token) == 1 and token.isalpha():
        token = chance.choice([name for name in NAMES if name != token])
    elif token in FUNCTIONS:
        token = chance.choice(FUNCTIONS)
    tokens[place] = token
    return "".join(tokens)


def spelt(text, chance):
    """The text in one of several notations."""
    if chance.random() < 0.4:
        return text
    text = text.replace("**", "^")
    return text if chance.random() < 0.5 else text.replace("*", "·").replace("-", "−")


def parsed(text):
    return ast.parse(text, mode="eval").body


@pytest.mark.parametrize("seed", range(4))
def test_a_formula_with_one_token_changed_is_equal_only_where_it_is(seed):
    chance, judged = Random(seed), 0
    for _ in range(500):
        text = chance.choice(EXPRESSIONS)
        other = mutated(text, chance)
        try:
            truth = same(parsed(text), parsed(other))
        except SyntaxError:
            continue
        verdict = examsolver.compare(text, spelt(other, chance), "expression").verdict
        assert verdict != "equal" or truth is not False, (text, other)
        assert verdict != "different" or not truth, (text, other)
        judged += 1
    assert judged > 300


FORMS = (
    "{0}x{1}x{2}x{3}", "{0} × {1} × {2} × {3}", "({0}, {1}, {2}, {3})", "[[{0},{1}],[{2},{3}]]", "{0}.{1}{2}{3}",
    r"\begin{{pmatrix}}{0}&{1}\\{2}&{3}\end{{pmatrix}}", r"\frac{{{0}{1}}}{{{2}{3}7}}",
    "a = {0}, b = {1}, c = {2}, d = {3}", "{{{0}, 1{1}00, 2{2}000, 3{3}0000}}", "{0}{1} < x <= {2}{3}999",
    "{0},{1:03},{2:03}", "{0}{1}{2}{3} GB", "{0}{1}.{2}{3} %",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
def test_a_number_size_or_grid_with_one_digit_changed_is_different(seed):
    chance = Random(seed)
    for _ in range(400):
        numbers = [chance.randint(1, 99) for _ in range(4)]
        spoilt = list(numbers)
        spoilt[chance.randrange(4)] += chance.choice((-1, 1, 10))
        for form in FORMS:
            expected, given = (form.format(*row) for row in (numbers, spoilt))
            assert examsolver.compare(expected, expected).verdict == "equal", expected
            if expected != given:
                assert examsolver.compare(expected, given).verdict == "different", (expected, given)


GATES = (
    "f_t = σ(W_f·[h_{t-1}, x_t] + b_f)", "c_t = f_t ⊙ c_{t-1} + i_t ⊙ c̃_t", "h_t = o_t ⊙ tanh(c_t)",
    "z_t = σ(W_z x_t + U_z h_{t-1} + b_z)",
)  # fmt: skip
SLIPS = (
    ("σ", "tanh"), ("tanh", "σ"), ("h_{t-1}", "h_t"), ("x_t", "x_{t-1}"), ("+", "-"), ("c_{t-1}", "c_t"),
    ("f_t ⊙", "o_t ⊙"), ("i_t ⊙", "f_t ⊙"), (" + b_f", ""), (" + b_z", ""), ("W_f", "W_i"), ("⊙", "+"), ("c̃_t", "c_t"),
)  # fmt: skip


@pytest.mark.parametrize("gate", GATES)
def test_a_gate_equation_with_one_token_changed_is_different(gate):
    left, _, right = gate.partition("=")
    for old, new in SLIPS:
        changed = f"{left}={right.replace(old, new, 1)}"
        if changed != gate:
            assert examsolver.compare(gate, changed).verdict == "different", changed

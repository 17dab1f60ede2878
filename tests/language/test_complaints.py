"""What the parser says, in words that a lecturer understands."""

import re

import pytest

from examsolver.core.problem import Problem, Source
from examsolver.language.parsing import family_parser, find_parser, formula_parser, header_parser, let_parser, parse

PARSERS = {
    "question": header_parser,
    "policy": header_parser,
    "find": find_parser,
    "let": let_parser,
    "where": let_parser,
    "formula": formula_parser,
}


def complaint(start, text):
    lark = family_parser(start) if start in ("compute", "network") else PARSERS[start]()
    problem = parse(lark, "line" if start in ("compute", "network") else start, Source("x", text), text, 0, len(text))
    assert isinstance(problem, Problem), problem
    return problem


WRONG = [
    ("question", "a network"), ("question", "[3]"), ("question", "a [x]: network"), ("policy", "a,"), ("find", ","),
    ("find", "Z to"), ("find", "Z to 4"), ("find", "Z at"), ("find", "Z as"), ("find", "Z such"), ("find", "Z ]"),
    ("let", "n 3"), ("let", "n = 3 |"), ("where", "n >"), ("where", "n = 3 in"), ("formula", "a +"), ("formula", "a b"),
    ("formula", "[1, 2"), ("formula", "f(a,"), ("formula", "f(a=)"), ("formula", "x[1"), ("formula", "a $ b"),
    ("compute", "x ="), ("compute", "x = 1 as"), ("compute", "for t in 1:"), ("compute", "x = 1 to 2"),
    ("network", "conv 3,"), ("network", "= 3"), ("network", "conv [1"), ("network", "repeat x y:"),
    ("network", "conv /"),
]  # fmt: skip


@pytest.mark.parametrize(("start", "text"), WRONG, ids=[f"{start} {text}" for start, text in WRONG])
def test_no_word_of_the_machinery_is_seen(start, text):
    problem = complaint(start, text)
    said = f"{problem.message} {problem.hint or ''}"
    assert re.match(r"expected .+, found .+|found .+, which cannot stand here", problem.message), said
    assert not re.search(r"\b[A-Z_]{2,}\b|\$|ANON|Token", said.replace("'$'", "")), said
    assert problem.span is not None and problem.span.start < max(1, problem.span.end) <= max(1, len(text))


@pytest.mark.parametrize(
    ("start", "text", "message", "hint"),
    [
        ("formula", "a +", "expected a formula, found the end of the line", None),
        ("compute", "for t on 1..3:", "expected 'in', found 'on'", None),
        ("find", "Z to 4 decimls", "expected 'decimals' or 'significant', found 'decimls'", "did you mean 'decimals'?"),
        ("find", "Z such taht y = 3", "expected 'that', found 'taht'", "did you mean 'that'?"),
        (
            "formula",
            "3 x",
            "expected an operator or the end of the line, found 'x'",
            "a product is written with *: 3 * x",
        ),
        ("compute", "Q as ", "expected a name, a number or a size such as 13x13, found the end of the line", None),
    ],
)
def test_messages(start, text, message, hint):
    problem = complaint(start, text)
    assert (problem.message, problem.hint) == (message, hint)

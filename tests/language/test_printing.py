"""Canonical text: idempotent, comments kept, and the same questions when read again."""

import re
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examsolver.core.problem import Source, Span
from examsolver.language.exam import parse_exam
from examsolver.language.printing import format_exam
from examsolver.resources import read_data

CORE = read_data("question_bank", "core/source-core.exam")


def formatted(text):
    printed, problems = format_exam(Source("x.exam", text))
    assert not problems, str(problems[0])
    assert format_exam(Source("x.exam", printed)) == (printed, ())
    return printed


def bare(thing):
    """A noun without its places in the text."""
    if isinstance(thing, Span):
        return None
    if isinstance(thing, tuple):
        return tuple(bare(item) for item in thing)
    if is_dataclass(thing):
        return (type(thing).__name__, *(bare(getattr(thing, field.name)) for field in fields(thing)))
    return thing


def questions(text, families):
    exam, problems = parse_exam(Source("x.exam", text), families)
    assert not problems, str(problems[0])
    return [(bare(q.header), bare(q.body), bare(q.parts), q.prompt, q.conventions, bare(q.policy)) for q in exam]


def test_the_core_exam_is_in_canonical_form():
    assert formatted(CORE) == CORE


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ('question  a "T"  [ 2 ] :network\n\tfind x', 'question a [2] "T": network\n  find x\n'),
        ("question a: cell  lstm # c\n find  x,y", "question a: cell lstm  # c\n  find x, y\n"),
        ("question a: compute\n  X=[[1,2],[ 3 , 4 ]]", "question a: compute\n  X = [[1, 2], [3, 4]]\n"),
        (
            "question a: compute\n  X = [[1,2],\n [3,4]] # c",
            "question a: compute\n  X = [[1, 2],\n       [3, 4]]  # c\n",
        ),
        (
            "question a: compute\n  X = [\n1, # one\n 2]",
            "question a: compute\n  X = [\n      1,  # one\n      2]\n",
        ),
        ("question a: compute\n  y = f(x , n = 2)", "question a: compute\n  y = f(x, n=2)\n"),
        ("question a: network\n  input 13 x 13", "question a: network\n  input 13x13\n"),
        ("question a: network\n  a; b; find x; y", "question a: network\n  a\n  b\n  find x\n  find y\n"),
        ("question a: compute\n  y = a − b", "question a: compute\n  y = a - b\n"),
        ("question a: compute\n  y = a*b + c", "question a: compute\n  y = a*b + c\n"),
        (
            "question a: compute\n  for t in 1..3: h = 1; k = 2\n  find h",
            "question a: compute\n  for t in 1..3:\n    h = 1\n    k = 2\n  find h\n",
        ),
        (
            "question a\n  part b: network\n  find x\n    part c: network\n  find y",
            "question a\n  part b: network\n    find x\n  part c: network\n    find y\n",
        ),
        (
            "question a: network\n  a # one\n  bcd # two\n  e",
            "question a: network\n  a    # one\n  bcd  # two\n  e\n",
        ),
        (
            "question a: network\n  x    3\n  long 4\n  y 5",
            "question a: network\n  x    3\n  long 4\n  y 5\n",
        ),
        (
            "question a: compute\n  x      = 3\n  W[1,2] = 4",
            "question a: compute\n  x       = 3\n  W[1, 2] = 4\n",
        ),
        (
            "# top\n\n\nexam 'x'\n# stays\nquestion a: network\n\n\n  x\n    # under x\n\n# below",
            "# top\n\nexam 'x'\n\n# stays\nquestion a: network\n\n  x\n  # under x\n\n# below\n",
        ),
        (
            'question a: network\n  prompt """\n    a  b\n   c"""\n',
            'question a: network\n  prompt """\n    a  b\n   c"""\n',
        ),
        ("question a: network\n  topic  a  [b]=c", "question a: network\n  topic a [b]=c\n"),
        ("question a: network\n  find x # “quoted” − kept", "question a: network\n  find x  # “quoted” − kept\n"),
        ('question a "say \\"no\\" \\\\": network\n  find x', 'question a "say \\"no\\" \\\\": network\n  find x\n'),
        ("\ufeffquestion a: network\r\n  x\r\n", "question a: network\n  x\n"),
    ],
)
def test_canonical_form(text, canonical):
    assert formatted(text) == canonical


def unquoted(text):
    return re.sub(r'"[^"]*"', '""', text)


def test_a_text_that_cannot_be_cut_stays_as_it_is():
    text = "question a: compute\n  X  = [1\n"
    printed, problems = format_exam(Source("x", text))
    assert printed == text and problems[0].message == "the bracket '[' is never closed"


def test_print_and_parse_give_the_same_questions(families):
    text = "# Top.\n\n" + CORE[CORE.index("exam ") :].replace("  # every W multiplies [h, x]", "")
    messy = text.replace("\n  find", "\n     find").replace(", ", " ,").replace(" = ", "=").replace("\n  ", "\n\t")
    assert unquoted(formatted(messy)) == unquoted(text)
    assert questions(formatted(messy), families) == questions(messy, families)


blanks = st.sampled_from(["", " ", "   ", "\t"])
names = st.sampled_from(["conv", "relu", "b1", "x_2", "W'"])
facts = st.sampled_from(
    ["13x13", "13 x 13", "64 of 3x3", "no bias", "kernel 3", "1/4", "[[1,2],[ 3,4]]", '"a  # b"', "-0.5"]
)
finds = st.sampled_from(
    ["find x", "find a,b [4]", "find a and b", "find x exactly; y to 4 decimals", "find h[1..3] [2 each]"]
)
comments = st.sampled_from(["", "# c", "   #c  d", "#"])


@st.composite
def layer_lines(draw):
    text = f"{draw(names)} = " * draw(st.booleans()) + draw(names)
    pieces = draw(st.lists(facts, max_size=3))
    blank = draw(blanks)
    return text + " " + f"{blank},{draw(blanks)}".join(pieces)


@st.composite
def texts(draw):
    lines = []
    for number in range(draw(st.integers(1, 3))):
        lines.append(f'question q{number}{draw(blanks)}"T":{draw(blanks)}network  {draw(comments)}')
        for line in draw(st.lists(layer_lines(), max_size=4)):
            lines += [
                f"  {line}  {draw(comments)}",
                *draw(st.lists(st.sampled_from(["", "  # own", "# left"]), max_size=1)),
            ]
        if draw(st.booleans()):
            lines += ["  repeat 2:", f"      {draw(layer_lines())}"]
        lines.append(f"  {draw(finds)} {draw(comments)}")
    return "\n".join(lines)


@settings(max_examples=50, deadline=None)
@given(texts())
def test_any_exam_prints_and_reads_as_the_same(families, text):
    printed = formatted(text)
    assert questions(printed, families) == questions(text, families)
    assert printed.count("#") == text.count("#")

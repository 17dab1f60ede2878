"""Several finds in one line, divided by commas."""

import pytest

import examsolver
from examsolver.core.problem import Source
from examsolver.language.cutting import cut
from examsolver.language.finds import read_finds

NET = (
    "question q [6]: network\n  input 8x8x3, batch 2\n  a = conv 4, kernel 3\n  b = conv 5, kernel 3\n  p = maxpool 2\n"
)


def parts(find):
    (question,) = examsolver.load(f"{NET}  find {find}\n").questions
    return [part.id for part in question.parts]


@pytest.mark.parametrize(
    ("line", "ids"),
    [
        (
            "output of each layer, total parameters",
            ["a.output", "b.output", "p.output", "total.parameters"],
        ),
        (
            "output of each conv, macs of a, comparisons of p",
            ["a.output", "b.output", "a.macs", "p.comparisons"],
        ),
        ("parameters of a, b, macs of b", ["a.parameters", "b.parameters", "b.macs"]),
        ("parameters of a, total macs, receptive field", ["a.parameters", "total.macs", "receptive-field"]),
        ("total parameters, macs of a", ["total.parameters", "a.macs"]),
        (
            "total parameter memory in KB, total activation memory in MiB",
            ["total.parameter-memory", "total.activation-memory"],
        ),
        ("total parameters, total macs in millions, jump", ["total.parameters", "total.macs", "jump"]),
        ("parameters, output of a, b", ["a.parameters", "a.output", "b.parameters", "b.output"]),
    ],
)
def test_a_comma_divides_where_something_else_is_asked(line, ids):
    assert parts(line) == ids


def finds(text):
    (block,), _ = cut(Source("x.exam", f"q\n  find {text}"))
    return list(read_finds(block.lines[0]))


@pytest.mark.parametrize(
    "line", ["n such that output of a = 4x4", "Z, y", "h[1..3], dL/dU", "f at x = 1, 2", "macs of a, b", "a, b in MB"]
)
def test_other_lines_stay_one(line):
    assert len(finds(line)) == 1


def test_units_stay_with_what_they_stand_behind():
    assert [find.unit for find in finds("parameters of a, memory of a in MB, macs of a")] == [None, "MB", None]
    assert [find.unit for find in finds("macs of a, macs of b in millions")] == ["millions", "millions"]


def test_marks_behind_the_last_are_for_all():
    assert [find.marks for find in finds("output of each layer, total macs [4]")] == [2, 2]
    assert [find.marks for find in finds("output of each layer, total macs [1 each]")] == [1, 1]

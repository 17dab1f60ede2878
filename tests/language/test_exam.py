"""From a text to an exam, with everything that is wrong told at once."""

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examsolver.core.problem import Source
from examsolver.core.question import Policy
from examsolver.language.exam import parse_exam
from examsolver.language.printing import format_exam
from examsolver.resources import read_data
from tests.effort import effort

CORE = read_data("question_bank", "core/source-core.exam")


def parse(text, families, **options):
    return parse_exam(Source("x.exam", text), families, **options)


def told(text, families):
    return [(problem.message, problem.span.line if problem.span else 0) for problem in parse(text, families)[1]]


def question(text, families):
    exam, problems = parse(text, families)
    assert not problems, str(problems[0])
    (only,) = exam.questions
    return only


def test_the_core_exam_is_read_whole(families):
    exam, problems = parse(CORE, families)
    assert not problems
    assert [found.id for found in exam] == [
        "strides", "strides-padded", "valid", "small-net", "homework-2", "homework-3a",
        "one-by-one", "inception", "lstm-gates", "lstm-step", "gru-gates",
    ]  # fmt: skip
    assert [int(found.marks) for found in exam] == [8, 4, 1, 6, 20, 18, 2, 10, 12, 6, 8]
    assert exam.policy == Policy(Fraction(1), Fraction(1, 2), Fraction(0))


def test_the_core_exam_is_read_with_little_work(families):
    parse(CORE, families)
    calls = effort(parse, CORE, families)
    assert calls < 500_000


@pytest.mark.parametrize(
    "header",
    [
        'question a [3] "T": cell lstm',
        'question a "T" [3]: cell lstm',
        'question a: cell lstm [3] "T"',
        'question a [3 marks]: cell lstm "T"',
        "question a [3] “T”: cell lstm",
        'question a[3] "T" : cell lstm',
    ],
)
def test_title_marks_and_family_come_in_any_order(header, families):
    found = question(f"{header}\n  find f\n", families)
    assert (found.id, found.title, found.marks) == ("a", "T", 3)
    assert (found.header.family, found.header.rule, found.family.name) == ("cell", "lstm", "compute")


@pytest.mark.parametrize("name", ["homework-3a", "001-q31", "a.b", "7"])
def test_ids(name, families):
    assert question(f"question {name}: network\n  find x\n", families).id == name


def test_the_common_lines(families):
    text = (
        'question a: network\n  tags cnn, shapes\n  level hard\n  topic deep nets\n  source "A, p. 3"\n'
        '  prompt """\n    One\n      # two\n  """\n  convention bias not counted\n  find x\n'
        "  policy known-mistake 25 %\n"
    )
    found = question(text, families)
    assert (found.tags, found.level, found.topic, found.source) == (("cnn", "shapes"), "hard", "deep nets", "A, p. 3")
    assert found.prompt == "One\n  # two"
    assert found.conventions == {"bias": "not counted"}
    assert found.policy == Policy(known_mistake=Fraction(1, 4))


def test_the_longest_topic_is_meant(families):
    text = "question a: network\n  convention output size of pooling ceil\n  convention output size exact\n  find x\n"
    assert question(text, families).conventions == {"output size of pooling": "ceil", "output size": "exact"}


def test_the_exam_header_holds_for_all_questions(families):
    text = (
        'exam "E"\n  policy other-convention full\n  convention bias not counted\n  topic nets\n'
        "question a: network\n  find x\n"
        "question b: network\n  convention bias counted\n  policy follow-through half\n  topic other\n  find x\n"
    )
    exam, problems = parse(text, families)
    assert not problems
    a, b = exam
    assert exam.policy.other_convention == 1
    assert (a.conventions, b.conventions) == ({"bias": "not counted"}, {"bias": "counted"})
    assert a.policy is None
    assert b.policy == Policy(Fraction(1, 2), Fraction(1))
    assert (a.topic, b.topic) == ("nets", "other")


def test_a_word_of_the_language_may_be_a_name(families):
    found = question("question a: compute\n  level = 3\n  find level\n", families)
    assert found.body.lines[0].target.name == "level"


def test_groups_of_a_find_are_separate(families):
    found = question("question a: network\n  find x exactly; y, z to 4 decimals [2]; tags t\n", families)
    assert [(part.id, part.marks) for part in found.parts] == [("x", 1), ("y", 1), ("z", 1)]
    assert found.tags == ("t",)


def test_parts_of_several_families_are_questions_of_their_own(families):
    text = (
        'question q [10] "Stem": network\n  prompt "Look."\n  convention bias not counted\n'
        '  part a [4]\n    number 2\n    find x\n  part b "Own": compute\n    y = 1\n    find y, z\n'
    )
    exam, problems = parse(text, families)
    assert not problems
    a, b = exam
    assert [(found.id, found.title, found.family.name, found.marks) for found in exam] == [
        ("q.a", "Stem", "network", 4),
        ("q.b", "Own", "compute", 6),
    ]
    assert a.prompt == b.prompt == "Look."
    assert a.conventions == b.conventions == {"bias": "not counted"}


@pytest.mark.parametrize(
    ("finds", "total", "marks"),
    [
        ("find x, y [4]", "", [2, 2]),
        ("find x, y [2 each]", "", [2, 2]),
        ("find x, y", "", [1, 1]),
        ("find x, y, z", "[8]", [Fraction(8, 3)] * 3),
        ("find x [3]\n  find y, z", "[8]", [3, Fraction(5, 2), Fraction(5, 2)]),
        ("find x and y [3]", "[3]", [3]),
    ],
)
def test_marks_are_shared(finds, total, marks, families):
    found = question(f"question a {total}: network\n  {finds}\n", families)
    assert [part.marks for part in found.parts] == marks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("x.exam is empty", 0)),
        ("\ufeff \r\n", ("x.exam is empty", 0)),
        ("# only a comment\n", ("there is no question here", 0)),
        ("question a\0", ("this is not text", 1)),
        ("hello\nworld\n", ("expected 'exam' or 'question' here, found 'hello'", 1)),
        ("question a: netwrk\n  find x", ("unknown family 'netwrk'", 1)),
        ("question a: cell lstn\n  find x", ("unknown rule 'lstn'", 1)),
        ("question a: network lstm\n  find x", ("unknown rule 'lstm'", 1)),
        ("question a\n  find x", ("the question 'a' names no family", 1)),
        ("question\n  find x", ("this question has no id", 1)),
        ("question a: network\n  x 3", ("the question asks for nothing", 1)),
        ("question a: network\n  find x, x", ("'x' is asked for twice", 2)),
        ("question a: network\n  find x\nquestion a: network\n  find x", ("there is a question 'a' already", 3)),
        ("question a [5]: network\n  find x [3]", ("the question is worth 5, but its parts make 3", 1)),
        (
            "question a [5]: network\n  find x [5]\n  find y",
            ("the question is worth 5, and its priced parts already make 5", 1),
        ),
        ("question a: network\n  level eazy\n  find x", ("unknown level 'eazy'", 2)),
        ("question a: network\n  level easy\n  level hard\n  find x", ("the level is given twice", 3)),
        ("question a: network\n  tags a,,b\n  find x", ("expected tags, separated by commas", 2)),
        ("question a: network\n  policy follow-trough full\n  find x", ("unknown outcome 'follow-trough'", 2)),
        ("question a: network\n  policy follow-through 3\n  find x", ("expected a share of the marks", 2)),
        ("question a: network\n  convention bais counted\n  find x", ("unknown convention 'bais counted'", 2)),
        ("question a: network\n  convention bias\n  find x", ("the convention 'bias' needs a variant", 2)),
        (
            "question a: network\n  convention bias no\n  find x",
            ("the convention 'bias' has no variant 'no'", 2),
        ),
        ("question a: compute\n  fnd x\n  find y", ("unknown line 'fnd'", 2)),
        ("question a: network\n  number 0\n  find x", ("inverse has no value: division by zero", 2)),
        ("question a: network\n  part b\n    find x\n  part b\n    find x", ("there is a part 'b' already", 4)),
        (
            "question a [3]: network\n  part b [1]\n    find x",
            ("the question is worth 3, and its priced parts make 1", 1),
        ),
        ("exam\n  polcy x\nquestion a: network\n  find x", ("unknown line 'polcy' in the exam header", 2)),
        (
            "question a\n  part b: network\n    find x\nquestion a.b: network\n  find x",
            ("there is a question 'a.b' already", 4),
        ),
        ("exam\nexam\nquestion a: network\n  find x", ("there is an exam line already", 2)),
        ("question a [1/0]: network\n  find x", ("a denominator is zero here", 1)),
    ],
)
def test_what_is_wrong_is_told(text, expected, families):
    assert told(text, families) == [expected]


def test_near_names_are_told(families):
    _, (problem,) = parse("question a: netwrk\n  find x", families)
    assert problem.hint == "did you mean 'network'?"
    assert str(problem).splitlines()[1:3] == ["    question a: netwrk", "                ^~~~~~"]


def test_all_problems_come_at_once_in_order_of_place(families):
    text = (
        "question a: network\n  convv 3\n  conv 3,,\n  find x in milions\n  level eazy\n"
        "question b: netwrk\nquestion c: network\n  find x to four decimals\nwhat\n"
    )
    found = told(text, families)
    assert [line for _, line in found] == [2, 3, 4, 5, 6, 8, 9]


def test_a_question_with_problems_costs_only_itself(families):
    exam, problems = parse("question a: network\n  conv 3,,\nquestion b: network\n  find x\n", families)
    assert len(problems) == 1
    assert [found.id for found in exam] == ["b"]


def test_a_line_that_cannot_be_read_is_not_blamed_again(families):
    assert len(told("question a: network\n  fin x\n  conv 3,,\n", families)) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [("\n", "\r\n"), ("\n", "\r"), ("question", "\ufeffquestion"), ("  ", "\t"), (" ", "\u00a0"), ("\n", "\n\n")],
    ids=["windows", "old mac", "byte-order mark", "tabs", "hard spaces", "blank lines"],
)
def test_line_ends_marks_and_tabs_make_no_difference(old, new, families):
    text = "question a [2]: network\n  number 2  # two\n  find x\n"
    found = question(text.replace(old, new), families)
    assert (found.id, found.marks, found.body.lines[0].arguments[0].values) == ("a", 2, (2,))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_damaged_text_never_raises(families, seed):
    stream = random.Random(seed)
    text = list(CORE)
    for _ in range(stream.randrange(1, 12)):
        place = stream.randrange(len(text))
        cut = stream.choice(["", *"[](){}\";:,=#x.-^/'\n\t 0é∂×\\%", '"""', text[place] * 3, "let n = 1..3\n"])
        text[place : place + stream.randrange(3)] = cut
    source = Source("x.exam", "".join(text))
    _, problems = parse_exam(source, families)
    places = [problem.span.start for problem in problems if problem.span]
    assert places == sorted(places)
    assert all(str(problem) and problem.record() for problem in problems)
    formatted, _ = format_exam(source)
    assert format_exam(Source("x.exam", formatted))[0] == formatted

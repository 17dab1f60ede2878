from examsolver.core.problem import ExamError, Problem, Source, Span

TEXT = "question q: shapes\n  input   thirteen\n\tinput 5\n"


def problem_at(word: str, source: Source) -> Problem:
    start = source.text.index(word)
    return Problem(f"expected a size, found '{word}'", Span(source, start, start + len(word)), "write 13x13")


def test_a_problem_draws_its_line_and_a_caret() -> None:
    text = str(problem_at("thirteen", Source("bank/a.exam", TEXT)))
    assert text.splitlines() == [
        "bank/a.exam:2:11: expected a size, found 'thirteen'",
        "      input   thirteen",
        "              ^~~~~~~~",
        "hint: write 13x13",
    ]


def test_a_caret_stands_under_its_word_after_a_tab() -> None:
    lines = str(problem_at("5", Source("t", TEXT))).splitlines()
    assert lines[1].index("5") == lines[2].index("^")


def test_a_record_gives_line_and_column_from_one() -> None:
    record = problem_at("thirteen", Source("t", TEXT)).record()
    assert (record["line"], record["column"], record["end_column"]) == (2, 11, 19)


def test_a_very_long_line_is_shown_around_the_caret_only() -> None:
    source = Source("t", "a" * 100_000 + "!" + "b" * 100_000)
    lines = str(problem_at("!", source)).splitlines()
    assert len(lines[1]) < 200
    assert lines[1].index("!") == lines[2].index("^")


def test_an_exam_error_tells_all_its_problems() -> None:
    source = Source("t", TEXT)
    error = ExamError([problem_at("thirteen", source), problem_at("5", source)])
    assert "'thirteen'" in str(error)
    assert "'5'" in str(error)


def test_a_span_finds_a_word_inside_it_that_stands_by_itself() -> None:
    source = Source("t", "x = xs + x' + y\n  y = 2\n")
    span = Span(source, 4, 15)
    assert span.at("y").start == 14
    assert span.at("x") == span

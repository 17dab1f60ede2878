from __future__ import annotations

import pickle
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from examsolver.core.marking import Answer, Submission
from examsolver.grading.marker import grade, mark_submission, prepare


def test_every_part_has_a_verdict_for_every_student(toys: Any, ask: Any) -> None:
    marking = toys.chain()(ask).mark_all({"ada": {}, "bob": {"b": "20"}})
    assert [[verdict.part for verdict in report.verdicts] for report in marking.reports] == [["a", "b", "c"]] * 2
    assert [report.awarded for report in marking.reports] == [0, 4]
    assert {report.out_of for report in marking.reports} == {Fraction(12)}
    assert {verdict.outcome for verdict in marking.reports[0].verdicts} == {"blank"}


def test_a_roster_orders_names_and_adds_who_handed_in_nothing(toys: Any, ask: Any) -> None:
    marking = toys.chain()(ask).mark_all({"eve": {}, "ada": {"a": "5"}}, {"zoe": "Zoe Z", "ada": "Ada L"})
    assert [(report.student, report.name, report.awarded) for report in marking.reports] == [
        ("zoe", "Zoe Z", 0),
        ("ada", "Ada L", 4),
        ("eve", "", 0),
    ]
    assert "eve is not in the roster" in marking.problems[0].message


def test_of_two_answers_to_a_part_the_last_counts(toys: Any, ask: Any) -> None:
    toy = toys.chain()(ask)
    submission = Submission("ada", (Answer("q", "a", "5"), Answer("q", "a", "7"), Answer("q", "nothing", "1")))
    marking = grade(toy.exam, {"q": toy.solution}, [submission], toys.read_answer)
    assert marking.reports[0].verdicts[0].evidence == "7"
    assert "q nothing" in marking.problems[0].message


def test_progress_is_told_after_every_student(toys: Any, ask: Any) -> None:
    toy = toys.chain()(ask)
    told: list[tuple[int, int]] = []
    submissions = [Submission(name, ()) for name in "abc"]
    grade(toy.exam, {"q": toy.solution}, submissions, toys.read_answer, progress=lambda *done: told.append(done))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_marker_can_be_sent_to_another_process_before_and_after_it_has_worked(toys: Any, ask: Any) -> None:
    toy = toys.chain()(ask)
    submission = Submission("ada", (Answer("q", "a", "6"), Answer("q", "b", "24"), Answer("q", "c", "99")))
    marker = prepare(toy.exam, {"q": toy.solution}, toys.read_answer)
    sent = pickle.loads(pickle.dumps(marker))
    report = mark_submission(marker, submission)
    again = pickle.loads(pickle.dumps(marker))
    assert report == mark_submission(sent, submission) == mark_submission(again, submission)


TEXTS = st.sampled_from(["", "5", "6", "7", "20", "24", "25", "144", "x"])
ANSWERS = st.fixed_dictionaries({"a": TEXTS, "b": TEXTS, "c": TEXTS})


@settings(max_examples=40, deadline=None)
@given(classroom=st.lists(ANSWERS, min_size=2, max_size=4))
def test_what_one_student_wrote_never_changes_the_marks_of_another(
    toys: Any, ask: Any, classroom: list[dict[str, str]]
) -> None:
    toy = toys.chain()(ask)
    together = toy.mark_all({str(place): answers for place, answers in enumerate(classroom)})
    for report, answers in zip(together.reports, classroom, strict=True):
        assert {verdict.part: verdict for verdict in report.verdicts} == toy.mark(**answers)

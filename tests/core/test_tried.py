"""What reading a question gave is taken for its solution, but only of this very question."""

from __future__ import annotations

import gc
import pickle
from dataclasses import replace

import examsolver
from examsolver.core.question import Solution

TEXT = "question q: network\n  input 8x8x3\n  c = conv 4, kernel 3\n  find total parameters"


def test_a_question_is_worked_out_once() -> None:
    question = examsolver.load(TEXT).questions[0]
    assert question.tried is not None
    assert Solution.of(question).run is Solution.of(question).run is question.tried.run


def test_a_copy_under_other_conventions_is_worked_out_anew() -> None:
    question = examsolver.load(TEXT).questions[0]
    other = replace(question, conventions={**question.conventions, "bias": "not counted"})
    assert (Solution.of(question).run["total.parameters"], Solution.of(other).run["total.parameters"]) == (112, 108)


def test_a_question_that_was_pickled_still_fits_what_came_out() -> None:
    question = pickle.loads(pickle.dumps(examsolver.load(TEXT).questions[0]))
    assert Solution.of(question).run is question.tried.run


def test_the_collector_is_left_as_it_was() -> None:
    gc.disable()
    try:
        examsolver.load(TEXT)
        assert not gc.isenabled()
    finally:
        gc.enable()
    examsolver.load(TEXT)
    assert gc.isenabled()

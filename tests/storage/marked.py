"""A small class, marked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import examsolver
from examsolver.core.marking import Marking
from examsolver.core.results import Results
from examsolver.verbs.regrading import kept_results

EXAM = """exam "A small test"
  policy follow-through full, other-convention half

question strides [4]: shapes
  input 13x13
  filters 64 of 3x3
  strides 2, 3
  find feasible and output
  convention output size exact

question sum [2]: compute
  a = 1/3
  b = a + 2
  find b
"""
ANSWERS = (
    "student ada, Ada L.\nstrides\n  stride=2: yes, 6x6\n  stride=3: 4x4\nsum\n  b: 7/3\n"
    "student bob\nstrides\n  stride=2: perhaps\n  stride=3: no\nsum\n  b: 2\n"
    "student eve\nstrides\n  stride=2: perhaps?\n"
)
ACCEPTING = EXAM.replace("size exact\n", 'size exact\n  accept stride=3 = 4x4 "floor rule"\n')


def marking_of(exam: str = EXAM, answers: str = ANSWERS, **more: Any) -> Marking:
    return examsolver.grade(examsolver.load(exam), answers, **more)


def results_of(exam: str = EXAM, answers: str = ANSWERS) -> Results:
    return kept_results(marking_of(exam, answers))


def of_version(results: Results, version: str) -> Results:
    return replace(results, version=version)

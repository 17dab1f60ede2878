"""Things to documents: one of them, or a folder of them by file name."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path

from examsolver.core.marking import Marking
from examsolver.core.problem import ExamError, Problem
from examsolver.core.question import Exam, Solution
from examsolver.core.sheet import Sheet
from examsolver.registry import did_you_mean
from examsolver.rendering.solutions import render_solutions

Presentable = Solution | Sequence[Solution] | Exam | Marking | Sheet
Files = dict[str, str | bytes]

ENDINGS = {"text": "txt", "markdown": "md", "html": "html", "pdf": "pdf", "latex": "tex", "json": "json"}
KINDS: tuple[tuple[type, tuple[str, ...]], ...] = (
    (Marking, ("text", "markdown", "html", "pdf", "json")),
    (Sheet, ("pdf", "html", "markdown", "text")),
    (object, tuple(ENDINGS)),
)


def present(thing: Presentable, form: str, *, title: str = "") -> str | bytes:
    """See :func:`examsolver.render`."""
    formats = next(formats for kind, formats in KINDS if isinstance(thing, kind))
    if form not in formats:
        raise ExamError([Problem(f"there is no format {form!r} for this", None, did_you_mean(form, formats))])
    match thing:
        case Marking():
            return _class_page(thing, [Solution.of(question) for question in thing.exam], form)
        case Sheet():
            from examsolver.rendering.sheets import render_sheet

            return render_sheet(thing.exam, thing.solutions, form)
        case Exam():
            return render_solutions([Solution.of(question) for question in thing], form, title or thing.title)
        case Solution():
            return render_solutions((thing,), form, title)
        case _:
            return render_solutions(tuple(thing), form, title)


def marking_files(
    marking: Marking, form: str, *, gradebook: str = "plain", roster: Path | None = None, anonymous: bool = False
) -> Files:
    """See :func:`examsolver.marking_files`."""
    from examsolver.exchange.gradebook import KINDS as GRADEBOOKS
    from examsolver.exchange.gradebook import gradebook_csv
    from examsolver.exchange.pseudonyms import key_csv, key_of, under_pseudonyms
    from examsolver.exchange.roster import read_people
    from examsolver.storage.results import FILE as RESULTS
    from examsolver.verbs.regrading import kept_files

    if gradebook not in GRADEBOOKS:
        told = did_you_mean(gradebook, tuple(GRADEBOOKS))
        raise ExamError([Problem(f"there is no gradebook {gradebook!r}", None, told)])
    people = read_people(roster)[0] if roster else None
    book = gradebook_csv(marking, gradebook, people)
    kept = kept_files(marking)
    if not anonymous:
        return feedback_files(marking, form) | {"gradebook.csv": book} | kept
    key = key_of(marking, random.SystemRandom())
    masked = under_pseudonyms(marking, key)
    apart: Files = {f"key/{name}": content for name, content in kept.items() if name == RESULTS}
    apart |= {"key/pseudonyms.csv": key_csv(marking, key), "key/gradebook.csv": book}
    lists = {name: content for name, content in kept_files(masked).items() if name != RESULTS}
    return feedback_files(masked, form) | lists | apart


def feedback_files(marking: Marking, form: str) -> Files:
    """The class summary and a report for each student, by file name."""
    from examsolver.rendering.reports import render_reports

    solutions = [Solution.of(question) for question in marking.exam]
    ending = ENDINGS[form]
    files: Files = {f"class.{ending}": _class_page(marking, solutions, form)}
    names = _file_names([report.student for report in marking.reports])
    written = render_reports(marking.reports, marking.exam, solutions, form)
    return files | {f"students/{name}.{ending}": page for name, page in zip(names, written, strict=True)}


def _class_page(marking: Marking, solutions: Sequence[Solution], form: str) -> str | bytes:
    """The class summary."""
    from examsolver.grading.likeness import review_groups
    from examsolver.grading.statistics import class_statistics
    from examsolver.rendering.class_summary import render_class

    figures, groups = class_statistics(marking.exam, marking.reports), review_groups(marking.reports)
    return render_class(marking, solutions, figures, groups, form)


def _file_names(students: list[str]) -> list[str]:
    """A safe file name for each student, different even where case and signs are lost."""
    taken: set[str] = set()
    names = []
    for student in students:
        plain = re.sub(r"[^\w.@-]+", "_", student).strip(".") or "student"
        name, count = plain[:80], 2
        while name.casefold() in taken:
            name, count = f"{plain[:80]}-{count}", count + 1
        taken.add(name.casefold())
        names.append(name)
    return names


def sheet_files(sheet: Sheet, form: str) -> Files:
    """See :func:`examsolver.sheet_files`."""
    from examsolver.rendering.sheets import blank_answers, render_sheet

    ending = ENDINGS[form]
    return {
        f"sheet.{ending}": render_sheet(sheet.exam, sheet.solutions, form),
        f"key.{ending}": render_solutions(sheet.solutions, form, f"{sheet.exam.title}: key"),
        "sheet.exam": sheet.text,
        "answers.txt": blank_answers(sheet.exam),
    }

"""What ``examsolver demo`` writes."""

from __future__ import annotations

from examsolver.core.problem import Source
from examsolver.practice.bank import bank_sources
from examsolver.practice.sheets import Wanted, make_sheet
from examsolver.resources import read_data
from examsolver.verbs.loading import load_source
from examsolver.verbs.marking import mark_all
from examsolver.verbs.presenting import Files, marking_files, present, sheet_files


def demo_files() -> Files:
    """The core exam solved and marked, and a practice sheet, by file name."""
    text = read_data("question_bank", "core/source-core.exam")
    exam = load_source(Source("source-core.exam", text))
    marking = mark_all(exam, read_data("question_bank", "core/source-core.answers.jsonl"))
    sheet = make_sheet(tuple(bank_sources()), Wanted(6), title="Practice sheet", seed=1)
    files: Files = {"source-core.exam": text}
    files |= {f"solutions.{ending}": present(exam, form) for form, ending in (("html", "html"), ("pdf", "pdf"))}
    files |= {f"marked/{name}": content for name, content in marking_files(marking, "html").items()}
    practice = sheet_files(sheet, "pdf") | sheet_files(sheet, "html")
    files |= {f"practice/{name}": content for name, content in practice.items()}
    return files

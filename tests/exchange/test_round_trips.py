"""Answers written in a format and read again are the same answers."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examsolver.core.marking import Submission
from examsolver.core.question import Exam
from examsolver.exchange.answers import read_answers
from tests.exchange import writing
from tests.exchange.writing import Texts

ASKED = [("strides", "stride=2"), ("strides", "stride=3"), ("homework-2", "Z"), ("homework-2", "y"), ("gates", "f")]
STUDENTS = st.text("abcXYZ0123456789-_.é", min_size=1, max_size=8).filter(lambda s: not s.endswith(".0"))
LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cf"), include_characters=" \n")
TEXTS = st.text(LETTERS, min_size=1, max_size=30).map(str.strip).filter(lambda text: text and text != "-")
"""Any characters: quotes, separators, signs that spreadsheets would run, other scripts."""
TRICKY = st.sampled_from(["=1+1", "'=1", "''-5", "'007", "-4.75", "@x", '="0012"', 'a,"b";c|d\te', "a\n\nb", "+1"])
PLAIN = st.text("xyz0123456789 ()[]/*^,.-+'σ⊙", min_size=1, max_size=30).map(str.strip).filter(lambda t: t and t != "-")
ORDINARY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def answers(texts: st.SearchStrategy[str], students: st.SearchStrategy[str] = STUDENTS) -> st.SearchStrategy[Texts]:
    keys = st.tuples(students, st.sampled_from(ASKED)).map(lambda key: (key[0], *key[1]))
    return st.dictionaries(keys, texts, min_size=1, max_size=10)


def texts_of(submissions: tuple[Submission, ...]) -> Texts:
    return {(s.student, a.question, a.part): a.text for s in submissions for a in s.answers}


TABLES = {"long": writing.as_long, "wide": writing.as_wide, "Moodle": writing.as_moodle, "Canvas": writing.as_canvas}
ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "UTF-8 with a mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "UTF-16 little": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "UTF-16 big": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
}


@pytest.mark.parametrize("write", TABLES.values(), ids=TABLES)
@ORDINARY
@given(
    texts=answers(TEXTS | TRICKY),
    delimiter=st.sampled_from(",;\t|"),
    encode=st.sampled_from(list(ENCODINGS.values())),
)
def test_a_table_gives_back_what_was_written(exam, write, texts, delimiter, encode) -> None:  # type: ignore[no-untyped-def]
    submissions, _ = read_answers(encode(write(texts, exam, delimiter)), exam, "class.csv")
    assert texts_of(submissions) == texts


@ORDINARY
@given(texts=answers(TEXTS | TRICKY))
def test_jsonl_gives_back_what_was_written(exam: Exam, texts: Texts) -> None:
    submissions, _ = read_answers(writing.as_jsonl(texts, exam), exam)
    assert texts_of(submissions) == texts


@ORDINARY
@given(texts=answers(PLAIN))
def test_a_sheet_gives_back_what_was_written(exam: Exam, texts: Texts) -> None:
    submissions, _ = read_answers(writing.as_sheet(texts, exam), exam)
    assert texts_of(submissions) == texts


@ORDINARY
@given(texts=answers(TEXTS.filter(lambda text: not text.startswith("#")), st.just("ada")), tagged=st.booleans())
def test_a_notebook_gives_back_what_was_written(exam: Exam, texts: Texts, tagged: bool, tmp_path: Path) -> None:
    path = tmp_path / "ada.ipynb"
    path.write_text(writing.as_notebook(texts, tagged), encoding="utf-8")
    submissions, problems = read_answers(path, exam)
    assert not [problem for problem in problems if "spreadsheet" not in str(problem)]
    assert texts_of(submissions) == texts


@settings(ORDINARY, max_examples=20)
@given(texts=answers(PLAIN, st.text("abc012", min_size=1, max_size=4)), data=st.data())
def test_a_folder_of_any_formats_gives_back_what_was_written(
    exam: Exam, texts: Texts, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("class")
    for student in writing.students(texts):
        own = {key: text for key, text in texts.items() if key[0] == student}
        ending = data.draw(st.sampled_from([".jsonl", ".csv", ".txt", ".ipynb"]))
        written = {
            ".jsonl": lambda own=own: writing.as_jsonl(own, exam),
            ".csv": lambda own=own: writing.table(
                [("question", "part", "answer"), *((*k[1:], t) for k, t in own.items())]
            ),
            ".txt": lambda own=own: writing.as_sheet(own, exam).partition("\n")[2],
            ".ipynb": lambda own=own: writing.as_notebook(own),
        }[ending]()
        (folder / (student + ending)).write_text(written, encoding="utf-8")
    submissions, _ = read_answers(folder, exam)
    assert texts_of(submissions) == texts

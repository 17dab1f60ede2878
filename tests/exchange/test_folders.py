from pathlib import Path

from examsolver.core.marking import Submission
from examsolver.core.question import Exam
from examsolver.exchange.answers import read_answers
from examsolver.exchange.people import People, Person

ANSWER = "homework-2\n  y: "


def fill(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def texts(submissions: tuple[Submission, ...]) -> dict[str, list[str]]:
    return {s.student: [a.text for a in s.answers] for s in submissions}


def test_the_name_of_a_file_says_whose_it_is_unless_the_file_does(exam: Exam, tmp_path: Path) -> None:
    fill(tmp_path, **{"ada.txt": ANSWER + "1", "x.txt": "student bob\n" + ANSWER + "2", "cy.txt": "homework-2\n"})
    submissions, problems = read_answers(tmp_path, exam)
    assert texts(submissions) == {"ada": ["1"], "cy": [], "bob": ["2"]}
    assert problems == ()


def test_two_files_of_one_student_are_told_with_both_names(exam: Exam, tmp_path: Path) -> None:
    table = "question,part,answer\nhomework-2,y,3\n"
    fill(
        tmp_path, **{"ada.txt": ANSWER + "1", "ada.csv": table, "bob.jsonl": "", "notes.pdf": "%PDF", ".DS_Store": "x"}
    )
    submissions, problems = read_answers(tmp_path, exam)
    assert texts(submissions) == {"ada": ["3", "1"]}
    said = [problem.message for problem in problems]
    assert said[0] == "notes.pdf: left out; .pdf is no format of answers"
    assert "'3' in row 2 of ada.csv and '1' in row 2 of ada.txt" in said[1]
    assert said[2] == "bob.jsonl: there is nothing in this file"
    assert said[3] == "student ada is in 2 files: ada.csv, ada.txt"


def test_files_of_one_name_in_several_folders_are_told_apart_by_the_folders(exam: Exam, tmp_path: Path) -> None:
    fill(tmp_path, ada__hw_txt="", bob__hw_txt="")
    for student in ("ada", "bob"):
        (tmp_path / student / "hw_txt").rename(tmp_path / student / "hw.txt")
        (tmp_path / student / "hw.txt").write_text(ANSWER + student)
    assert texts(read_answers(tmp_path, exam)[0]) == {"ada": ["ada"], "bob": ["bob"]}


def test_names_that_learning_systems_give_to_files_are_understood(exam: Exam, tmp_path: Path) -> None:
    moodle = tmp_path / "Ada Lovelace_123_assignsubmission_file"
    moodle.mkdir()
    (moodle / "hw.txt").write_text(ANSWER + "1")
    (tmp_path / "stonebob_LATE_902_555_hw.txt").write_text(ANSWER + "2")
    assert texts(read_answers(tmp_path, exam)[0]) == {"Ada Lovelace_123": ["1"], "902": ["2"]}
    people = People((Person("0012", "Lovelace, Ada"), Person("0013", "Stone, Bob", canvas="902")))
    assert texts(read_answers(tmp_path, exam, people=people)[0]) == {"0012": ["1"], "0013": ["2"]}


def test_names_that_differ_only_in_case_are_told(exam: Exam, tmp_path: Path) -> None:
    fill(tmp_path, **{"Ada.txt": ANSWER + "1", "ada.txt": ANSWER + "2"})
    submissions, problems = read_answers(tmp_path, exam)
    assert len(submissions) == 2
    assert "Ada, ada differ only in case" in problems[0].message


def test_a_folder_without_answers_is_a_problem(exam: Exam, tmp_path: Path) -> None:
    assert "no answers in this folder" in read_answers(tmp_path, exam)[1][0].message

"""Headings of the columns that say who a row is about, in tables of people and of learning systems."""

from __future__ import annotations

from collections.abc import Sequence

STUDENT = ("student", "student id", "student_id", "studentid", "id", "sid")
NAME = ("name", "student name", "student_name", "full name")
FIRST = ("first name", "firstname", "given name", "vorname", "prénom", "nombre")
LAST = ("last name", "lastname", "surname", "family name", "nachname", "nom", "apellido(s)")
EMAIL = ("email", "email address", "e-mail", "e-mail address", "e-mail-adresse", "adresse de courriel")
LOGIN = ("sis login id", "login id", "login", "username", "user name", "anmeldename")
NUMBER = ("sis user id", "sis_id", "id number", "idnumber", "sid", "student number", "id-nummer", "matrikelnummer")
SECTION = ("section", "sections", "groups", "group", "section_id", "section_sis_id")
PEOPLE = frozenset((*STUDENT, *NAME, *FIRST, *LAST, *EMAIL, *LOGIN, *NUMBER, *SECTION))

BLANKS = str.maketrans(dict.fromkeys("\u00a0\u202f\u2007", " "))


def fold(heading: str) -> str:
    """A heading as it is compared: case and blanks do not count."""
    return " ".join(heading.translate(BLANKS).strip("\ufeff \"'").casefold().split())


def column_of(header: Sequence[str], words: tuple[str, ...]) -> int | None:
    """The column whose heading is one of some words, the first word that is there."""
    folded = [fold(cell) for cell in header]
    return next((folded.index(word) for word in words if word in folded), None)


def who_of(header: Sequence[str]) -> tuple[int | None, int | None]:
    """The columns of a student's id and name. Where ``student`` stands beside ``id``, it is the name."""
    student, name = column_of(header, STUDENT), column_of(header, NAME)
    identity = column_of(header, STUDENT[1:])
    if name is None and student is not None and identity is not None and fold(header[student]) == STUDENT[0]:
        return identity, student
    if student is None:
        student = column_of(header, (*NUMBER, *LOGIN, *EMAIL))
    return student, name


def is_canvas(headings: Sequence[str]) -> bool:
    """Whether a table is a gradebook of Canvas, where ``Student`` is a name and ``ID`` a number of its own."""
    folded = {fold(heading) for heading in headings}
    return {"student", "id"} <= folded and bool({"sis user id", "sis login id", "section"} & folded)

"""A folder of answers: one file a student, or more; whose a file is that does not say, its name tells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from examsolver.core.problem import Problem
from examsolver.exchange.formats import KNOWN_ENDINGS
from examsolver.exchange.people import People

LEFT_OUT = {"__macosx", "thumbs.db", "desktop.ini"}
OF_MOODLE = re.compile(r"(?P<who>.+)_assignsubmission_\w+_*", re.DOTALL)
OF_CANVAS = re.compile(r"[^\W_]+_(?:late_)?(?P<who>\d+)_\d+_.+", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class OwnedFile:
    """A file, and whose it is where it does not say."""

    path: Path
    name: str
    student: str


def files_in(folder: Path, people: People) -> tuple[tuple[OwnedFile, ...], tuple[Problem, ...]]:
    """The files of answers in a folder and in the folders in it, by name; others are told."""
    try:
        paths = sorted(_listed(folder), key=lambda path: path.relative_to(folder).as_posix())
    except OSError as error:
        return (), (Problem(f"{folder}: {error.strerror or error}"),)
    kept = [path for path in paths if path.suffix.lower() in KNOWN_ENDINGS]
    told = [
        Problem(f"{path.relative_to(folder).as_posix()}: left out; {path.suffix} is no format of answers")
        for path in paths
        if path not in kept
    ]
    stems = Counter(path.stem.casefold() for path in kept)
    found = [OwnedFile(path, path.relative_to(folder).as_posix(), _owner(path, folder, stems, people)) for path in kept]
    return tuple(found), (*told, *_alike(found))


def _listed(folder: Path) -> Iterator[Path]:
    """Files here and one folder down, without what file managers leave behind."""
    for path in folder.iterdir():
        if path.name.startswith(".") or path.name.casefold() in LEFT_OUT:
            continue
        if path.is_file():
            yield path
        elif path.is_dir():
            yield from (
                inner
                for inner in path.iterdir()
                if inner.is_file() and not inner.name.startswith(".") and inner.name.casefold() not in LEFT_OUT
            )


def _owner(path: Path, folder: Path, stems: Counter[str], people: People) -> str:
    """By the roster, from the file's name or its folder's; else as learning systems name files; else the file's name.

    Where files of that name are in several folders, the folder's name tells them apart.
    """
    inner = path.parent.name if path.parent != folder else ""
    moodle, canvas = OF_MOODLE.fullmatch(inner), OF_CANVAS.fullmatch(path.stem)
    inner = moodle["who"] if moodle else inner
    by_roster = people.find_in(path.stem) or (people.find_in(inner) if inner else None)
    if by_roster:
        return by_roster
    if canvas:
        return canvas["who"]
    return inner if inner and (moodle or stems[path.stem.casefold()] > 1) else path.stem


def _alike(files: Iterable[OwnedFile]) -> Iterator[Problem]:
    """Owners that only upper and lower case tells apart: perhaps one student, perhaps two."""
    owners: dict[str, set[str]] = {}
    for file in files:
        owners.setdefault(file.student.casefold(), set()).add(file.student)
    for same in owners.values():
        if len(same) > 1:
            yield Problem(f"students {', '.join(sorted(same))} differ only in case; they were taken for different ones")

"""Files out: they appear whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from examsolver.core.problem import Problem


def write_file(path: Path, content: str | bytes) -> Problem | None:
    """Write a file, replacing one that is there; until it is whole, nothing is seen of it."""
    try:
        _replace(path, content)
    except OSError as error:
        return Problem(f"{path}: could not be written: {error.strerror or error}")
    return None


def write_files(folder: Path, files: Mapping[str, str | bytes], force: bool = False) -> Problem | None:
    """Write a folder of files by their names (``students/ada.html``).

    A new folder is put together beside its place and then moved there. One that is there already
    and not empty is left alone, unless forced: then each file is replaced whole, others stay.
    """
    for name in files:
        if not _inside(name):
            return Problem(f"{name!r} is no name for a file in {folder}")
    try:
        if folder.exists() and not folder.is_dir():
            return Problem(f"{folder}: this is a file, not a folder")
        there = folder.is_dir() and any(folder.iterdir())
        if there and not force:
            return Problem(f"{folder}: the folder is there already", None, "name another, or replace it with --force")
        if there:
            _fill(folder, files)
        else:
            _make(folder, files)
    except OSError as error:
        return Problem(f"{folder}: could not be written: {error.strerror or error}")
    return None


def _inside(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return bool(parts) and ".." not in parts and parts[0] != "/" and not any(mark in name for mark in ":\0")


def _make(folder: Path, files: Mapping[str, str | bytes]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _fill(beside, files)
        beside.chmod(0o777 & ~_umask())
        beside.replace(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _fill(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)


def _replace(path: Path, content: str | bytes) -> None:
    data = content.encode("utf-8") if isinstance(content, str) else content
    handle, beside = tempfile.mkstemp(prefix=f".{path.name[:40]}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(beside).chmod(0o666 & ~_umask())
        Path(beside).replace(path)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

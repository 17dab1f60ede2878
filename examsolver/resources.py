"""Finds the data folders (``grammars``, ``question_bank``) in a wheel, an editable install and a bare checkout."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def data_folder(name: str) -> Traversable:
    """The folder ``grammars`` or ``question_bank``; ``FileNotFoundError`` where the install is broken."""
    package = Path(__file__).parent
    for folder in (package / name, package.parent / name):
        if folder.is_dir():
            return folder
    from importlib.resources import files  # for what is no file system, such as a zipped wheel; slow to load

    packed = files("examsolver") / name
    if not packed.is_dir():
        raise FileNotFoundError(f"examsolver was installed without its folder {name!r}")
    return packed


def read_data(folder: str, name: str) -> str:
    """The text of one file of a data folder."""
    return (data_folder(folder) / name).read_text(encoding="utf-8")

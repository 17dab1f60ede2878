"""Finds the data folders (``grammars``, ``question_bank``) in a wheel, an editable install and a bare checkout."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def data_folder(name: str) -> Traversable:
    """The folder ``grammars`` or ``question_bank``; ``FileNotFoundError`` where the install is broken."""
    packed = files("examsolver") / name
    if packed.is_dir():
        return packed
    beside = Path(__file__).parents[1] / name
    if not beside.is_dir():
        raise FileNotFoundError(f"examsolver was installed without its folder {name!r}")
    return beside


def read_data(folder: str, name: str) -> str:
    """The text of one file of a data folder."""
    return (data_folder(folder) / name).read_text(encoding="utf-8")

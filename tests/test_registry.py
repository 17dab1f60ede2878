import importlib
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace

import pytest

from examsolver import registry
from examsolver.registry import Catalogue, did_you_mean, near


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    folder = tmp_path / "shelf"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "one.py").write_text(
        "from types import SimpleNamespace as S\nTHINGS = (S(name='maxpool', also=('pool',)), S(name='conv'))\n"
    )
    (folder / "other.py").write_text("# holds nothing\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "shelf"
    for name in [name for name in sys.modules if name.split(".")[0] == "shelf"]:
        del sys.modules[name]


def test_entries_are_found_by_looking_into_modules(package: str) -> None:
    found: Catalogue[SimpleNamespace] = Catalogue(package, "THINGS", "none.of.these")
    assert [entry.name for entry in found.entries] == ["conv", "maxpool"]
    assert found.get("pool") is found.get("maxpool")
    assert found.get("dense") is None


def test_a_broken_plugin_is_told_with_its_name_and_left_out(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("broken", "no_such_module_anywhere:THINGS", "g")
    monkeypatch.setattr(registry, "entry_points", lambda group: [point])
    found: Catalogue[SimpleNamespace] = Catalogue(package, "THINGS", "g")
    assert len(found.entries) == 2
    assert "broken" in found.problems[0].message


def test_a_plugin_adds_entries(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("more", "shelf.plugin:EXTRA", "g")
    folder = Path(importlib.import_module(package).__path__[0])
    (folder / "plugin.py").write_text("from types import SimpleNamespace as S\nEXTRA = S(name='attention')\n")
    monkeypatch.setattr(registry, "entry_points", lambda group: [point])
    found: Catalogue[SimpleNamespace] = Catalogue(package, "THINGS", "g")
    assert found.get("attention") is not None


def test_a_near_name_is_offered_and_a_far_one_is_not() -> None:
    known = ("maxpool", "avgpool", "conv")
    assert near("maxpol", known) == "maxpool"
    assert near("zzz", known) is None
    assert did_you_mean("Conv", known) == "did you mean 'conv'?"
    assert "known here" in did_you_mean("zzz", known)
